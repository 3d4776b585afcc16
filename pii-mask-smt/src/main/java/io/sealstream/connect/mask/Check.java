package io.sealstream.connect.mask;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * Lets a container pass as it is, because its schema has nothing of what the paths name, but checks
 * that the data is of that schema. Data of another one may have what the schema lacks, and would
 * pass in clear: Connect checks neither a record's value nor what is inside a map or an array at
 * the top.
 */
final class Check implements ValueConverter {
  private final Schema schema;
  private final Field[] fields;
  private final @Nullable Step[] steps;
  private final @Nullable FieldPath path;

  /**
   * @param schema of a container
   * @param path the place, for messages
   * @param steps checks of what is below: one for each field of a struct, or the one for all
   *     elements or values; null where nothing is named below
   */
  Check(Schema schema, @Nullable FieldPath path, @Nullable Step... steps) {
    this.schema = schema;
    this.fields =
        schema.type() == Schema.Type.STRUCT ? schema.fields().toArray(new Field[0]) : new Field[0];
    this.steps = steps;
    this.path = path;
  }

  @Override
  public boolean changes() {
    return false;
  }

  @Override
  public Object convert(Object value) {
    switch (schema.type()) {
      case STRUCT -> fields(struct(value, schema, path));
      case ARRAY -> elements(list(value, path));
      default -> elements(map(value, path).values());
    }
    return value;
  }

  private void fields(Struct struct) {
    for (int i = 0; i < fields.length; i++) {
      Step step = steps[i];
      if (step != null) {
        step.convert(StructConverter.withoutDefault(struct, fields[i]));
      }
    }
  }

  private void elements(Collection<?> elements) {
    Step step = steps[0];
    if (step != null) {
      elements.forEach(step::convert);
    }
  }

  /** The value as a struct of this schema. */
  static Struct struct(Object value, Schema schema, @Nullable FieldPath path) {
    if (!(value instanceof Struct struct)) {
      throw Problems.wrongType(path, "STRUCT", Problems.typeName(value));
    }
    // Nobody checks what is inside a map, and a field that only the struct has would be lost.
    if (struct.schema() != schema && !struct.schema().equals(schema)) {
      throw Problems.wrongType(path, "a STRUCT of the record's schema", "one of another schema");
    }
    return struct;
  }

  static List<?> list(Object value, @Nullable FieldPath path) {
    if (!(value instanceof List<?> list)) {
      throw Problems.wrongType(path, "ARRAY", Problems.typeName(value));
    }
    return list;
  }

  static Map<?, ?> map(Object value, @Nullable FieldPath path) {
    if (!(value instanceof Map<?, ?> map)) {
      throw Problems.wrongType(path, "MAP", Problems.typeName(value));
    }
    return map;
  }
}
