package io.sealstream.benchmarks.rig;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What goes wrong, how often, and by which seed. Of one request at most one rule is true: rates add
 * up, and may not exceed 1 for an action. The n-th request of an action meets the same fault in
 * every run with the same seed, whatever other requests come between.
 */
public record Faults(long seed, List<Rule> rules) {

  /** The ways to fail. */
  public enum Kind {
    /** The answer is an HTTP 500; nothing was done. */
    HTTP_500,
    /** The answer is RequestThrottled; nothing was done. */
    THROTTLE,
    /** The connection is closed without an answer; nothing was done. */
    DROP_BEFORE,
    /** The connection is closed without an answer; the action was carried out. */
    DROP_AFTER,
    /** The answer comes later by the rule's delay. */
    DELAY,
    /**
     * Some entries of a batch, at least one, fail with InternalError and senderFault false, and are
     * not carried out. A request that is no batch is not touched.
     */
    PARTIAL_BATCH
  }

  /**
   * One way to fail.
   *
   * @param actions the actions it is for, such as DeleteMessageBatch; none is all
   * @param rate the share of requests, from 0 to 1
   * @param delay how much later, with {@link Kind#DELAY}
   */
  public record Rule(Kind kind, double rate, Set<String> actions, Duration delay) {

    /** Copies, and checks the rate. */
    public Rule {
      actions = Set.copyOf(actions);
      if (!(rate >= 0 && rate <= 1)) {
        throw new IllegalArgumentException("A rate is from 0 to 1, not " + rate);
      }
    }

    boolean concerns(String action) {
      return actions.isEmpty() || actions.contains(action);
    }
  }

  /** Copies. */
  public Faults {
    rules = List.copyOf(rules);
  }

  /** Nothing goes wrong. */
  public static Faults none() {
    return seeded(0);
  }

  /** Nothing goes wrong yet: add rules. */
  public static Faults seeded(long seed) {
    return new Faults(seed, List.of());
  }

  /** These and one more; without actions it is for all of them. */
  public Faults with(Kind kind, double rate, String... actions) {
    return with(new Rule(kind, rate, Set.of(actions), Duration.ZERO));
  }

  /** These, and some answers later by {@code delay}. */
  public Faults delaying(Duration delay, double rate, String... actions) {
    return with(new Rule(Kind.DELAY, rate, Set.of(actions), delay));
  }

  Faults with(Rule rule) {
    List<Rule> more = new ArrayList<>(rules);
    more.add(rule);
    return new Faults(seed, more);
  }
}
