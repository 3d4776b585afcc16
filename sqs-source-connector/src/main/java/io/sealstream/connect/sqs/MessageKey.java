package io.sealstream.connect.sqs;

/**
 * A message is one delivery history in one queue; a dead letter keeps its id in another.
 *
 * @param queueUrl the queue
 * @param messageId the id that SQS gave the message there
 */
record MessageKey(String queueUrl, String messageId) {

  /** The id alone tells messages apart, but for the dead letters of a queue that is read too. */
  @Override
  public int hashCode() {
    return messageId.hashCode();
  }
}
