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
    // What does not change is not judged: the record has the null already.
    this.nullable = !converter.changes() || target.isOptional() || target.defaultValue() != null;
  }

  ValueConverter converter() {
    return converter;
  }

  /** Whether it may give another value than the one it gets. */
  boolean changes() {
    return converter.changes();
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
