package io.sealstream.benchmarks.rig;

import io.netty.util.concurrent.EventExecutorGroup;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * The real time, with alarms on Netty's event loops. It counts on from the wall clock's time at the
 * start by the monotonic clock: a wall clock that is set does not move a visibility timeout.
 */
final class EventLoopTime implements RigTime {

  private final EventExecutorGroup threads;
  private final long epochMillis = System.currentTimeMillis();
  private final long epochNanos = System.nanoTime();

  EventLoopTime(EventExecutorGroup threads) {
    this.threads = threads;
  }

  @Override
  public long millis() {
    return epochMillis + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - epochNanos);
  }

  @Override
  public void schedule(long delayMillis, Runnable task) {
    try {
      threads.schedule(task, delayMillis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // The rig is closing: nobody waits for an answer any more.
    }
  }
}
