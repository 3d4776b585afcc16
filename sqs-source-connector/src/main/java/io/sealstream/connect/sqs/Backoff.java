package io.sealstream.connect.sqs;

import java.time.Duration;
import org.apache.kafka.common.utils.ExponentialBackoff;

/**
 * How long to wait before the next attempt: exponential with jitter, so that tasks which failed
 * together do not come back together. Thread-safe.
 */
final class Backoff {

  private static final long INITIAL_MS = 100;
  private static final int MULTIPLIER = 2;
  private static final long MAX_MS = 20_000;
  private static final double JITTER = 0.2;

  private final ExponentialBackoff backoff;

  /** Up to twenty seconds. */
  Backoff() {
    this(Duration.ofMillis(MAX_MS));
  }

  /** Up to {@code longest}, for what must not wait for long. */
  Backoff(Duration longest) {
    backoff = new ExponentialBackoff(INITIAL_MS, MULTIPLIER, longest.toMillis(), JITTER);
  }

  /** The wait after {@code failures} failures in a row, at least one. */
  Duration after(int failures) {
    return Duration.ofMillis(backoff.backoff(failures - 1L));
  }
}
