package io.sealstream.connect.mask;

import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * The canonical text of the values of one type, and the way back. It is what MaskPii encrypts, so
 * it never changes from release to release. Stateless and thread-safe.
 */
interface ValueText {

  /**
   * The way that values of this schema are written.
   *
   * @return null for a struct, an array and a map, which have no text
   */
  static @Nullable ValueText of(Schema schema) {
    return schema.type() == Schema.Type.STRING ? StringText.INSTANCE : null;
  }

  /**
   * Writes a value.
   *
   * @throws DataException when it is not of this type; the message is a phrase that names types
   *     only, never the value
   */
  String write(Object value);

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws DataException when the text is not of this type; the message never holds the text
   */
  Object read(String text);

  /** Text is its own canonical text; nothing is normalized. */
  enum StringText implements ValueText {
    INSTANCE;

    @Override
    public String write(Object value) {
      if (value instanceof String text) {
        return text;
      }
      throw new DataException("expected STRING, found " + Problems.typeName(value));
    }

    @Override
    public Object read(String text) {
      return text;
    }
  }
}
