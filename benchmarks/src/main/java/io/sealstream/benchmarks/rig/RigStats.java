package io.sealstream.benchmarks.rig;

import java.util.Map;

/**
 * The counters of the rig, at one moment.
 *
 * @param actions by the name of the action; one that was never asked for is not there
 * @param queues by the name of the queue
 * @param highestOpen the most requests that were open at once, of all actions
 */
public record RigStats(
    Map<String, ActionStats> actions, Map<String, QueueCounts> queues, int highestOpen) {

  /** The counters of an action, zeros where it was never asked for. */
  public ActionStats action(String name) {
    return actions.getOrDefault(name, ActionStats.NONE);
  }

  /** Requests of all actions. */
  public long requests() {
    return actions.values().stream().mapToLong(ActionStats::requests).sum();
  }
}
