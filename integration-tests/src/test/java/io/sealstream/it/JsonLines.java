package io.sealstream.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;

/** The logins in the file of Kafka's file sink; a line has no message id. */
final class JsonLines {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;

  JsonLines(Path file) {
    this.file = file;
  }

  /** All that is written to its end: the sink may be in the middle of a line. */
  List<Table.Row> rows() {
    return Files.isRegularFile(file) ? lines().map(JsonLines::row).toList() : List.of();
  }

  private Stream<String> lines() {
    try {
      byte[] bytes = Files.readAllBytes(file);
      int end = bytes.length;
      while (end > 0 && bytes[end - 1] != '\n') {
        end--;
      }
      return new String(bytes, 0, end, StandardCharsets.UTF_8).lines();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Table.Row row(String line) {
    JsonNode login = parse(line).path("payload");
    return new Table.Row(
        null,
        login.path("user_id").textValue(),
        login.path("device_type").textValue(),
        login.path("masked_ip").textValue(),
        login.path("masked_device_id").textValue(),
        login.path("locale").textValue(),
        login.path("app_version").textValue(),
        LocalDate.ofEpochDay(login.path("create_date").longValue()));
  }

  private static JsonNode parse(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException("no JSON line", e);
    }
  }
}
