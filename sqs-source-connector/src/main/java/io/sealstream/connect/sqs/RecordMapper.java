package io.sealstream.connect.sqs;

import java.util.Map;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * Makes a message a record: its envelope opened, the body becomes the value; then key, headers, the
 * sent time as timestamp, the topic. The partition is left to the producer. Thread-safe.
 *
 * <p>The source partition is the queue and the source offset the message id. Connect stores them,
 * but nothing is read back: SQS itself knows what was not deleted. They tell {@code commitRecord}
 * which message a record came from.
 */
final class RecordMapper {

  private static final String QUEUE = "queue";
  private static final String MESSAGE_ID = "message_id";
  private static final String QUEUE_PLACEHOLDER = "${queue}";

  private final String topic;
  private final Envelope envelope;
  private final ValueFormat valueFormat;
  private final RecordKeys recordKeys;
  private final RecordHeaders recordHeaders;
  private final EventKey eventKey;

  /**
   * @param topic the topic's name, in which <code>${queue}</code> stands for the queue's name
   */
  RecordMapper(
      String topic,
      Envelope envelope,
      ValueFormat valueFormat,
      RecordKeys recordKeys,
      RecordHeaders recordHeaders,
      EventKey eventKey) {
    this.topic = topic;
    this.envelope = envelope;
    this.valueFormat = valueFormat;
    this.recordKeys = recordKeys;
    this.recordHeaders = recordHeaders;
    this.eventKey = eventKey;
  }

  /**
   * What became of a message.
   *
   * @param record its record
   * @param event which event it is, or null where it does not say
   */
  record Mapped(SourceRecord record, @Nullable ShortId event) {}

  /** The record of {@code message}; {@link PoisonException} when it can never become one. */
  Mapped map(SqsQueue queue, SqsMessage message) {
    SqsMessage content = envelope.open(message);
    SchemaAndValue value = valueFormat.parse(content.body());
    return new Mapped(record(queue, content, value), event(queue, content, value));
  }

  private SourceRecord record(SqsQueue queue, SqsMessage message, SchemaAndValue value) {
    SchemaAndValue key = recordKeys.of(queue).of(message, value);
    return new SourceRecord(
        Map.of(QUEUE, queue.url()),
        Map.of(MESSAGE_ID, message.id()),
        topicOf(topic, queue.name()),
        null,
        key.schema(),
        key.value(),
        value.schema(),
        value.value(),
        message.sentTimestamp(),
        recordHeaders.of(queue, message));
  }

  private @Nullable ShortId event(SqsQueue queue, SqsMessage message, SchemaAndValue value) {
    String event = eventKey.of(message, value);
    return event == null || event.isEmpty() ? null : ShortId.ofEvent(queue.url(), event);
  }

  /** The name of the topic for a queue's messages. */
  static String topicOf(String topic, String queueName) {
    return topic.replace(QUEUE_PLACEHOLDER, queueName);
  }

  /** The URL of the queue that {@code record}'s message came from. */
  static @Nullable String queueUrlOf(SourceRecord record) {
    return (String) record.sourcePartition().get(QUEUE);
  }

  /** The id of the message that {@code record} was made of. */
  static @Nullable String messageIdOf(SourceRecord record) {
    return (String) record.sourceOffset().get(MESSAGE_ID);
  }
}
