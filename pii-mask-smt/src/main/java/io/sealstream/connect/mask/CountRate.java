package io.sealstream.connect.mask;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How much a count grows a second, over the last 30 to 90 seconds, or since it was last read where
 * that is longer ago. All the work is done by who reads it; counting costs nothing more.
 * Thread-safe.
 */
final class CountRate {
  private static final long WINDOW_MILLIS = TimeUnit.SECONDS.toMillis(30);

  private final LongSupplier count;
  private Reading older;
  private Reading newer;

  /**
   * @param count never gets smaller
   * @param now milliseconds, as those of {@link #measure}
   */
  CountRate(LongSupplier count, long now) {
    this.count = count;
    this.older = new Reading(now, count.getAsLong());
    this.newer = older;
  }

  private record Reading(long millis, long count) {}

  synchronized double measure(long now) {
    Reading current = new Reading(now, count.getAsLong());
    if (now - newer.millis >= WINDOW_MILLIS) {
      older = newer;
      newer = current;
    }
    long millis = now - older.millis;
    return millis <= 0 ? 0 : (current.count - older.count) * 1000.0 / millis;
  }
}
