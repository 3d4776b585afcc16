package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.utility.DockerImageName;

/**
 * The packaged plugins and the shipped files with the Kafka and the PostgreSQL of real images. What
 * it needs and when it is skipped says {@link DockerImages}.
 */
class ContainersIT {
  private static final int LOGINS = 500;

  @TempDir Path logs;

  /** All in one method: what is skipped before the first is not reported. */
  @Test
  void everyMessageIsOneRowOrADeadLetter() throws Exception {
    DockerImageName kafka = DockerImages.of("kafka");
    DockerImageName postgres = DockerImages.of("postgres");
    try (ContainerBackends backends = ContainerBackends.start(kafka, postgres);
        WorkerProcess worker = WorkerProcess.start(backends, logs.resolve("worker.log"))) {
      worker.rest.post(ShippedConfig.SOURCE);
      worker.rest.post(ShippedConfig.SINK);
      List<String> bodies = new ArrayList<>(Logins.of("container", LOGINS));
      bodies.add("{\"no\": \"login\"}");
      List<String> ids = backends.queue().sendAll(bodies);

      await("rows and dead letters")
          .atMost(Duration.ofSeconds(90))
          .until(() -> backends.table().count() + deadLetters(backends) >= bodies.size());

      assertThat(deadLetters(backends)).isOne();
      assertThat(backends.table().rows())
          .extracting(Table.Row::messageId)
          .containsExactlyInAnyOrderElementsOf(ids.subList(0, LOGINS));
      assertThat(backends.topics().texts(ShippedConfig.TOPIC))
          .hasSizeGreaterThanOrEqualTo(LOGINS)
          .noneMatch(text -> text.contains("ip-of-") || text.contains("device-of-"));
    }
  }

  /** Needs no engine. The page names them too. */
  @Test
  void theComposeFileHasTheVersionsThatTheBuildTests() throws Exception {
    String pom = Files.readString(Backends.PROJECT.resolve("pom.xml"));
    DockerImageName kafka = DockerImages.official("kafka");
    DockerImageName sqs = DockerImages.official("sqs");

    assertThat(pom)
        .contains("<kafka.version>" + kafka.getVersionPart() + "</kafka.version>")
        .contains("<elasticmq.version>" + sqs.getVersionPart() + "</elasticmq.version>");
    assertThat(Backends.PROJECT.resolve("docs/containers.md"))
        .content()
        .contains(kafka.asCanonicalNameString(), sqs.asCanonicalNameString())
        .contains(DockerImages.official("postgres").asCanonicalNameString());
  }

  private static int deadLetters(ContainerBackends backends) {
    return backends.deadLetterQueue().depth().total();
  }
}
