package io.sealstream.connect.mask;

import java.util.Map;
import org.apache.kafka.connect.data.ConnectSchema;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What can be wrong with a record. A message has configured paths and type names only: never a
 * value, and never the key of a map's entry, which may be personal data itself.
 */
final class Problems {
  private Problems() {}

  /**
   * A problem with a field.
   *
   * @param phrase without any value
   */
  static RefusedRecordException of(Refusal reason, FieldPath path, String phrase) {
    return new RefusedRecordException(reason, "Field '" + path + "': " + phrase);
  }

  static RefusedRecordException wrongType(@Nullable FieldPath path, String expected, String found) {
    return new RefusedRecordException(
        Refusal.TYPE, "%s: expected %s, found %s".formatted(subject(path), expected, found));
  }

  /** Something else than a container where a path has a name. */
  static RefusedRecordException noNames(
      @Nullable FieldPath path, String expected, String found, Schema.@Nullable Type type) {
    String hint =
        type == Schema.Type.ARRAY ? "; write " + eachOf(path) + " to reach its elements" : "";
    return wrongType(path, expected, found + hint);
  }

  /** A container where a path ends. */
  static RefusedRecordException noText(FieldPath path, String found, Schema.@Nullable Type type) {
    String hint = "";
    if (type == Schema.Type.STRUCT) {
      hint = "; name a field of it, such as " + path + ".name";
    } else if (type == Schema.Type.ARRAY) {
      hint = "; write " + eachOf(path) + " to reach its elements";
    } else if (type == Schema.Type.MAP) {
      hint = "; write " + eachOf(path) + " to reach its values, or name one of them";
    }
    return wrongType(path, "a value", found + hint);
  }

  static RefusedRecordException wrongKeyType(@Nullable FieldPath path, String found) {
    return wrongType(path, "a MAP with keys of type STRING", "keys of type " + found);
  }

  static RefusedRecordException noSchema(FieldPath path) {
    return wrongType(path, "a schema", "none");
  }

  static RefusedRecordException missing(FieldPath path) {
    return new RefusedRecordException(
        Refusal.MISSING,
        "Field '%s' is missing from the record; if that is normal, set %s"
            .formatted(path, FieldsConfig.IGNORE_MISSING));
  }

  static RefusedRecordException requiredIsNull(@Nullable FieldPath path) {
    return new RefusedRecordException(Refusal.TYPE, subject(path) + " is null but required");
  }

  /** Checks that all keys of a map, whose entries the paths name, are text. */
  static void checkNames(Map<?, ?> map, @Nullable FieldPath path) {
    for (Object key : map.keySet()) {
      // A key of another type may be written as a configured name, and its value would pass in
      // clear. Connect checks no map at the top and none without a schema. Null names nothing.
      if (key != null && !(key instanceof String)) {
        throw wrongKeyType(path, typeName(key));
      }
    }
  }

  /** The Connect type of a value; null where Connect has none for it. */
  static Schema.@Nullable Type type(Object value) {
    return ConnectSchema.schemaType(value.getClass());
  }

  /** The Connect type of a value, or its class where Connect has none for it. */
  static String typeName(Object value) {
    Schema.Type type = type(value);
    return type == null ? value.getClass().getName() : type.name();
  }

  /** The type of a schema, with the name of its logical type where it has one. */
  static String typeName(Schema schema) {
    String name = schema.name();
    return name == null ? schema.type().name() : schema.type().name() + " (" + name + ")";
  }

  private static String eachOf(@Nullable FieldPath path) {
    return (path == null ? "" : path) + FieldPath.Each.EACH.toString();
  }

  private static String subject(@Nullable FieldPath path) {
    return path == null ? "The record" : "Field '" + path + "'";
  }
}
