package io.sealstream.connect.sqs;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * One log line a minute for trouble that repeats, with the number of times since the last line.
 * Thread-safe.
 */
final class Trouble {

  private static final long PERIOD_NANOS = Duration.ofMinutes(1).toNanos();

  private final Logger log;
  private final LongSupplier nanoClock;
  private final String what;
  private boolean logged;
  private long lastNanos;
  private long unlogged;

  /**
   * @param what what goes wrong, as the beginning of a sentence
   */
  Trouble(Logger log, LongSupplier nanoClock, String what) {
    this.log = log;
    this.nanoClock = nanoClock;
    this.what = what;
  }

  /** Counts one more time and logs it when the period is over. {@code why} never holds a value. */
  synchronized void happened(String why) {
    unlogged++;
    long now = nanoClock.getAsLong();
    if (logged && now - lastNanos < PERIOD_NANOS) {
      return;
    }
    log.warn("{} ({} times since the last such line): {}", what, unlogged, why);
    logged = true;
    lastNanos = now;
    unlogged = 0;
  }
}
