package io.sealstream.quickstart;

import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A part of the pipeline that may not answer for a while: what it said last stays, and what is
 * wrong is told beside it. For one thread.
 *
 * @param <T> what it says
 */
final class LastKnown<T> {
  private final AskedServer server;
  private @Nullable T value;
  private boolean away;

  /**
   * Asks nothing yet.
   *
   * @param server that the part is of
   */
  LastKnown(AskedServer server) {
    this.server = server;
  }

  /**
   * Asks it, unless its server hung a moment ago.
   *
   * @param problems where a failure is told, as one sentence
   * @return the answer, or the last one that there was
   * @throws QuickstartException if it never answered, or the thread was interrupted
   */
  T ask(Callable<T> part, List<String> problems) {
    try {
      T answer = server.ask(part);
      value = answer;
      away = false;
      return answer;
    } catch (QuickstartException e) {
      T last = value;
      // Who interrupts wants no more of the reading, and an interrupt is nobody's failure.
      if (last == null || Thread.currentThread().isInterrupted()) {
        throw e;
      }
      if (!away) {
        warn(e); // once, not every second
        away = true;
      }
      problems.add(String.valueOf(e.getMessage()));
      return last;
    }
  }

  /** Whether the last answer was one, and not what it had said before. */
  boolean isFresh() {
    return value != null && !away;
  }

  /** A server that is away is one sentence; a mistake of ours is found by where it happened. */
  private static void warn(QuickstartException failure) {
    Throwable cause = failure.getCause();
    log()
        .warn(
            "A part of the pipeline does not answer: {}",
            failure.getMessage(),
            cause instanceof RuntimeException ? cause : null);
  }

  /** Not a constant: this class may be loaded before it is known where the log goes. */
  private static Logger log() {
    return LoggerFactory.getLogger(LastKnown.class);
  }
}
