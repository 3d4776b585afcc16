package io.sealstream.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
  private static final Report REPORT = report(null);

  @TempDir private Path folder;

  @Test
  void hasTheFieldsThatScriptsRead() throws IOException {
    Path file = folder.resolve("report.json");

    REPORT.write(file);

    JsonNode json = new ObjectMapper().readTree(Files.readAllBytes(file));
    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly(
            "sent", "rows", "dead_lettered", "seconds", "endpoints", "topic", "keysetFile");
    assertThat(json.path("endpoints").fieldNames())
        .toIterable()
        .containsExactly("bootstrap", "connect", "sqs", "queueUrl", "deadLetterQueueUrl", "jdbc");
    assertThat(json.path("dead_lettered").asLong()).isEqualTo(1);
    assertThat(json.path("seconds").asDouble()).isEqualTo(1.25);
  }

  @Test
  void hasTheSinksOnlyWhereTheyWereNamed() throws IOException {
    Path file = folder.resolve("report.json");

    report(Map.of("jdbc", 99L)).write(file);

    JsonNode json = new ObjectMapper().readTree(Files.readAllBytes(file));
    assertThat(json.path("sinks").toString()).isEqualTo("{\"jdbc\":99}");
  }

  @Test
  void replacesAnOldReportAndLeavesNothingBeside() throws IOException {
    Path file = Files.writeString(folder.resolve("report.json"), "old");

    REPORT.write(file);

    assertThat(file).content().startsWith("{");
    assertThat(folder).isDirectoryContaining(path -> path.equals(file));
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void preparingRemovesTheReportOfAnEarlierRun() throws IOException {
    Path file = Files.writeString(folder.resolve("report.json"), "old");

    Report.prepare(file);

    assertThat(file).doesNotExist();
  }

  @Test
  void aMissingFolderIsFoundBeforeTheRun() {
    assertThatExceptionOfType(QuickstartException.class)
        .isThrownBy(() -> Report.prepare(folder.resolve("missing").resolve("report.json")))
        .withMessageEndingWith("its folder is missing or read-only.");
  }

  private static Report report(Map<String, Long> sinks) {
    return new Report(
        100,
        99,
        1,
        1.25,
        new Report.Endpoints(
            "localhost:1", "http://localhost:2", "http://localhost:3", "q", "dlq", "jdbc:x"),
        "user_logins",
        "/keys/keyset.json",
        sinks);
  }
}
