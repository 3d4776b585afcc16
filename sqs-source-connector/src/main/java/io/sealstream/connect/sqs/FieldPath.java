package io.sealstream.connect.sqs;

import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * A path of field names into a record's value.
 *
 * @param names from the outermost
 */
record FieldPath(List<String> names) {

  /** Reads names separated by dots. */
  static FieldPath parse(String text) {
    return new FieldPath(List.of(text.split("\\.")));
  }

  /** What is there; a null value where there is nothing. */
  SchemaAndValue find(SchemaAndValue value) {
    Schema schema = value.schema();
    Object found = value.value();
    for (String name : names) {
      if (found instanceof Struct struct) {
        Field field = struct.schema().field(name);
        schema = field == null ? null : field.schema();
        found = field == null ? null : struct.get(field);
      } else if (found instanceof Map<?, ?> map) {
        schema = schema == null ? null : schema.valueSchema();
        found = map.get(name);
      } else {
        return SchemaAndValue.NULL;
      }
    }
    return new SchemaAndValue(schema, found);
  }

  /** The schema of what is there in a value of {@code schema}; null where nothing can be. */
  @Nullable Schema in(Schema schema) {
    Schema found = schema;
    for (String name : names) {
      if (found.type() == Schema.Type.STRUCT && found.field(name) != null) {
        found = found.field(name).schema();
      } else if (found.type() == Schema.Type.MAP) {
        found = found.valueSchema();
      } else {
        return null;
      }
    }
    return found;
  }

  @Override
  public String toString() {
    return String.join(".", names);
  }
}
