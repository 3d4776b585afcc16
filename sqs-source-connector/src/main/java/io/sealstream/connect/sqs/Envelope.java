package io.sealstream.connect.sqs;

/**
 * What a message was wrapped in on its way to the queue. Opening it decides what is mapped to a
 * record, and nothing else: what is deleted, given back or sent to the dead letter queue is the
 * message as it was received. Implementations are thread-safe.
 */
interface Envelope {

  /**
   * The message to map: {@code message} itself, or one that differs in body and attributes. {@link
   * PoisonException} where there is no envelope and one is required, or where it is broken.
   */
  SqsMessage open(SqsMessage message);

  /** No envelope: every message is mapped as it is. */
  static Envelope none() {
    return message -> message;
  }
}
