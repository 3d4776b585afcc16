package io.sealstream.connect.mask;

import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/** The way into one place of a record: a null stays null, anything else is converted. */
final class Step {
  private final ValueConverter converter;
  private final @Nullable FieldPath path;
  private final boolean nullable;

  /**
   * @param path the place, for messages
   * @param target of the converted value. A default makes a null fine too: it is masked like a
   *     value, so that nobody who puts it in place of the null shows clear text
   */
  Step(ValueConverter converter, @Nullable FieldPath path, Schema target) {
    this.converter = converter;
    this.path = path;
    this.nullable = target.isOptional() || target.defaultValue() != null;
  }

  ValueConverter converter() {
    return converter;
  }

  @Nullable Object convert(@Nullable Object value) {
    if (value != null) {
      return converter.convert(value);
    }
    if (!nullable) {
      throw Problems.requiredIsNull(path);
    }
    return null;
  }
}
