package io.sealstream.connect.sqs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.json.JsonConverter;

/** Reads a Connect schema in the JSON notation that Kafka's JsonConverter uses. */
final class SchemaNotation {

  private static final Map<String, Schema.Type> LOGICAL_TYPES =
      Map.of(
          Decimal.LOGICAL_NAME, Schema.Type.BYTES,
          Date.LOGICAL_NAME, Schema.Type.INT32,
          Time.LOGICAL_NAME, Schema.Type.INT32,
          Timestamp.LOGICAL_NAME, Schema.Type.INT64);

  /** Every element of an array, every value of a map. */
  private static final String EACH = "[*]";

  private SchemaNotation() {}

  /**
   * The schema of a record's value.
   *
   * @throws IllegalArgumentException with what is wrong and where
   */
  static Schema parse(String notation) {
    Schema schema;
    try (JsonConverter converter = new JsonConverter()) {
      converter.configure(Map.of("schemas.enable", true), false);
      JsonNode json = new JsonMapper().readTree(notation);
      ensureConvertible(converter, json, "");
      schema = converter.asConnectSchema(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "not valid JSON at line "
              + e.getLocation().getLineNr()
              + ", column "
              + e.getLocation().getColumnNr()
              + ": "
              + e.getOriginalMessage(),
          e);
    }
    if (schema == null || schema.type() != Schema.Type.STRUCT || schema.isOptional()) {
      throw new IllegalArgumentException("expected a struct that is not optional");
    }
    check(schema, "");
    return schema;
  }

  /** Parts before the whole: the converter itself does not say which one it does not take. */
  private static void ensureConvertible(JsonConverter converter, JsonNode schema, String path) {
    schema
        .path("fields")
        .forEach(
            field ->
                ensureConvertible(converter, field, field(path, field.path("field").asText())));
    ensureConvertible(converter, schema, "keys", path + "[key]");
    ensureConvertible(converter, schema, "items", path + EACH);
    ensureConvertible(converter, schema, "values", path + EACH);
    try {
      converter.asConnectSchema(schema);
    } catch (DataException e) {
      throw new IllegalArgumentException(at(path) + "not a Connect schema: " + e.getMessage(), e);
    }
  }

  private static void ensureConvertible(
      JsonConverter converter, JsonNode schema, String part, String path) {
    if (schema.has(part)) {
      ensureConvertible(converter, schema.path(part), path);
    }
  }

  private static String field(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private static String at(String path) {
    return path.isEmpty() ? "" : "field " + path + ": ";
  }

  private static void check(Schema schema, String path) {
    checkLogicalType(schema, path);
    switch (schema.type()) {
      case STRUCT -> schema.fields().forEach(one -> check(one.schema(), field(path, one.name())));
      case ARRAY -> check(schema.valueSchema(), path + EACH);
      case MAP -> {
        if (schema.keySchema().type() != Schema.Type.STRING) {
          throw new IllegalArgumentException(
              at(path) + "a map's keys must be strings, as they are in JSON");
        }
        check(schema.valueSchema(), path + EACH);
      }
      default -> {
        // a leaf
      }
    }
  }

  /** What is wrong here would otherwise fail with the first message, or in the converter. */
  private static void checkLogicalType(Schema schema, String path) {
    String name = schema.name();
    Schema.Type expected = name == null ? null : LOGICAL_TYPES.get(name);
    if (expected != null && schema.type() != expected) {
      throw new IllegalArgumentException(
          at(path)
              + name
              + " must be of type "
              + expected.getName()
              + ", found "
              + schema.type().getName());
    }
    if (Decimal.LOGICAL_NAME.equals(name) && !hasScale(schema)) {
      throw new IllegalArgumentException(
          at(path) + "a Decimal needs its scale as a parameter, an integer");
    }
  }

  private static boolean hasScale(Schema schema) {
    Map<String, String> parameters = schema.parameters();
    String scale = parameters == null ? null : parameters.get(Decimal.SCALE_FIELD);
    return scale != null && scale.matches("-?\\d{1,4}");
  }
}
