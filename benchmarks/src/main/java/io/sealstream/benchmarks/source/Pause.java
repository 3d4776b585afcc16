package io.sealstream.benchmarks.source;

import java.time.Duration;

/** Between two looks at something that takes its time. */
final class Pause {
  private Pause() {}

  static void of(Duration duration) {
    try {
      Thread.sleep(duration.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkException("Interrupted.", e);
    }
  }
}
