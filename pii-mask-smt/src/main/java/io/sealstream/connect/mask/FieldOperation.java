package io.sealstream.connect.mask;

import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What is done to the values at one configured path: masking, the way back, or a check.
 * Thread-safe.
 *
 * <p>All methods throw a {@link org.apache.kafka.connect.errors.DataException} for what they cannot
 * convert; its message names the path and types only, and it has no cause.
 */
interface FieldOperation {

  /** Where its values are. */
  FieldPath path();

  /** The schema of the converted values; the same object where nothing changes. */
  Schema target(Schema source);

  /**
   * The converter for values of a schema.
   *
   * @param target its {@link #target}, or that of another operation that has the same schema: all
   *     entries of a map have one
   * @return null when they pass as they are
   */
  @Nullable ValueConverter converter(Schema source, Schema target);

  /** Converts a value that has no schema. */
  Object convert(Object value);
}
