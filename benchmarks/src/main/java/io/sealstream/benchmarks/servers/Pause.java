package io.sealstream.benchmarks.servers;

import java.time.Duration;

/** Between two looks at something that takes its time. */
public final class Pause {
  private Pause() {}

  /** Sleeps, and throws {@link BenchmarkException} when it is interrupted. */
  public static void of(Duration duration) {
    try {
      Thread.sleep(duration.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkException("Interrupted.", e);
    }
  }
}
