package io.sealstream.benchmarks.source;

import io.sealstream.benchmarks.rig.QueueCounts;
import io.sealstream.benchmarks.servers.RemoteQueue;
import java.util.List;

/** Keeps a queue from running empty, so that a subject shows what it can and not what it gets. */
final class Feed {

  private static final int MOST_MESSAGES = 30_000;
  private static final int FEWEST_MESSAGES = 400;
  private static final long MOST_BYTES = 256L << 20;

  private final RemoteQueue queue;
  private final List<String> bodies;
  private final int chunk;

  /**
   * Feeds a queue.
   *
   * @param bodies of the messages, taken in turn
   */
  Feed(RemoteQueue queue, List<String> bodies) {
    this.queue = queue;
    this.bodies = bodies;
    long average = bodies.stream().mapToLong(String::length).sum() / bodies.size();
    this.chunk = (int) Math.max(FEWEST_MESSAGES, Math.min(MOST_MESSAGES, MOST_BYTES / average));
  }

  /** Sends more when less than a chunk is left; the counters before that. */
  QueueCounts keep() {
    QueueCounts counts = queue.counts();
    if (counts.visible() < chunk) {
      queue.fill(chunk, bodies);
    }
    return counts;
  }

  /** Sends so many at once. */
  void fill(int messages) {
    for (int left = messages; left > 0; left -= chunk) {
      queue.fill(Math.min(left, chunk), bodies);
    }
  }
}
