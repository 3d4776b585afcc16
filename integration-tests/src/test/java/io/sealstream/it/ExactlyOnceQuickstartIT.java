package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/quickstart --exactly-once}, and the file that it posts. */
@Timeout(240)
class ExactlyOnceQuickstartIT {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  @Test
  void everyLoginIsOneRecordAndOneRow() throws Exception {
    Path output = folder.resolve("output.txt");
    Path report = folder.resolve("report.json");
    Process quickstart =
        new ProcessBuilder(
                Backends.PROJECT.resolve("bin/quickstart").toString(),
                "--exactly-once",
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
          .contains("ok   300 records in topic user_logins, of 300 messages");
      assertThat(JSON.readTree(report.toFile()).path("rows").asInt()).isEqualTo(300);
    } finally {
      quickstart.destroyForcibly().waitFor();
    }
  }

  @Test
  void itsSourceIsTheShippedOneExactlyOnce() throws Exception {
    Map<String, String> changes = new TreeMap<>();
    ObjectNode usual = config("login-source.json");
    ObjectNode exactlyOnce = config("login-source-exactly-once.json");
    for (Iterator<Map.Entry<String, JsonNode>> all = exactlyOnce.fields(); all.hasNext(); ) {
      Map.Entry<String, JsonNode> setting = all.next();
      if (!setting.getValue().equals(usual.remove(setting.getKey()))) {
        changes.put(setting.getKey(), setting.getValue().asText());
      }
    }

    assertThat(usual).as("what is missing").isEmpty();
    assertThat(changes)
        .isEqualTo(
            Map.of(
                "exactly.once.support", "required",
                "transaction.boundary", "poll",
                "producer.override.transaction.timeout.ms", "30000",
                "producer.override.delivery.timeout.ms", "30000",
                "producer.override.linger.ms", "0",
                "sqs.visibility.timeout.seconds", "120"));
  }

  private static ObjectNode config(String file) throws Exception {
    return (ObjectNode) JSON.readTree(Backends.CONFIGS.resolve(file).toFile()).path("config");
  }
}
