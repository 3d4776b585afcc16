package io.sealstream.connect.sqs;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * A message as one receive returned it. Immutable.
 *
 * @param id the id SQS gave the message when it was sent; the same in every delivery
 * @param receiptHandle what a delete or a change of visibility names; new in every delivery
 * @param body the text, untouched
 * @param attributes the message attributes by name
 * @param systemAttributes what SQS says of the message, by SQS's own names, such as {@code
 *     SentTimestamp}
 */
record SqsMessage(
    String id,
    String receiptHandle,
    String body,
    Map<String, MessageAttribute> attributes,
    Map<String, String> systemAttributes) {

  /** The system attribute that holds when the message was sent. */
  static final String SENT_TIMESTAMP = "SentTimestamp";

  /**
   * The system attribute that holds how often SQS has delivered the message, this time included.
   */
  static final String RECEIVE_COUNT = "ApproximateReceiveCount";

  /** The system attribute that holds the message group; a standard queue's message may have one. */
  static final String GROUP_ID = "MessageGroupId";

  /** The system attribute that holds the deduplication id; of FIFO queues only. */
  static final String DEDUPLICATION_ID = "MessageDeduplicationId";

  /** The system attribute that holds SQS's own number of the message; of FIFO queues only. */
  static final String SEQUENCE_NUMBER = "SequenceNumber";

  /** More digits of milliseconds than anybody needs, and no more than a long holds. */
  private static final int MAX_DIGITS = 18;

  /** The names of all system attributes. */
  static final List<String> SYSTEM_ATTRIBUTES =
      List.of(
          "SenderId",
          SENT_TIMESTAMP,
          RECEIVE_COUNT,
          "ApproximateFirstReceiveTimestamp",
          GROUP_ID,
          DEDUPLICATION_ID,
          SEQUENCE_NUMBER,
          "AWSTraceHeader",
          "DeadLetterQueueSourceArn");

  /**
   * When the message was sent, in milliseconds since the epoch, or null where SQS did not say: an
   * emulator may say something else, and Kafka takes no time before the epoch.
   */
  @Nullable Long sentTimestamp() {
    String sent = systemAttributes.getOrDefault(SENT_TIMESTAMP, "");
    return !sent.isEmpty()
            && sent.length() <= MAX_DIGITS
            && sent.chars().allMatch(SqsMessage::isDigit)
        ? Long.valueOf(sent)
        : null;
  }

  private static boolean isDigit(int character) {
    return character >= '0' && character <= '9';
  }

  /** The message group, or null where there is none or it was not asked for. */
  @Nullable String groupId() {
    return systemAttributes.get(GROUP_ID);
  }

  /**
   * SQS's number for a message of a FIFO queue, in decimal digits: larger than those before it in
   * its group. Empty for others.
   */
  String sequenceNumber() {
    return systemAttributes.getOrDefault(SEQUENCE_NUMBER, "");
  }

  /** Whether SQS says that it has delivered the message before, to whomever. */
  boolean isRedelivery() {
    String deliveries = systemAttributes.get(RECEIVE_COUNT);
    return deliveries != null && !deliveries.equals("1");
  }

  /** The bytes of body and attributes, as SQS counts them against its limit. */
  int sizeInBytes() {
    int size = Utils.utf8Length(body);
    for (Map.Entry<String, MessageAttribute> attribute : attributes.entrySet()) {
      size += attribute.getValue().sizeInBytes(attribute.getKey());
    }
    return size;
  }

  /** The id only: everything else may be personal data or lets its reader delete the message. */
  @Override
  public String toString() {
    return "SqsMessage[" + id + "]";
  }
}
