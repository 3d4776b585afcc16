package io.sealstream.quickstart;

/**
 * Where the messages are.
 *
 * @param sent messages that the queue took
 * @param rows rows of user_logins
 * @param deadLettered messages in the dead letter queue, and records in the sink's dead letter
 *     topic
 */
record Accounts(long sent, long rows, long deadLettered) {
  /** How many messages reached their end. */
  long accounted() {
    return rows + deadLettered;
  }

  /** Whether every message that was sent is in exactly one place. */
  boolean balanced() {
    return sent == accounted();
  }
}
