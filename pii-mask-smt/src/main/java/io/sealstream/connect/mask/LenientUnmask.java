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
  private final Runnable passed;

  /**
   * @param passed called for each value that passes as it is; not for a schema's default
   */
  LenientUnmask(FieldUnmask unmask, Runnable passed) {
    this.unmask = unmask;
    this.passed = passed;
  }

  @Override
  public FieldPath path() {
    return unmask.path();
  }

  @Override
  public Schema target(Schema source) {
    if (source.type() != Schema.Type.STRING || !(source.defaultValue() instanceof String text)) {
      return source;
    }
    String recovered = decrypted(text);
    if (recovered == null) {
      return source;
    }
    SchemaBuilder target = SchemaBuilder.string();
    Schemas.copy(source, target);
    return target.defaultValue(recovered).build();
  }

  @Override
  public @Nullable ValueConverter converter(Schema source, Schema target) {
    return source.type() == Schema.Type.STRING ? this::convert : null;
  }

  @Override
  public Object convert(Object value) {
    String recovered = value instanceof String text ? decrypted(text) : null;
    if (recovered == null) {
      passed.run();
      return value;
    }
    return recovered;
  }

  private @Nullable String decrypted(String text) {
    try {
      return unmask.decrypt(text);
    } catch (CipherException e) {
      return null;
    }
  }
}
