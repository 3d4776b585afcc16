package io.sealstream.connect.mask;

import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Counts the values that an operation converts. Thread-safe.
 *
 * @param count called after each value
 */
record CountedOperation(FieldOperation operation, Runnable count) implements FieldOperation {
  @Override
  public FieldPath path() {
    return operation.path();
  }

  @Override
  public Schema target(Schema source) {
    return operation.target(source);
  }

  @Override
  public @Nullable ValueConverter converter(Schema source, Schema target) {
    ValueConverter converter = operation.converter(source, target);
    return converter == null ? null : new CountedConverter(converter, count);
  }

  @Override
  public Object convert(Object value) {
    Object converted = operation.convert(value);
    count.run();
    return converted;
  }

  private record CountedConverter(ValueConverter converter, Runnable count)
      implements ValueConverter {
    @Override
    public boolean changes() {
      return converter.changes();
    }

    @Override
    public Object convert(Object value) {
      Object converted = converter.convert(value);
      count.run();
      return converted;
    }
  }
}
