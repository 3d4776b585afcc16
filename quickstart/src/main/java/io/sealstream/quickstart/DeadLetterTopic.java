package io.sealstream.quickstart;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The topic in which Connect puts the records that the sink cannot write. Connect creates it with
 * one partition, and without transactions. Thread-safe: an interrupted run closes it.
 */
final class DeadLetterTopic implements AutoCloseable {
  /** As user-logins-sink.json names it. */
  static final String NAME = "user_logins_dlq";

  /** The header in which Connect says why a record is here (KIP-298). */
  private static final String REASON = "__connect.errors.exception.message";

  private static final TopicPartition PARTITION = new TopicPartition(NAME, 0);
  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaConsumer<byte[], byte[]> consumer;

  private DeadLetterTopic(KafkaConsumer<byte[], byte[]> consumer) {
    this.consumer = consumer;
  }

  /** Opens a consumer of it; the topic exists from when the sink's task runs. */
  static DeadLetterTopic open(String bootstrapServers) {
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    consumer.assign(List.of(PARTITION));
    return new DeadLetterTopic(consumer);
  }

  /** How many records it has. */
  synchronized long count() {
    return consumer.endOffsets(List.of(PARTITION)).getOrDefault(PARTITION, 0L);
  }

  /** Why the first records are here, at most {@code most} of them. */
  synchronized List<String> reasons(int most) {
    long end = count();
    List<String> reasons = new ArrayList<>();
    consumer.seekToBeginning(List.of(PARTITION));
    while (reasons.size() < most && consumer.position(PARTITION) < end) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        if (reasons.size() < most) {
          reasons.add(reason(record));
        }
      }
    }
    return reasons;
  }

  /** Why a record is here, as Connect says it. */
  static String reason(ConsumerRecord<byte[], byte[]> record) {
    Header header = record.headers().lastHeader(REASON);
    return header == null ? "no reason" : new String(header.value(), StandardCharsets.UTF_8);
  }

  @Override
  public synchronized void close() {
    consumer.close();
  }
}
