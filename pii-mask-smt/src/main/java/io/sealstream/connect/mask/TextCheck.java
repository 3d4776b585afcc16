package io.sealstream.connect.mask;

import org.apache.kafka.connect.data.Schema;

/**
 * Checks the texts of one field: how long they are, and that none holds U+0000. It changes nothing,
 * and a null is not its business. Thread-safe.
 */
final class TextCheck implements FieldOperation, ValueConverter {
  private final FieldPath path;
  private final int maxLength;

  /**
   * @param maxLength code points that a text may have at most
   */
  TextCheck(FieldPath path, int maxLength) {
    this.path = path;
    this.maxLength = maxLength;
  }

  @Override
  public FieldPath path() {
    return path;
  }

  @Override
  public Schema target(Schema source) {
    return source;
  }

  @Override
  public ValueConverter converter(Schema source, Schema target) {
    if (source.type() != Schema.Type.STRING) {
      throw Problems.wrongType(path, "STRING", Problems.typeName(source));
    }
    return this;
  }

  @Override
  public boolean changes() {
    return false;
  }

  /**
   * Of both contracts: what {@link FieldOperation} asks of a value without a schema is what {@link
   * ValueConverter} does to one with a schema, whose own type {@link #converter} has looked at.
   */
  @Override
  public Object convert(Object value) {
    if (!(value instanceof String text)) {
      throw Problems.wrongType(path, "STRING", Problems.typeName(value));
    }
    // UTF-16 has as many units as code points, or more: most texts need not be counted.
    if (text.length() > maxLength) {
      checkLength(text.codePointCount(0, text.length()));
    }
    if (text.indexOf('\0') >= 0) {
      throw Problems.of(Refusal.VALUE, path, "its text holds U+0000");
    }
    return value;
  }

  private void checkLength(int length) {
    if (length > maxLength) {
      throw Problems.of(
          Refusal.LENGTH,
          path,
          "its text of %d characters is longer than the %d allowed".formatted(length, maxLength));
    }
  }
}
