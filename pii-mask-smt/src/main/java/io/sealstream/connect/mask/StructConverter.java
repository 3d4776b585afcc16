package io.sealstream.connect.mask;

import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** Makes a struct of the target schema. It goes over arrays: no look-up by a field's name. */
final class StructConverter implements ValueConverter {
  private final Schema source;
  private final Schema target;
  private final Field[] from;
  private final Field[] to;
  private final @Nullable Step[] steps;
  private final @Nullable FieldPath path;

  /**
   * @param target with fields of the same names, in the same order, as the source
   * @param steps one for each field; null for a field whose value is taken over
   * @param path the place, for messages
   */
  StructConverter(Schema source, Schema target, @Nullable Step[] steps, @Nullable FieldPath path) {
    this.source = source;
    this.target = target;
    this.from = source.fields().toArray(new Field[0]);
    this.to = target.fields().toArray(new Field[0]);
    this.steps = steps;
    this.path = path;
  }

  @Override
  public Object convert(Object value) {
    Struct old = Check.struct(value, source, path);
    Struct converted = new Struct(target);
    for (int i = 0; i < from.length; i++) {
      Object oldValue = withoutDefault(old, from[i]);
      Step step = steps[i];
      Object newValue = step == null ? oldValue : step.convert(oldValue);
      // A null is there already. Struct refuses one for a required field that has a default.
      if (newValue != null) {
        converted.put(to[i], newValue);
      }
    }
    return converted;
  }

  /** Struct has a look-up without the default by name only, which is needed for few values. */
  static @Nullable Object withoutDefault(Struct struct, Field field) {
    Object value = struct.get(field);
    return value != null && value == field.schema().defaultValue()
        ? struct.getWithoutDefault(field.name())
        : value;
  }
}
