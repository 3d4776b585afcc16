package io.sealstream.it;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Configurations around the transforms that a test is about. */
final class ConnectorConfig {

  static final String MASK_VALUE = "io.sealstream.connect.mask.MaskPii$Value";
  static final String MASK_KEY = "io.sealstream.connect.mask.MaskPii$Key";
  static final String UNMASK_VALUE = "io.sealstream.connect.mask.UnmaskPii$Value";
  static final String UNMASK_KEY = "io.sealstream.connect.mask.UnmaskPii$Key";

  private static final String KAFKAS_OWN = "org.apache.kafka.connect.transforms.";
  private static final String JSON = "org.apache.kafka.connect.json.JsonConverter";
  private static final String STRING = "org.apache.kafka.connect.storage.StringConverter";

  private final Map<String, String> config = new LinkedHashMap<>();

  private ConnectorConfig() {}

  /** From a queue of JSON messages into a topic with one partition. */
  static ConnectorConfig source(Backends backends, String queueUrl, String topic) {
    return new ConnectorConfig()
        .with("connector.class", "io.sealstream.connect.sqs.SqsSourceConnector")
        .with("tasks.max", "1")
        .with("sqs.queue.urls", queueUrl)
        .with("sqs.endpoint.url", backends.proxy().url())
        .with("sqs.region", "us-east-1")
        .with("topic", topic)
        .with("value.format", "json")
        .with("headers.message.attributes", "")
        .with("topic.creation.default.replication.factor", "1")
        .with("topic.creation.default.partitions", "1")
        .converters();
  }

  /** From a topic into a file of {@link RecordingSink}'s. */
  static ConnectorConfig recordingSink(String topic, Path file) {
    return new ConnectorConfig()
        .with("connector.class", RecordingSink.class.getName())
        .with("tasks.max", "1")
        .with("topics", topic)
        .with(RecordingSink.FILE, file.toString())
        .with("consumer.override.auto.offset.reset", "earliest")
        .converters();
  }

  /** From a topic into a table with the columns that the value has, with the stock sink. */
  static ConnectorConfig jdbcSink(String topic, String table, String keyColumn) {
    return new ConnectorConfig()
        .with("connector.class", "io.debezium.connector.jdbc.JdbcSinkConnector")
        .with("tasks.max", "1")
        .with("topics", topic)
        .with("connection.url", "${env:JDBC_URL}")
        .with("connection.username", "${env:JDBC_USER}")
        .with("connection.password", "${env:JDBC_PASSWORD}")
        .with("hibernate.connection.logServerErrorDetail", "false")
        .with("collection.name.format", table)
        .with("insert.mode", "upsert")
        .with("primary.key.mode", "record_value")
        .with("primary.key.fields", keyColumn)
        .with("schema.evolution", "none")
        .with("consumer.override.auto.offset.reset", "earliest")
        .converters();
  }

  private ConnectorConfig converters() {
    return with("key.converter", STRING)
        .with("value.converter", JSON)
        .with("value.converter.schemas.enable", "true");
  }

  ConnectorConfig with(String key, Object value) {
    config.put(key, value.toString());
    return this;
  }

  /** Without a schema a JSON object is a map. */
  ConnectorConfig schemaless() {
    return with("value.converter.schemas.enable", "false");
  }

  /** Adds a transform at the end of the chain. */
  ConnectorConfig transform(String name, String type, Map<String, ?> properties) {
    config.merge("transforms", name, (before, last) -> before + "," + last);
    with("transforms." + name + ".type", type.contains("sealstream") ? type : KAFKAS_OWN + type);
    properties.forEach((key, value) -> with("transforms." + name + "." + key, value));
    return this;
  }

  /** As docs/pii.md says it for a key that is a plain string. */
  ConnectorConfig stringKey(String field, String type, Map<String, ?> properties) {
    return transform("hoist", "HoistField$Key", Map.of("field", field))
        .transform("key", type, properties)
        .transform("extract", "ExtractField$Key", Map.of("field", field));
  }

  Map<String, String> config() {
    return config;
  }

  /** With its connector's name, as the validation wants it. */
  Map<String, String> named(String name) {
    Map<String, String> named = new LinkedHashMap<>(config);
    named.put("name", name);
    return named;
  }
}
