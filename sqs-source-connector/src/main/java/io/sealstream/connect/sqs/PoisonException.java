package io.sealstream.connect.sqs;

import org.apache.kafka.connect.errors.DataException;

/**
 * A message that can never become a record. Its text says where, what was expected and what type
 * was found; never a value. It has no cause, because a parser's own exceptions quote their input.
 */
final class PoisonException extends DataException {

  private static final long serialVersionUID = 1L;

  PoisonException(String message) {
    super(message);
  }
}
