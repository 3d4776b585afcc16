package io.sealstream.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;

/** The logins in the file of Kafka's file sink; a line has no message id. */
final class JsonLines {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;

  JsonLines(Path file) {
    this.file = file;
  }

  int count() {
    return Files.isRegularFile(file) ? rows().size() : 0;
  }

  List<Table.Row> rows() {
    try {
      return Files.readAllLines(file).stream().map(JsonLines::row).toList();
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
