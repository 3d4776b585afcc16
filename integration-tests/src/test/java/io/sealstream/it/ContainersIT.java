package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged plugins and the shipped files with the Kafka and the PostgreSQL of real images. What
 * it needs and when it is skipped says {@link DockerImages}.
 */
class ContainersIT {
  private static final int LOGINS = 500;

  private static ContainerBackends backends;

  @TempDir Path logs;

  @BeforeAll
  static void startBackends() throws Exception {
    backends =
        ContainerBackends.start(
            DockerImages.of("kafka", "apache/kafka:4.3.1"),
            DockerImages.of("postgres", "postgres:17-alpine"));
  }

  @AfterAll
  static void stopBackends() {
    if (backends != null) {
      backends.close();
    }
  }

  @Test
  void everyMessageIsOneRowOrADeadLetter() throws Exception {
    List<String> bodies = new ArrayList<>(Logins.of("container", LOGINS));
    bodies.add("{\"no\": \"login\"}");
    try (WorkerProcess worker = WorkerProcess.start(backends, logs.resolve("worker.log"))) {
      worker.rest.post(ShippedConfig.SOURCE);
      worker.rest.post(ShippedConfig.SINK);
      List<String> ids = backends.queue().sendAll(bodies);

      await("rows and dead letters")
          .atMost(Duration.ofSeconds(90))
          .until(() -> backends.table().count() + deadLetters() >= bodies.size());

      assertThat(deadLetters()).isOne();
      assertThat(backends.table().rows())
          .extracting(Table.Row::messageId)
          .containsExactlyInAnyOrderElementsOf(ids.subList(0, LOGINS));
    }
    assertThat(backends.topics().texts(ShippedConfig.TOPIC))
        .hasSizeGreaterThanOrEqualTo(LOGINS)
        .noneMatch(text -> text.contains("ip-of-") || text.contains("device-of-"));
  }

  private static int deadLetters() {
    return backends.deadLetterQueue().depth().total();
  }
}
