package io.sealstream.benchmarks.source;

import io.sealstream.benchmarks.servers.RemoteQueue;
import io.sealstream.benchmarks.servers.WorkerFolder;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A subject with a queue of its own. It stays up beside the others, and works only while its queue
 * is fed, so that all can be measured in turn on processors whose speed changes from minute to
 * minute. Not thread-safe.
 */
final class Entrant implements AutoCloseable {

  private final Subject subject;
  private final RemoteQueue queue;
  private final Meter meter;
  private final @Nullable WorkerFolder folder;
  private final List<Measurement> rounds = new ArrayList<>();

  /**
   * An entrant that has not begun.
   *
   * @param folder what else to close, or null
   */
  Entrant(Subject subject, RemoteQueue queue, Meter meter, @Nullable WorkerFolder folder) {
    this.subject = subject;
    this.queue = queue;
    this.meter = meter;
    this.folder = folder;
  }

  String name() {
    return subject.name();
  }

  /** Runs at full speed for so long, and rests then; the messages a second of that time. */
  double run(Duration time) {
    return run(Duration.ZERO, time);
  }

  /** The same with some time at full speed before, which does not count. */
  double run(Duration leadIn, Duration time) {
    meter.run(leadIn);
    double perSecond = meter.run(time);
    queue.purge();
    return perSecond;
  }

  /**
   * One round at full speed, and rests then.
   *
   * @param leadIn at full speed before it, which does not count
   * @param messages how many to wait for
   * @param atMost ends the round of one that is slow
   */
  Measurement round(Duration leadIn, long messages, Duration atMost) {
    meter.run(leadIn);
    Measurement measured = meter.measure(messages, atMost);
    queue.purge();
    rounds.add(measured);
    return measured;
  }

  /** Empties a queue of so many messages to the end; {@link Meter#drain}. */
  Measurement drain(int messages, Duration atMost) {
    return meter.drain(messages, atMost);
  }

  /** How many messages it has deleted since its start. */
  long deleted() {
    return queue.counts().deleted();
  }

  /** The rounds until now. */
  Rounds rounds() {
    return new Rounds(List.copyOf(rounds));
  }

  /** As often as it is called. */
  @Override
  public void close() throws IOException {
    try {
      meter.close();
    } finally {
      try {
        subject.close();
      } finally {
        if (folder != null) {
          folder.close();
        }
      }
    }
  }
}
