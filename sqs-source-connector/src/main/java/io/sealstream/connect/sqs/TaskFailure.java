package io.sealstream.connect.sqs;

import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/** Carries the first fatal error of a background thread to the task's next {@code poll()}. */
final class TaskFailure {

  private final AtomicReference<@Nullable ConnectException> first = new AtomicReference<>();

  /** Remembers {@code error} unless there was one before. Any thread. */
  void set(ConnectException error) {
    first.compareAndSet(null, error);
  }

  /**
   * Remembers an error that nobody foresaw, by its type and its stack trace: its own text may quote
   * a message.
   *
   * @param where what failed, as the beginning of a sentence
   */
  void unexpected(String where, Throwable error) {
    ConnectException failure = new ConnectException(where + ": " + error.getClass().getName());
    failure.setStackTrace(error.getStackTrace());
    set(failure);
  }

  boolean isSet() {
    return first.get() != null;
  }

  /** Throws what was set; does nothing if nothing was. */
  void throwIfSet() {
    ConnectException error = first.get();
    if (error != null) {
      throw error;
    }
  }
}
