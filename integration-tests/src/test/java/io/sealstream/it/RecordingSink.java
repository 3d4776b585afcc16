package io.sealstream.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.sink.SinkConnector;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;

/**
 * Appends what a sink's transforms made of each record to a file: a line with the key and one with
 * the value, each with its schema as Kafka's JsonConverter writes it. No database takes arrays of
 * structs. A worker loads it from a jar of {@link PluginJar}.
 */
public final class RecordingSink extends SinkConnector {

  static final String FILE = "file";

  private Map<String, String> properties = Map.of();

  @Override
  public void start(Map<String, String> given) {
    properties = Map.copyOf(given);
  }

  @Override
  public Class<? extends Task> taskClass() {
    return RecordingTask.class;
  }

  @Override
  public List<Map<String, String>> taskConfigs(int maxTasks) {
    return List.of(properties);
  }

  @Override
  public void stop() {}

  @Override
  public ConfigDef config() {
    return new ConfigDef()
        .define(FILE, ConfigDef.Type.STRING, ConfigDef.Importance.HIGH, "Where to write.");
  }

  @Override
  public String version() {
    return "1";
  }

  /** One of one. */
  public static final class RecordingTask extends SinkTask {

    private final JsonConverter keys = new JsonConverter();
    private final JsonConverter values = new JsonConverter();
    private Path file;

    @Override
    public void start(Map<String, String> properties) {
      Map<String, String> config =
          Map.of(
              "schemas.enable",
              "true",
              "decimal.format",
              "NUMERIC",
              "replace.null.with.default",
              "false");
      keys.configure(config, true);
      values.configure(config, false);
      file = Path.of(properties.get(FILE));
    }

    @Override
    public void put(Collection<SinkRecord> records) {
      StringBuilder lines = new StringBuilder();
      for (SinkRecord record : records) {
        lines
            .append(text(keys.fromConnectData(record.topic(), record.keySchema(), record.key())))
            .append('\n')
            .append(
                text(values.fromConnectData(record.topic(), record.valueSchema(), record.value())))
            .append('\n');
      }
      try {
        Files.writeString(file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw new ConnectException("The file cannot be written", e);
      }
    }

    private static String text(byte[] json) {
      return json == null ? "null" : new String(json, StandardCharsets.UTF_8);
    }

    @Override
    public void stop() {}

    @Override
    public String version() {
      return "1";
    }
  }
}
