package io.sealstream.quickstart;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads a topic from its beginning on, committed records only, as far as it goes each time; the
 * topic need not be there yet. For one thread.
 */
final class TopicTail implements AutoCloseable {
  private static final String MESSAGE_ID = "sqs.message.id";
  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration READS_FOR = Duration.ofMillis(700);
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(3);

  private final String topic;
  private final org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer;
  private List<TopicPartition> partitions = List.of();

  /**
   * Reads nothing yet.
   *
   * @param consumer which is closed with this
   */
  TopicTail(String topic, org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer) {
    this.topic = topic;
    this.consumer = consumer;
  }

  static TopicTail open(String bootstrapServers, String topic) {
    return new TopicTail(
        topic,
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "isolation.level",
                "read_committed",
                "allow.auto.create.topics",
                "false",
                "default.api.timeout.ms",
                Long.toString(CALL_TIMEOUT.toMillis())),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer()));
  }

  /** The id of the SQS message that a record was made of; empty if it does not say. */
  static String messageId(ConsumerRecord<byte[], byte[]> record) {
    Header header = record.headers().lastHeader(MESSAGE_ID);
    return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
  }

  /**
   * Gives each record that is new to {@code sink}; where there are many, some are left for later.
   */
  void readOn(Consumer<ConsumerRecord<byte[], byte[]>> sink) {
    if (!isAssigned()) {
      return;
    }
    long begin = System.nanoTime();
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    while (System.nanoTime() - begin < READS_FOR.toNanos() && isBefore(ends)) {
      consumer.poll(POLL).forEach(sink);
    }
  }

  private boolean isBefore(Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue());
  }

  private boolean isAssigned() {
    if (partitions.isEmpty()) {
      partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
    }
    return !partitions.isEmpty();
  }

  @Override
  public void close() {
    consumer.close();
  }
}
