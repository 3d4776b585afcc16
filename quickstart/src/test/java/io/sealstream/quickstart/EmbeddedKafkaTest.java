package io.sealstream.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class EmbeddedKafkaTest {
  @TempDir private Path folder;

  @Test
  void aNodeThatCannotBindItsPortLeavesNothingRunning() throws Exception {
    int controller = FreePorts.find(1).get(0);
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
      Map<String, String> listeners =
          Map.of(
              "listeners",
              "PLAINTEXT://localhost:%d,CONTROLLER://localhost:%d"
                  .formatted(taken.getLocalPort(), controller),
              "controller.quorum.voters",
              "1@localhost:" + controller);

      assertThatExceptionOfType(QuickstartException.class)
          .isThrownBy(() -> EmbeddedKafka.start(folder, listeners))
          .withMessageStartingWith("Kafka did not start: ")
          .withMessageContaining("in use");
    }

    try (ServerSocket again = new ServerSocket()) {
      again.bind(new InetSocketAddress("localhost", controller));
      assertThat(again.isBound()).isTrue();
    }
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.contains("controller-1-") || name.contains("raft"));
  }
}
