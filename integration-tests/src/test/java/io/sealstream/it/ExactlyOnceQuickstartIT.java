package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code bin/quickstart --exactly-once} with every sink that it knows, and the file that it posts.
 */
@Timeout(600)
class ExactlyOnceQuickstartIT {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  @Test
  void everyLoginIsOneRecordAndInEverySinkOnce() throws Exception {
    Path output = folder.resolve("output.txt");
    Path report = folder.resolve("report.json");
    Process quickstart =
        new ProcessBuilder(
                Backends.PROJECT.resolve("bin/quickstart").toString(),
                "--exactly-once",
                "--sinks",
                "jdbc,file,iceberg",
                "--count",
                "300",
                "--report",
                report.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      int exitCode = quickstart.waitFor();

      String shown = Files.readString(output);
      assertThat(exitCode).as(shown).isZero();
      assertThat(shown)
          .contains("Exactly once (seen by a read_committed consumer)")
          .contains("ok   300 records in topic user_logins, of 300 messages")
          .contains("ok   jdbc     300 rows, 300 messages in the topic")
          .contains("ok   file     300 lines, the rows of user_logins in every column")
          .contains("ok   iceberg  300 records committed to lake.user_logins, as many as")
          .as("what a library says when the process ends, its plugin's folder being gone")
          .doesNotContain("Exception");
      assertThat(JSON.readTree(report.toFile()).path("rows").asInt()).isEqualTo(300);
      assertThat(JSON.readTree(report.toFile()).path("sinks").toString())
          .isEqualTo("{\"jdbc\":300,\"file\":300,\"iceberg\":300}");
    } finally {
      quickstart.destroyForcibly().waitFor();
    }
  }

  @Test
  void itsSourceIsTheShippedOneExactlyOnce() throws Exception {
    Map<String, String> usual = ShippedConfig.settings(ShippedConfig.SOURCE);
    Map<String, String> exactlyOnce = ShippedConfig.settings(ShippedConfig.EXACTLY_ONCE);

    assertThat(exactlyOnce).containsKeys(usual.keySet().toArray(String[]::new));
    exactlyOnce.entrySet().removeAll(usual.entrySet());
    assertThat(exactlyOnce)
        .as("what is not as in the other")
        .isEqualTo(
            Map.of(
                "exactly.once.support", "required",
                "transaction.boundary", "poll",
                "producer.override.transaction.timeout.ms", "30000",
                "producer.override.delivery.timeout.ms", "30000",
                "producer.override.linger.ms", "0",
                "sqs.visibility.timeout.seconds", "120"));
  }
}
