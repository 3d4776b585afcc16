package io.sealstream.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealstream.quickstart.ui.Reading.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class DeadLettersTest {
  private static final TopicPartition PARTITION = new TopicPartition(DeadLetterTopic.NAME, 0);

  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
  private long end;

  @Test
  void thoseOfBothPlacesAreInTheOrderInWhichTheyWereSeen() {
    try (EmbeddedSqs sqs = EmbeddedSqs.start();
        DeadLetters letters = letters(sqs)) {
      assertThat(letters.lookAtTopic()).isZero();

      reject("sink 1");
      assertThat(letters.lookAtTopic()).isEqualTo(1);
      DeadLetterQueueTest.send(sqs, "source 1", "a reason");
      assertThat(letters.lookAtQueue()).isEqualTo(1);
      reject("sink 2");
      assertThat(letters.lookAtTopic()).isEqualTo(2);

      assertThat(letters.newestFirst())
          .extracting(DeadLetter::messageId)
          .containsExactly("sink 2", "source 1", "sink 1");
    }
  }

  @Test
  void whatIsGoneFromTheQueueIsGoneFromTheListAndTheTopicsStay() {
    try (EmbeddedSqs sqs = EmbeddedSqs.start();
        DeadLetters letters = letters(sqs)) {
      letters.lookAtTopic();
      reject("sink 1");
      letters.lookAtTopic();
      DeadLetterQueueTest.send(sqs, "source 1", "a reason");
      letters.lookAtQueue();

      DeadLetterQueueTest.purge(sqs);

      assertThat(letters.lookAtQueue()).isZero();
      assertThat(letters.newestFirst()).extracting(DeadLetter::messageId).containsExactly("sink 1");
    }
  }

  @Test
  void ofMoreThanAThousandTheEldestAreForgottenAndCounted() {
    try (EmbeddedSqs sqs = EmbeddedSqs.start();
        DeadLetters letters = letters(sqs)) {
      letters.lookAtTopic();
      for (int i = 1; i <= 1_001; i++) {
        reject("sink " + i);
      }

      assertThat(letters.lookAtTopic()).isEqualTo(1_001);
      assertThat(letters.newestFirst())
          .hasSize(1_000)
          .extracting(DeadLetter::messageId)
          .startsWith("sink 1001")
          .endsWith("sink 2");
    }
  }

  private DeadLetters letters(EmbeddedSqs sqs) {
    consumer.updatePartitions(
        DeadLetterTopic.NAME,
        List.of(new PartitionInfo(DeadLetterTopic.NAME, 0, null, null, null)));
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    consumer.updateEndOffsets(Map.of(PARTITION, 0L));
    return new DeadLetters(
        new DeadLetterQueue(sqs.client(), sqs.deadLetterQueueUrl()),
        new TopicTail(DeadLetterTopic.NAME, consumer));
  }

  private void reject(String messageId) {
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>(DeadLetterTopic.NAME, 0, end, null, null);
    record.headers().add("sqs.message.id", messageId.getBytes(StandardCharsets.UTF_8));
    consumer.addRecord(record);
    end++;
    consumer.updateEndOffsets(Map.of(PARTITION, end));
  }
}
