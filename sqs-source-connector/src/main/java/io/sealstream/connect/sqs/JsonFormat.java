package io.sealstream.connect.sqs;

import com.fasterxml.jackson.databind.JsonNode;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.jspecify.annotations.Nullable;

/**
 * A body of {@link StrictJson}: with a schema a value of that schema, without one a schemaless map.
 * Whatever the schema does not allow is poison; unknown extra fields are ignored. Thread-safe.
 */
final class JsonFormat implements ValueFormat {

  private final @Nullable Schema schema;

  /**
   * @param schema the value's schema, or null for schemaless maps
   */
  JsonFormat(@Nullable Schema schema) {
    this.schema = schema;
  }

  @Override
  public SchemaAndValue parse(String body) {
    JsonNode root = StrictJson.read(body);
    return schema == null
        ? new SchemaAndValue(null, JsonValues.toMap(root))
        : new SchemaAndValue(schema, JsonValues.toConnect(root, schema));
  }
}
