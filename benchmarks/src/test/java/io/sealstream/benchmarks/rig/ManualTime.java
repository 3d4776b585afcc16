package io.sealstream.benchmarks.rig;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A clock that only the test moves; what falls due on the way runs in order. */
final class ManualTime implements RigTime {

  private final List<Task> tasks = new ArrayList<>();
  private long now = 1_700_000_000_000L;

  private record Task(long due, Runnable action) {}

  @Override
  public long millis() {
    return now;
  }

  @Override
  public void schedule(long delayMillis, Runnable task) {
    tasks.add(new Task(now + delayMillis, task));
  }

  void advance(Duration duration) {
    long end = now + duration.toMillis();
    while (true) {
      Task next =
          tasks.stream()
              .filter(t -> t.due <= end)
              .min(Comparator.comparingLong(Task::due))
              .orElse(null);
      if (next == null) {
        now = end;
        return;
      }
      tasks.remove(next);
      now = Math.max(now, next.due);
      next.action.run();
    }
  }

  int scheduled() {
    return tasks.size();
  }
}
