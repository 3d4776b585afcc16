package io.sealstream.connect.mask;

import org.apache.kafka.connect.data.ConnectSchema;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * What can be wrong with a record. A message has configured paths and type names only: never a
 * value, and never the key of a map's entry, which may be personal data itself.
 */
final class Problems {
  static final String CONTAINER = "STRUCT or MAP";

  private Problems() {}

  static DataException wrongType(@Nullable FieldPath path, String expected, String found) {
    return new DataException("%s: expected %s, found %s".formatted(subject(path), expected, found));
  }

  static DataException wrongKeyType(@Nullable FieldPath path, String found) {
    return wrongType(path, "a MAP with keys of type STRING", "keys of type " + found);
  }

  static DataException missing(FieldPath path) {
    return new DataException(
        "Field '%s' is missing from the record; if that is normal, set %s"
            .formatted(path, MaskPiiConfig.IGNORE_MISSING));
  }

  static DataException requiredIsNull(@Nullable FieldPath path) {
    return new DataException(
        "%s is null but required; a default is not used here, since it would be clear text"
            .formatted(subject(path)));
  }

  /** The Connect type of a value, or its class where Connect has none for it. */
  static String typeName(Object value) {
    Schema.Type type = ConnectSchema.schemaType(value.getClass());
    return type == null ? value.getClass().getName() : type.name();
  }

  /** The type of a schema, with the name of its logical type where it has one. */
  static String typeName(Schema schema) {
    String name = schema.name();
    return name == null ? schema.type().name() : schema.type().name() + " (" + name + ")";
  }

  private static String subject(@Nullable FieldPath path) {
    return path == null ? "The record" : "Field '" + path + "'";
  }
}
