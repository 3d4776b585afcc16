package io.sealstream.connect.mask;

/** Makes the new value of one place from the old one, which it does not change. Thread-safe. */
@FunctionalInterface
interface ValueConverter {

  /**
   * The new value; parts that nothing changes are shared with the old one.
   *
   * @throws org.apache.kafka.connect.errors.DataException when the value is not what its schema or
   *     the configuration says; the message names paths and types only
   */
  Object convert(Object value);

  /** Whether it may give another value than the one it gets; otherwise it only checks. */
  default boolean changes() {
    return true;
  }
}
