package io.sealstream.connect.mask;

import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * What became of a schema.
 *
 * @param schema for the masked data; the very same object where nothing had to change
 * @param problem why data of this schema cannot be masked. It is kept, not thrown, because a
 *     tombstone of such a schema passes all the same
 */
record MaskedSchema(Schema schema, @Nullable String problem) {

  /** Throws the problem, if there is one, as a new exception. */
  void requireUsable() {
    if (problem != null) {
      throw new DataException(problem);
    }
  }
}
