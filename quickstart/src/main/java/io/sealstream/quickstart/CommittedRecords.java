package io.sealstream.quickstart;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What a read_committed consumer finds in a topic.
 *
 * @param count of all records
 * @param messages of how many different messages they are
 */
record CommittedRecords(long count, long messages) {

  private static final String MESSAGE_ID = "sqs.message.id";
  private static final Duration POLL = Duration.ofMillis(200);

  /** Reads a topic from its beginning to its present end. */
  static CommittedRecords in(String bootstrapServers, String topic) {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      return read(consumer, consumer.endOffsets(partitions));
    }
  }

  private static CommittedRecords read(
      KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
    long count = 0;
    Set<String> messages = new HashSet<>();
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        count++;
        messages.add(messageId(record));
      }
    }
    return new CommittedRecords(count, messages.size());
  }

  private static String messageId(ConsumerRecord<byte[], byte[]> record) {
    Header header = record.headers().lastHeader(MESSAGE_ID);
    if (header == null) {
      throw new QuickstartException("A record has no header " + MESSAGE_ID + ".");
    }
    return new String(header.value(), StandardCharsets.UTF_8);
  }
}
