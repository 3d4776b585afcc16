package io.sealstream.it;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

/** The files that users post, and the one that their worker reads. */
final class ShippedConfig {

  static final Path SOURCE = Backends.CONFIGS.resolve("login-source.json");
  static final Path EXACTLY_ONCE = Backends.CONFIGS.resolve("login-source-exactly-once.json");
  static final Path SINK = Backends.CONFIGS.resolve("user-logins-sink.json");

  /** What the connector of {@link #SOURCE} is called, and that of {@link #EXACTLY_ONCE}. */
  static final String SOURCE_NAME = "login-source";

  /** What the connector of {@link #SINK} is called. */
  static final String SINK_NAME = "user-logins-sink";

  /** What the sources write, and every sink reads. */
  static final String TOPIC = "user_logins";

  /** Where the JDBC sinks put what they cannot write. */
  static final String DEAD_LETTER_TOPIC = "user_logins_dlq";

  private static final ObjectMapper JSON = new ObjectMapper();

  private ShippedConfig() {}

  /** Every file that is posted. */
  static List<Path> posted() throws IOException {
    try (Stream<Path> files = Files.list(Backends.CONFIGS)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }

  /** The properties of the worker. */
  static Properties worker() throws IOException {
    Properties properties = new Properties();
    try (Reader file = Files.newBufferedReader(Backends.CONFIGS.resolve("worker.properties"))) {
      properties.load(file);
    }
    return properties;
  }

  /** The configuration in a file, with its connector's name, as the validation wants it. */
  static ObjectNode of(Path file) throws IOException {
    JsonNode posted = JSON.readTree(Files.readAllBytes(file));
    return ((ObjectNode) posted.path("config")).put("name", posted.path("name").asText());
  }

  /** The same without the name, to be changed and posted. */
  static Map<String, String> settings(Path file) throws IOException {
    return JSON.convertValue(
        JSON.readTree(Files.readAllBytes(file)).path("config"),
        new TypeReference<Map<String, String>>() {});
  }
}
