package io.sealstream.benchmarks.rig;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The system attributes that a receive may ask for, by the names that SQS gives them. */
enum SystemAttribute {
  SENDER_ID("SenderId"),
  SENT_TIMESTAMP("SentTimestamp"),
  APPROXIMATE_RECEIVE_COUNT("ApproximateReceiveCount"),
  APPROXIMATE_FIRST_RECEIVE_TIMESTAMP("ApproximateFirstReceiveTimestamp"),
  SEQUENCE_NUMBER("SequenceNumber"),
  MESSAGE_DEDUPLICATION_ID("MessageDeduplicationId"),
  MESSAGE_GROUP_ID("MessageGroupId"),
  AWS_TRACE_HEADER("AWSTraceHeader"),
  DEAD_LETTER_QUEUE_SOURCE_ARN("DeadLetterQueueSourceArn");

  /** Every sender, as an IAM user's ID looks. */
  private static final String SENDER = "AIDARIGRIGRIGRIGRIGRI";

  private static final Map<String, SystemAttribute> BY_NAME =
      Arrays.stream(values()).collect(Collectors.toMap(a -> a.label, a -> a));

  /** A standard queue may carry message groups (fair queues), but neither of these. */
  private static final Set<SystemAttribute> FIFO_ONLY =
      EnumSet.of(SEQUENCE_NUMBER, MESSAGE_DEDUPLICATION_ID);

  private static final Set<SystemAttribute> ALL = EnumSet.allOf(SystemAttribute.class);
  private static final Set<SystemAttribute> ALL_STANDARD =
      EnumSet.complementOf(EnumSet.copyOf(FIFO_ONLY));

  private final String label;

  SystemAttribute(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  /** Null when the message has none. */
  @Nullable String value(Delivery delivery) {
    StoredMessage message = delivery.message();
    MessageDetails details = MessageDetails.orNone(message.details);
    return switch (this) {
      case SENDER_ID -> SENDER;
      case SENT_TIMESTAMP -> Long.toString(message.sentAt);
      case APPROXIMATE_RECEIVE_COUNT -> Integer.toString(delivery.receiveCount());
      case APPROXIMATE_FIRST_RECEIVE_TIMESTAMP -> Long.toString(delivery.firstReceivedAt());
      case SEQUENCE_NUMBER -> sequenceNumber(message.sequence);
      case MESSAGE_DEDUPLICATION_ID -> details.deduplicationId();
      case MESSAGE_GROUP_ID -> details.groupId();
      case AWS_TRACE_HEADER -> details.traceHeader();
      case DEAD_LETTER_QUEUE_SOURCE_ARN -> details.deadLetterSource();
    };
  }

  /**
   * What a request names, All included.
   *
   * @throws SqsException for a name that SQS does not know, or not on a standard queue
   */
  static Set<SystemAttribute> named(List<String> names, boolean fifo) {
    if (names.isEmpty()) {
      return Set.of();
    }
    Set<SystemAttribute> named = EnumSet.noneOf(SystemAttribute.class);
    for (String name : names) {
      if (name.equals("All")) {
        named.addAll(fifo ? ALL : ALL_STANDARD);
        continue;
      }
      SystemAttribute attribute = BY_NAME.get(name);
      if (attribute == null || (!fifo && FIFO_ONLY.contains(attribute))) {
        throw SqsErrors.unknownAttribute(name);
      }
      named.add(attribute);
    }
    return named;
  }

  /** Twenty digits, increasing, as FIFO queues number their messages. */
  static String sequenceNumber(long sequence) {
    return "1%019d".formatted(sequence);
  }
}
