package io.sealstream.connect.sqs;

import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** Where a record's key comes from. Implementations are thread-safe. */
interface RecordKey {

  /**
   * The key of the record, or {@link SchemaAndValue#NULL} for none; {@link PoisonException} where
   * the message has not got what the key is made of.
   */
  SchemaAndValue of(SqsMessage message, SchemaAndValue value);

  static RecordKey none() {
    return (message, value) -> SchemaAndValue.NULL;
  }

  static RecordKey messageId() {
    return (message, value) -> string(message.id());
  }

  static RecordKey messageGroupId() {
    return (message, value) -> string(required(message.groupId(), "the message group id"));
  }

  static RecordKey attribute(String name) {
    return (message, value) -> {
      MessageAttribute attribute = message.attributes().get(name);
      String text = attribute == null ? null : attribute.text();
      return string(required(text, "the text attribute " + name));
    };
  }

  /**
   * The value at a path of field names.
   *
   * @param path the names, from the outermost
   */
  static RecordKey field(List<String> path) {
    return (message, value) -> fieldOf(value, path);
  }

  private static SchemaAndValue fieldOf(SchemaAndValue value, List<String> path) {
    Schema schema = value.schema();
    Object found = value.value();
    for (String name : path) {
      if (found instanceof Struct struct) {
        Field field = struct.schema().field(name);
        schema = field == null ? null : field.schema();
        found = field == null ? null : struct.get(field);
      } else if (found instanceof Map<?, ?> map) {
        schema = schema == null ? null : schema.valueSchema();
        found = map.get(name);
      } else {
        found = null;
      }
    }
    return new SchemaAndValue(schema, required(found, "the field " + String.join(".", path)));
  }

  /** Whether a value of {@code schema} can have something at {@code path}. */
  static boolean hasField(Schema schema, List<String> path) {
    Schema found = schema;
    for (String name : path) {
      if (found.type() == Schema.Type.STRUCT && found.field(name) != null) {
        found = found.field(name).schema();
      } else if (found.type() == Schema.Type.MAP) {
        found = found.valueSchema();
      } else {
        return false;
      }
    }
    return true;
  }

  private static SchemaAndValue string(String key) {
    return new SchemaAndValue(Schema.STRING_SCHEMA, key);
  }

  private static <T> T required(@Nullable T part, String what) {
    if (part == null) {
      throw new PoisonException("the record key needs " + what + ", found nothing");
    }
    return part;
  }
}
