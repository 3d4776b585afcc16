package io.sealstream.connect.mask;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/**
 * Schemas and data in a form whose equals sees all that is in them: byte arrays and byte buffers
 * with the same content are equal, and so are structs whose schemas have no equals, as the builder
 * of a schema with a default has none.
 */
final class Snapshot {
  private Snapshot() {}

  static Object of(Object value) {
    if (value instanceof Struct struct) {
      return ofStruct(struct);
    }
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> copy = new HashMap<>();
      map.forEach((key, each) -> copy.put(key, of(each)));
      return copy;
    }
    if (value instanceof List<?> list) {
      List<Object> copy = new ArrayList<>();
      list.forEach(each -> copy.add(of(each)));
      return copy;
    }
    if (value instanceof byte[] bytes) {
      return ByteBuffer.wrap(bytes.clone());
    }
    return value;
  }

  static Object of(Schema schema) {
    if (schema == null) {
      return null;
    }
    List<Object> all =
        new ArrayList<>(
            Arrays.asList(
                schema.type(),
                schema.isOptional(),
                of(schema.defaultValue()),
                schema.name(),
                schema.version(),
                schema.doc(),
                schema.parameters()));
    switch (schema.type()) {
      case STRUCT ->
          schema.fields().forEach(each -> all.add(List.of(each.name(), of(each.schema()))));
      case ARRAY -> all.add(of(schema.valueSchema()));
      case MAP -> all.addAll(List.of(of(schema.keySchema()), of(schema.valueSchema())));
      default -> {}
    }
    return all;
  }

  private static Object ofStruct(Struct struct) {
    List<Object> all = new ArrayList<>();
    for (Field field : struct.schema().fields()) {
      all.add(field.name());
      all.add(of(field.schema()));
      all.add(of(struct.getWithoutDefault(field.name())));
    }
    return all;
  }
}
