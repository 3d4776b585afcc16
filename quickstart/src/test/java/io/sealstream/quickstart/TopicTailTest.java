package io.sealstream.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class TopicTailTest {
  @TempDir private Path folder;

  private final List<String> ids = new ArrayList<>();

  @Test
  void committedRecordsAreReadOnceAndTheTopicMayComeLater() {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder);
        TopicTail tail = TopicTail.open(kafka.bootstrapServers(), "user_logins")) {
      awaitRead(tail, 0); // no topic yet

      kafka.createTopic("user_logins", 6);
      try (KafkaProducer<byte[], byte[]> producer = producer(kafka)) {
        producer.initTransactions();
        producer.beginTransaction();
        for (int i = 0; i < 20; i++) {
          send(producer, i % 6, "m" + i);
        }
        producer.commitTransaction();
        producer.beginTransaction();
        send(producer, 0, "aborted");
        producer.abortTransaction();
        awaitRead(tail, 20);

        producer.beginTransaction();
        send(producer, 0, "m20");
        producer.commitTransaction();
        awaitRead(tail, 21);
      }

      assertThat(ids).doesNotHaveDuplicates().contains("m0", "m19", "m20");
    }
  }

  /** On a busy machine a call may take longer than the tail waits. */
  private void awaitRead(TopicTail tail, int count) {
    await()
        .atMost(Duration.ofMinutes(1))
        .ignoreExceptionsInstanceOf(TimeoutException.class)
        .until(() -> read(tail) == count);
  }

  private int read(TopicTail tail) {
    tail.readOn(record -> ids.add(TopicTail.messageId(record)));
    return ids.size();
  }

  private static KafkaProducer<byte[], byte[]> producer(EmbeddedKafka kafka) {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", kafka.bootstrapServers(), "transactional.id", "test"),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private static void send(KafkaProducer<byte[], byte[]> producer, int partition, String id) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>("user_logins", partition, null, new byte[0]);
    record.headers().add("sqs.message.id", id.getBytes(StandardCharsets.UTF_8));
    producer.send(record);
  }
}
