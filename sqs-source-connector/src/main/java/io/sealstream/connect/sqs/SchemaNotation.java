package io.sealstream.connect.sqs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.json.JsonConverter;

/** Reads a Connect schema in the JSON notation that Kafka's JsonConverter uses. */
final class SchemaNotation {

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
      schema = converter.asConnectSchema(new JsonMapper().readTree(notation));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "not valid JSON at line "
              + e.getLocation().getLineNr()
              + ", column "
              + e.getLocation().getColumnNr()
              + ": "
              + e.getOriginalMessage(),
          e);
    } catch (DataException e) {
      throw new IllegalArgumentException("not a Connect schema: " + e.getMessage(), e);
    }
    if (schema == null || schema.type() != Schema.Type.STRUCT || schema.isOptional()) {
      throw new IllegalArgumentException("expected a struct that is not optional");
    }
    checkMapKeys(schema);
    return schema;
  }

  private static void checkMapKeys(Schema schema) {
    switch (schema.type()) {
      case STRUCT ->
          schema.fields().stream().map(Field::schema).forEach(SchemaNotation::checkMapKeys);
      case ARRAY -> checkMapKeys(schema.valueSchema());
      case MAP -> {
        if (schema.keySchema().type() != Schema.Type.STRING) {
          throw new IllegalArgumentException("a map's keys must be strings, as they are in JSON");
        }
        checkMapKeys(schema.valueSchema());
      }
      default -> {
        // a leaf
      }
    }
  }
}
