package io.sealstream.benchmarks.source;

import io.sealstream.benchmarks.rig.QueueCounts;
import io.sealstream.benchmarks.servers.BenchmarkException;
import io.sealstream.benchmarks.servers.Pause;
import io.sealstream.benchmarks.servers.RemoteQueue;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Measures a subject from outside: by its queue's counters and the time its process got from the
 * processors. Not thread-safe.
 */
final class Meter implements AutoCloseable {

  private static final Duration LOOK_EVERY = Duration.ofMillis(100);

  /** Connect is asked over HTTP, by who is measured. */
  private static final Duration ASK_EVERY = Duration.ofSeconds(1);

  /** The shortest queue is empty after less than half a second. */
  private static final Duration WATCH_EVERY = Duration.ofMillis(10);

  private final Subject subject;
  private final RemoteQueue queue;
  private final Feed feed;
  private final List<ProcessHandle> others;
  private final LongSupplier produced;
  private final Heap heap;
  private long askedNanos = System.nanoTime();

  /**
   * Looks into the heap over one connection, which leaves objects in it.
   *
   * @param queue the subject's own
   * @param bodies of the messages, taken in turn
   * @param others the processes around the subject, whose processor time is told apart
   * @param produced how many records are in Kafka; counts where nothing is deleted
   */
  Meter(
      Subject subject,
      RemoteQueue queue,
      List<String> bodies,
      List<ProcessHandle> others,
      LongSupplier produced)
      throws IOException {
    this.subject = subject;
    this.queue = queue;
    this.feed = new Feed(queue, bodies);
    this.others = others;
    this.produced = produced;
    this.heap = Heap.of(subject.handle());
  }

  private record Moment(
      long nanos, QueueCounts queue, long produced, double cpu, double otherCpu) {}

  /** Lets the subject run at full speed for so long; the messages a second of that time. */
  double run(Duration time) {
    long begin = System.nanoTime();
    long before = feed.keep().deleted();
    while (System.nanoTime() - begin < time.toNanos()) {
      look();
    }
    return (feed.keep().deleted() - before) / ((System.nanoTime() - begin) / 1e9);
  }

  /**
   * Measures the subject while it runs at full speed.
   *
   * @param messages how many to wait for
   * @param atMost ends the measurement of one that is slow
   */
  Measurement measure(long messages, Duration atMost) {
    return until(moment(), messages, atMost, this::look);
  }

  /**
   * Measures how the subject empties its queue, which is empty now, to the end.
   *
   * @param messages how many come at once
   * @param atMost throws {@link BenchmarkException} when it takes longer
   */
  Measurement drain(int messages, Duration atMost) {
    Moment before = moment();
    feed.fill(messages);
    Measurement measured = until(before, messages, atMost, this::watch);
    if (measured.messages() < messages) {
      throw new BenchmarkException(
          "%s finished %,d of %,d messages in %d s."
              .formatted(subject.name(), measured.messages(), messages, atMost.toSeconds()));
    }
    return measured;
  }

  private Measurement until(
      Moment before, long messages, Duration atMost, Supplier<QueueCounts> look) {
    long peak = 0;
    QueueCounts now = before.queue();
    while (now.deleted() - before.queue().deleted() < messages
        && System.nanoTime() - before.nanos() < atMost.toNanos()) {
      now = look.get();
      peak = Math.max(peak, heap.used());
    }
    return between(before, moment(), peak);
  }

  private QueueCounts look() {
    Pause.of(LOOK_EVERY);
    requireRunning();
    return feed.keep();
  }

  private QueueCounts watch() {
    Pause.of(WATCH_EVERY);
    requireRunning();
    return queue.counts();
  }

  private void requireRunning() {
    long now = System.nanoTime();
    if (now - askedNanos >= ASK_EVERY.toNanos()) {
      askedNanos = now;
      subject.requireRunning();
    }
  }

  private Measurement between(Moment a, Moment b, long peak) {
    long deleted = b.queue().deleted() - a.queue().deleted();
    return new Measurement(
        subject.name(),
        deleted > 0 ? deleted : b.produced() - a.produced(),
        (b.nanos() - a.nanos()) / 1e9,
        b.queue().requests() - a.queue().requests(),
        b.queue().redelivered(),
        b.cpu() - a.cpu(),
        b.otherCpu() - a.otherCpu(),
        peak,
        heap.live());
  }

  private Moment moment() {
    return new Moment(
        System.nanoTime(),
        queue.counts(),
        produced.getAsLong(),
        cpuSeconds(subject.handle()),
        others.stream().mapToDouble(Meter::cpuSeconds).sum());
  }

  private static double cpuSeconds(ProcessHandle process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1e3;
  }

  @Override
  public void close() throws IOException {
    heap.close();
  }
}
