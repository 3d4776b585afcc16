package io.sealstream.connect.sqs;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;

/** An engine and its clock that move only when a test says so. Single-threaded. */
final class ManualEngine implements Engine {

  private record Delayed(long dueNanos, long order, Runnable work) {}

  private final Queue<Runnable> work = new ArrayDeque<>();
  private final PriorityQueue<Delayed> delayed =
      new PriorityQueue<>(
          Comparator.comparingLong(Delayed::dueNanos).thenComparingLong(Delayed::order));
  private long nowNanos = Long.MAX_VALUE - Duration.ofSeconds(5).toNanos(); // overflows on the way
  private long order;

  long nanos() {
    return nowNanos;
  }

  @Override
  public void execute(Runnable task) {
    work.add(task);
  }

  @Override
  public void schedule(Runnable task, Duration delay) {
    delayed.add(new Delayed(elapsed + delay.toNanos(), order++, task));
  }

  private long elapsed;

  /** Runs what is to be run now, and what that leads to. */
  void run() {
    for (Runnable next = work.poll(); next != null; next = work.poll()) {
      next.run();
    }
  }

  /** Lets time pass, running what falls due on the way. */
  void advance(Duration duration) {
    run();
    long end = elapsed + duration.toNanos();
    while (!delayed.isEmpty() && delayed.peek().dueNanos() <= end) {
      Delayed next = delayed.remove();
      passTo(next.dueNanos());
      next.work().run();
      run();
    }
    passTo(end);
  }

  private void passTo(long newElapsed) {
    nowNanos += newElapsed - elapsed;
    elapsed = newElapsed;
  }
}
