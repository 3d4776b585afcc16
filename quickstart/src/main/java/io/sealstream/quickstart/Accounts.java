package io.sealstream.quickstart;

/**
 * Where the messages are.
 *
 * @param sent messages that the queue took
 * @param rows rows of user_logins
 * @param inQueue messages in the dead letter queue
 * @param rejected records that the table cannot hold, in the sink's dead letter topic
 */
record Accounts(long sent, long rows, long inQueue, long rejected) {
  /** What was added since {@code before}; all that was sent is counted. */
  Accounts since(Accounts before) {
    return new Accounts(
        sent, rows - before.rows, inQueue - before.inQueue, rejected - before.rejected);
  }

  /** How many messages are dead letters, of the source or of the sink. */
  long deadLettered() {
    return inQueue + rejected;
  }

  /** How many messages became records of the topic. */
  long produced() {
    return rows + rejected;
  }

  /** How many messages reached their end. */
  long accounted() {
    return rows + deadLettered();
  }

  /** Whether every message that was sent is in exactly one place. */
  boolean balanced() {
    return sent == accounted();
  }
}
