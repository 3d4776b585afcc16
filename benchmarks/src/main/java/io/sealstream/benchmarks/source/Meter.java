package io.sealstream.benchmarks.source;

import io.sealstream.benchmarks.rig.QueueCounts;
import io.sealstream.benchmarks.rig.RigStats;
import io.sealstream.benchmarks.servers.Pause;
import io.sealstream.benchmarks.servers.RigProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Measures a subject from outside: by the rig's counters and the time its process got from the
 * processors. Not thread-safe.
 */
final class Meter {

  private static final Duration LOOK_EVERY = Duration.ofMillis(100);

  /** The shortest queue is empty after less than half a second. */
  private static final Duration WATCH_EVERY = Duration.ofMillis(10);

  private final RigProcess rig;
  private final Feed feed;
  private final List<ProcessHandle> others;
  private final LongSupplier produced;
  private final long redeliveredBefore;

  /**
   * A meter for a subject that has not begun.
   *
   * @param others the processes around the subject, whose processor time is told apart
   * @param produced how many records are in Kafka; counts where nothing is deleted
   */
  Meter(RigProcess rig, Feed feed, List<ProcessHandle> others, LongSupplier produced) {
    this.rig = rig;
    this.feed = feed;
    this.others = others;
    this.produced = produced;
    this.redeliveredBefore = rig.stats().redelivered();
  }

  private record Moment(
      long nanos, RigStats stats, QueueCounts queue, long produced, double cpu, double otherCpu) {}

  /** Lets a subject run at full speed for so long; the messages a second of that time. */
  double run(Subject subject, Duration time) {
    long begin = System.nanoTime();
    long before = feed.keep().deleted();
    while (System.nanoTime() - begin < time.toNanos()) {
      look(subject);
    }
    return (feed.keep().deleted() - before) / ((System.nanoTime() - begin) / 1e9);
  }

  /**
   * Measures a subject that is warm.
   *
   * @param messages how many to wait for
   * @param atMost ends the measurement of one that is slow
   */
  Measurement measure(Subject subject, long messages, Duration atMost) throws IOException {
    try (Heap heap = Heap.of(subject.handle())) {
      return until(subject, moment(subject), messages, atMost, heap, () -> look(subject));
    }
  }

  /**
   * Measures how a subject that is warm empties a queue to its end.
   *
   * @param messages how many come at once, after it was empty
   * @param atMost ends the measurement of one that is slow
   */
  Measurement drain(Subject subject, int messages, Duration atMost) throws IOException {
    while (!isEmpty(watch(subject))) {
      // What the warm-up left
    }
    try (Heap heap = Heap.of(subject.handle())) {
      Moment before = moment(subject);
      feed.fill(messages);
      return until(subject, before, messages, atMost, heap, () -> watch(subject));
    }
  }

  private Measurement until(
      Subject subject,
      Moment before,
      long messages,
      Duration atMost,
      Heap heap,
      Supplier<QueueCounts> look) {
    long peak = 0;
    QueueCounts now = before.queue();
    while (now.deleted() - before.queue().deleted() < messages
        && System.nanoTime() - before.nanos() < atMost.toNanos()) {
      now = look.get();
      peak = Math.max(peak, heap.used());
    }
    return between(subject, before, moment(subject), peak, heap);
  }

  private QueueCounts look(Subject subject) {
    Pause.of(LOOK_EVERY);
    subject.requireRunning();
    return feed.keep();
  }

  private QueueCounts watch(Subject subject) {
    Pause.of(WATCH_EVERY);
    subject.requireRunning();
    return rig.queue();
  }

  private static boolean isEmpty(QueueCounts counts) {
    return counts.visible() + counts.inFlight() == 0;
  }

  private Measurement between(Subject subject, Moment a, Moment b, long peak, Heap heap) {
    long deleted = b.queue().deleted() - a.queue().deleted();
    return new Measurement(
        subject.name(),
        deleted > 0 ? deleted : b.produced() - a.produced(),
        (b.nanos() - a.nanos()) / 1e9,
        b.stats().requests() - a.stats().requests(),
        b.stats().redelivered() - redeliveredBefore,
        b.cpu() - a.cpu(),
        b.otherCpu() - a.otherCpu(),
        peak,
        heap.live());
  }

  private Moment moment(Subject subject) {
    RigStats stats = rig.stats();
    return new Moment(
        System.nanoTime(),
        stats,
        rig.queueOf(stats),
        produced.getAsLong(),
        cpuSeconds(subject.handle()),
        others.stream().mapToDouble(Meter::cpuSeconds).sum());
  }

  private static double cpuSeconds(ProcessHandle process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1e3;
  }
}
