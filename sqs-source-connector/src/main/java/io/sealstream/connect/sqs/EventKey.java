package io.sealstream.connect.sqs;

import java.util.Set;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.jspecify.annotations.Nullable;

/**
 * What tells of two messages of a queue that they are the same event, sent twice. Implementations
 * are thread-safe.
 */
interface EventKey {

  /**
   * Logical types of numbers whose values are dates: their text is no more precise than a second.
   */
  Set<String> TIMES = Set.of(Date.LOGICAL_NAME, Time.LOGICAL_NAME, Timestamp.LOGICAL_NAME);

  /**
   * The event that a message is, or null where it says none: nothing is known to be the same then.
   *
   * @param value the record's value
   * @throws PoisonException where what it says is no single value
   */
  @Nullable String of(SqsMessage message, SchemaAndValue value);

  /** No two messages are the same. */
  static EventKey none() {
    return (message, value) -> null;
  }

  /**
   * The deduplication id of a FIFO queue's message. Together with its group, since a queue may
   * count ids by group.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/high-throughput-fifo.html">
   *     Deduplication scope</a>
   */
  static EventKey deduplicationId() {
    return (message, value) -> {
      String id = message.systemAttributes().get(SqsMessage.DEDUPLICATION_ID);
      return id == null ? null : message.groupId() + '\0' + id;
    };
  }

  /** A message attribute that is a text or a number. */
  static EventKey attribute(String name) {
    return (message, value) -> {
      MessageAttribute attribute = message.attributes().get(name);
      return attribute == null ? null : attribute.text();
    };
  }

  /** The text, number or boolean at a path of the value. */
  static EventKey field(FieldPath path) {
    return (message, value) -> {
      Object found = path.find(value).value();
      if (found != null && !isSingleValue(found)) {
        throw new PoisonException(
            "%s needs a text, a number or a boolean at the field %s, found a %s"
                .formatted(SqsSourceConfig.DEDUPLICATE_BY, path, found.getClass().getSimpleName()));
      }
      return found == null ? null : String.valueOf(found);
    };
  }

  private static boolean isSingleValue(Object value) {
    return value instanceof String || value instanceof Number || value instanceof Boolean;
  }

  /** Whether a field of this schema can say which event a message is. */
  static boolean isSingleValue(Schema schema) {
    return switch (schema.type()) {
      case INT8, INT16, INT32, INT64 -> !TIMES.contains(String.valueOf(schema.name()));
      case FLOAT32, FLOAT64, BOOLEAN, STRING -> true;
      case BYTES -> Decimal.LOGICAL_NAME.equals(schema.name());
      case ARRAY, MAP, STRUCT -> false;
    };
  }
}
