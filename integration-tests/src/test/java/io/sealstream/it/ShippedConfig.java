package io.sealstream.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files that users post. */
final class ShippedConfig {

  static final Path SOURCE = Backends.CONFIGS.resolve("login-source.json");
  static final Path EXACTLY_ONCE = Backends.CONFIGS.resolve("login-source-exactly-once.json");
  static final Path SINK = Backends.CONFIGS.resolve("user-logins-sink.json");

  private static final ObjectMapper JSON = new ObjectMapper();

  private ShippedConfig() {}

  /** The configuration in a file, with its connector's name, as the validation wants it. */
  static ObjectNode of(Path file) throws IOException {
    JsonNode posted = JSON.readTree(Files.readAllBytes(file));
    return ((ObjectNode) posted.path("config")).put("name", posted.path("name").asText());
  }
}
