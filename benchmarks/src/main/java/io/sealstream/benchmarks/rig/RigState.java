package io.sealstream.benchmarks.rig;

import java.time.Duration;

/** What all connections of a rig share, and what can be changed while it runs. Thread-safe. */
final class RigState {

  private final Queues queues;
  private final SqsActions actions;
  private final Counters counters = new Counters();
  private volatile FaultPlan faults = new FaultPlan(Faults.none());
  private volatile long roundTripNanos;

  RigState(Queues queues, Duration roundTrip) {
    this.queues = queues;
    this.actions = new SqsActions(queues);
    roundTrip(roundTrip);
  }

  Queues queues() {
    return queues;
  }

  SqsActions actions() {
    return actions;
  }

  Counters counters() {
    return counters;
  }

  FaultPlan faults() {
    return faults;
  }

  void faults(Faults changed) {
    faults = new FaultPlan(changed);
  }

  long roundTripNanos() {
    return roundTripNanos;
  }

  /** Throws IllegalArgumentException for a negative one. */
  void roundTrip(Duration changed) {
    if (changed.isNegative()) {
      throw new IllegalArgumentException("A round trip takes no negative time: " + changed);
    }
    roundTripNanos = changed.toNanos();
  }

  RigStats stats() {
    return new RigStats(counters.byAction(), queues.counts(), counters.highestOpen());
  }
}
