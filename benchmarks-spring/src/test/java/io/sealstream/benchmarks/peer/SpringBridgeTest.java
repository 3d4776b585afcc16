package io.sealstream.benchmarks.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sealstream.benchmarks.rig.RigQueue;
import io.sealstream.benchmarks.rig.RigSettings;
import io.sealstream.benchmarks.rig.SqsRig;
import io.sealstream.quickstart.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class SpringBridgeTest {

  private static final int MESSAGES = 500;
  private static final Duration WITHIN = Duration.ofMinutes(1);

  @TempDir private Path folder;

  @Test
  void everyMessageIsInTheTopicOnceAndDeletedInBatches() throws Exception {
    try (SqsRig rig = SqsRig.start(RigSettings.defaults());
        EmbeddedKafka kafka = EmbeddedKafka.start(folder)) {
      RigQueue queue = rig.createQueue("logins");
      queue.fill(MESSAGES, i -> "body " + i);
      createTopic(kafka.bootstrapServers());

      try (SpringBridge bridge =
          new SpringBridge(rig.endpoint(), kafka.bootstrapServers(), new SpringTuning())) {
        bridge.start(queue.url(), "logins");
        await().atMost(WITHIN).until(() -> queue.counts().deleted() == MESSAGES);
      }

      assertThat(queue.counts().redelivered()).isZero();
      assertThat(rig.stats().action("DeleteMessageBatch").requests()).isLessThan(MESSAGES / 2);
      assertThat(values(kafka.bootstrapServers()))
          .containsExactlyInAnyOrderElementsOf(
              IntStream.range(0, MESSAGES).mapToObj(i -> "body " + i).toList());
    }
  }

  private static void createTopic(String bootstrap) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      admin.createTopics(List.of(new NewTopic("logins", 1, (short) 1))).all().get();
    }
  }

  private static List<String> values(String bootstrap) {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", bootstrap, "group.id", "test", "auto.offset.reset", "earliest");
    try (var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      consumer.subscribe(List.of("logins"));
      List<String> values = new ArrayList<>();
      await()
          .atMost(WITHIN)
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(200)).forEach(r -> values.add(r.value()));
                return values.size() >= MESSAGES;
              });
      return values;
    }
  }
}
