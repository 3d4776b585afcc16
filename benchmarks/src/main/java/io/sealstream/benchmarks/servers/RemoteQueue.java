package io.sealstream.benchmarks.servers;

import io.sealstream.benchmarks.rig.QueueCounts;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A queue of a rig in another process.
 *
 * @param url for clients
 */
public record RemoteQueue(RigProcess rig, String name, String url) {

  /** What it holds, and what became of its messages. */
  public QueueCounts counts() {
    return Objects.requireNonNull(rig.stats().queues().get(name), name);
  }

  /**
   * Sends messages to it.
   *
   * @param bodies taken in turn
   */
  public void fill(int count, List<String> bodies) {
    rig.settings(Map.of("fill", List.of(Map.of("queue", name, "count", count, "bodies", bodies))));
  }

  /** Removes every message, also those that somebody has received. */
  public void purge() {
    rig.settings(Map.of("purge", List.of(name)));
  }
}
