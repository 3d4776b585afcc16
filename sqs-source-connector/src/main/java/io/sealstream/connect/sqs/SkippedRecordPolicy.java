package io.sealstream.connect.sqs;

/**
 * What to do with a message whose record came back without metadata: a transform dropped it, or it
 * failed and Connect tolerates that. The framework does not say which.
 */
enum SkippedRecordPolicy {
  /** Leave it to its visibility timeout: it is delivered again. */
  RELEASE,
  /** Delete it. */
  DELETE,
  /** Send it to the dead letter queue, then delete it. */
  DEAD_LETTER
}
