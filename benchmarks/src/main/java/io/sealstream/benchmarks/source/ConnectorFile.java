package io.sealstream.benchmarks.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealstream.benchmarks.servers.BenchmarkException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A connector's configuration as it is posted, and the few changes that a benchmark makes to it.
 */
record ConnectorFile(ObjectNode json) {

  private static final String EXACTLY_ONCE = "exactly.once.support";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /**
   * Reads a file with a name and a config.
   *
   * @throws BenchmarkException when it is no such file
   */
  static ConnectorFile read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return read(in, file.toString());
    } catch (IOException e) {
      throw new BenchmarkException(file + " cannot be read.", e);
    }
  }

  /** The source with nothing around it: bodies as they are, no transforms. */
  static ConnectorFile plain() {
    try (InputStream in = ConnectorFile.class.getResourceAsStream("plain.json")) {
      if (in == null) {
        throw new IllegalStateException("plain.json is not in the jar");
      }
      return read(in, "plain.json");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ConnectorFile read(InputStream in, String name) throws IOException {
    JsonNode json = MAPPER.readTree(in);
    if (json instanceof ObjectNode object
        && object.path("name").isTextual()
        && object.path("config").isObject()) {
      return new ConnectorFile(object);
    }
    throw new BenchmarkException(name + " is no JSON object with a name and a config.");
  }

  /** The connector's name. */
  String name() {
    return json.path("name").asText();
  }

  /** The same with another value for a setting. */
  ConnectorFile with(String key, String value) {
    ObjectNode copy = json.deepCopy();
    ((ObjectNode) copy.get("config")).put(key, value);
    return new ConnectorFile(copy);
  }

  /**
   * The same exactly once, which needs a worker that supports it. Without a linger: each batch is a
   * transaction, whose offsets wait for Kafka's first acknowledgement.
   */
  ConnectorFile exactlyOnce() {
    return with(EXACTLY_ONCE, "required")
        .with("producer.override.transaction.timeout.ms", "30000")
        .with("producer.override.linger.ms", "0")
        .with("sqs.visibility.timeout.seconds", "120");
  }

  /** Whether it needs a worker that supports exactly once. */
  boolean requiresExactlyOnce() {
    return json.path("config").path(EXACTLY_ONCE).asText().equals("required");
  }

  /** The same without any transform. */
  ConnectorFile withoutTransforms() {
    ObjectNode copy = json.deepCopy();
    ObjectNode config = (ObjectNode) copy.get("config");
    List<String> transforms = new ArrayList<>();
    config
        .fieldNames()
        .forEachRemaining(
            key -> {
              if (key.equals("transforms") || key.startsWith("transforms.")) {
                transforms.add(key);
              }
            });
    config.remove(transforms);
    return new ConnectorFile(copy);
  }

  /** Writes it for the worker's REST API. */
  Path writeTo(Path file) throws IOException {
    return Files.write(file, MAPPER.writeValueAsBytes(json));
  }
}
