package io.sealstream.connect.sqs;

/** What to do with a message that cannot become a record. */
enum PoisonPolicy {
  /** Fail the task; the message stays in its queue. */
  FAIL,
  /**
   * Leave it to its visibility timeout; the queue's own redrive policy moves it away in the end.
   */
  RELEASE,
  /** Send it to the dead letter queue, then delete it. */
  DEAD_LETTER,
  /** Delete it. */
  DROP
}
