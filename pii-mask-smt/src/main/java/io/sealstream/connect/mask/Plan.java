package io.sealstream.connect.mask;

import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** What is done to all data of one schema. Immutable and thread-safe. */
final class Plan {
  private final @Nullable Schema target;
  private final @Nullable ValueConverter converter;
  private final @Nullable DataException problem;

  private Plan(
      @Nullable Schema target,
      @Nullable ValueConverter converter,
      @Nullable DataException problem) {
    this.target = target;
    this.converter = converter;
    this.problem = problem;
  }

  /**
   * A plan that works.
   *
   * @param target null for data without a schema
   * @param converter null where the data passes as it is
   */
  static Plan of(@Nullable Schema target, @Nullable ValueConverter converter) {
    return new Plan(target, converter, null);
  }

  /**
   * A plan that fails.
   *
   * @param problem why data of the schema cannot be converted. It is kept, not thrown, because a
   *     tombstone passes all the same
   */
  static Plan impossible(DataException problem) {
    return new Plan(null, null, problem);
  }

  /**
   * The schema of the converted data. A tombstone whose schema cannot be converted passes without
   * it, since defaults in it may be clear text.
   */
  @Nullable Schema target() {
    return target;
  }

  /**
   * Converts data. A null passes, whatever its schema.
   *
   * @throws DataException when the data, or all data of its schema, cannot be converted
   */
  @Nullable Object convert(@Nullable Object value) {
    if (value == null) {
      return null;
    }
    if (problem != null) {
      // Another one for each record, so that its stack trace is of that record.
      throw new RefusedRecordException(
          RefusedRecordException.reasonOf(problem), String.valueOf(problem.getMessage()));
    }
    return converter == null ? value : converter.convert(value);
  }
}
