package io.sealstream.benchmarks.source;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What any source could reach at best on this machine: receives ten messages, deletes them, and
 * begins again, on as many lanes at once as wanted; no Kafka. Thread-safe.
 */
final class RawLoop implements AutoCloseable {

  private final SqsCalls calls;
  private final AtomicInteger wanted = new AtomicInteger();
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  RawLoop(SqsCalls calls) {
    this.calls = calls;
  }

  /** Changes the number of lanes; one that is too many ends after its delete. */
  void lanes(int lanes) {
    wanted.set(lanes);
    while (claim()) {
      turn();
    }
  }

  /** What ended a lane, if anything did. */
  @Nullable Throwable failure() {
    return failure.get();
  }

  private boolean claim() {
    int now = running.get();
    while (now < wanted.get()) {
      if (running.compareAndSet(now, now + 1)) {
        return true;
      }
      now = running.get();
    }
    return false;
  }

  private void turn() {
    calls
        .receiveAndDelete()
        .whenComplete(
            (nothing, error) -> {
              if (error != null) {
                failure.compareAndSet(null, error);
                running.decrementAndGet();
              } else if (!oneTooMany()) {
                turn();
              }
            });
  }

  private boolean oneTooMany() {
    int now = running.get();
    while (now > wanted.get()) {
      if (running.compareAndSet(now, now - 1)) {
        return true;
      }
      now = running.get();
    }
    return false;
  }

  @Override
  public void close() {
    lanes(0);
    calls.close();
  }
}
