package io.sealstream.connect.sqs;

import java.time.Duration;
import java.util.function.Supplier;
import org.apache.kafka.common.utils.Time;

/** Kafka's idea of a clock, moved by a test. Single-threaded. */
final class ManualTime implements Time {

  private long nanos = Duration.ofDays(1).toNanos();

  void advance(Duration duration) {
    nanos += duration.toNanos();
  }

  @Override
  public long milliseconds() {
    return Duration.ofNanos(nanos).toMillis();
  }

  @Override
  public long nanoseconds() {
    return nanos;
  }

  @Override
  public void sleep(long ms) {
    throw new UnsupportedOperationException("nobody sleeps here");
  }

  @Override
  public void waitObject(Object waited, Supplier<Boolean> condition, long deadlineMs) {
    throw new UnsupportedOperationException("nobody waits here");
  }
}
