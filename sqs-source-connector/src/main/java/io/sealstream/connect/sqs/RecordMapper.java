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

  /**
   * @param topic the topic's name, in which <code>${queue}</code> stands for the queue's name
   */
  RecordMapper(
      String topic,
      Envelope envelope,
      ValueFormat valueFormat,
      RecordKeys recordKeys,
      RecordHeaders recordHeaders) {
    this.topic = topic;
    this.envelope = envelope;
    this.valueFormat = valueFormat;
    this.recordKeys = recordKeys;
    this.recordHeaders = recordHeaders;
  }

  /** The record of {@code message}; {@link PoisonException} when it can never become one. */
  SourceRecord map(SqsQueue queue, SqsMessage message) {
    SqsMessage content = envelope.open(message);
    SchemaAndValue value = valueFormat.parse(content.body());
    SchemaAndValue key = recordKeys.of(queue).of(content, value);
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
        recordHeaders.of(queue, content));
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
