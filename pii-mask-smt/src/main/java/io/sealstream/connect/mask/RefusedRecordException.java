package io.sealstream.connect.mask;

import org.apache.kafka.connect.errors.DataException;

/** A record that cannot be converted; the message names paths and types only. */
final class RefusedRecordException extends DataException {
  private static final long serialVersionUID = 1L;

  private final Refusal reason;

  RefusedRecordException(Refusal reason, String message) {
    super(message);
    this.reason = reason;
  }

  /**
   * Why a conversion ended in this exception. One of Connect's own says that data is not of its
   * schema.
   */
  static Refusal reasonOf(RuntimeException e) {
    if (e instanceof RefusedRecordException refused) {
      return refused.reason;
    }
    return e instanceof DataException ? Refusal.TYPE : Refusal.UNEXPECTED;
  }
}
