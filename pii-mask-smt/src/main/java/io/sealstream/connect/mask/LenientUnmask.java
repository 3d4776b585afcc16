package io.sealstream.connect.mask;

import io.sealstream.connect.mask.crypto.CipherException;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Recovers the text of what decrypts, and lets everything else pass as it is. A field can hold both
 * then, so it stays the STRING that it is. Thread-safe.
 */
final class LenientUnmask implements FieldOperation {
  private final FieldUnmask unmask;

  LenientUnmask(FieldUnmask unmask) {
    this.unmask = unmask;
  }

  @Override
  public FieldPath path() {
    return unmask.path();
  }

  @Override
  public Schema target(Schema source) {
    Object value = source.defaultValue();
    if (value == null || source.type() != Schema.Type.STRING || convert(value).equals(value)) {
      return source;
    }
    SchemaBuilder target = SchemaBuilder.string();
    Schemas.copy(source, target);
    return target.defaultValue(convert(value)).build();
  }

  @Override
  public @Nullable ValueConverter converter(Schema source, Schema target) {
    return source.type() == Schema.Type.STRING ? this::convert : null;
  }

  @Override
  public Object convert(Object value) {
    if (!(value instanceof String text)) {
      return value;
    }
    try {
      return unmask.decrypt(text);
    } catch (CipherException e) {
      return value;
    }
  }
}
