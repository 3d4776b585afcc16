package io.sealstream.connect.sqs;

import java.util.function.LongSupplier;

/**
 * A clock in nanoseconds that also runs while the machine is suspended, which a monotonic clock
 * does not, and never runs backwards, which a wall clock may: the monotonic clock, moved forward by
 * whatever the wall clock has gained on it. A wall clock that is set forward so makes time pass
 * that did not: leases then end early, never late. Thread-safe.
 */
final class SuspendAwareClock implements LongSupplier {

  /** More than two readings can differ by for their resolution; less than any lease matters by. */
  private static final long TOLERATED_NANOS = 50_000_000;

  private final LongSupplier monotonicNanos;
  private final LongSupplier wallMillis;

  private long monotonicBefore;
  private long wallBefore;
  private long gained;

  SuspendAwareClock(LongSupplier monotonicNanos, LongSupplier wallMillis) {
    this.monotonicNanos = monotonicNanos;
    this.wallMillis = wallMillis;
    this.monotonicBefore = monotonicNanos.getAsLong();
    this.wallBefore = wallMillis.getAsLong();
  }

  @Override
  public synchronized long getAsLong() {
    long monotonic = monotonicNanos.getAsLong();
    long wall = wallMillis.getAsLong();
    long ahead = (wall - wallBefore) * 1_000_000 - (monotonic - monotonicBefore);
    if (Math.abs(ahead) > TOLERATED_NANOS) {
      gained += Math.max(0, ahead);
      monotonicBefore = monotonic;
      wallBefore = wall;
    }
    return monotonic + gained;
  }
}
