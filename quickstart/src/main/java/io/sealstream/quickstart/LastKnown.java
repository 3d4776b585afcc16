package io.sealstream.quickstart;

import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A part of the pipeline that may not answer for a while: what it said last stays, and what is
 * wrong is told beside it. For one thread.
 *
 * @param <T> what it says
 */
final class LastKnown<T> {
  private @Nullable T value;

  /**
   * Asks it.
   *
   * @param problems where a failure is told, as one sentence
   * @return the answer, or the last one that there was
   * @throws QuickstartException if it never answered, or the thread was interrupted
   */
  T ask(Callable<T> part, List<String> problems) {
    try {
      T answer = part.call();
      value = answer;
      return answer;
    } catch (Exception e) {
      QuickstartException explained = QuickstartException.of("The pipeline cannot be read", e);
      T last = value;
      // Who interrupts wants no more of the reading, and an interrupt is nobody's failure.
      if (last == null || Thread.currentThread().isInterrupted()) {
        throw explained;
      }
      problems.add(String.valueOf(explained.getMessage()));
      return last;
    }
  }
}
