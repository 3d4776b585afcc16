package io.sealstream.benchmarks.rig;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Decides for each request whether, and how, it fails. Thread-safe. */
final class FaultPlan {

  private final Faults faults;
  private final Map<String, AtomicLong> requests = new ConcurrentHashMap<>();

  FaultPlan(Faults faults) {
    this.faults = faults;
  }

  /** A rule that is true for a request, and what decides about the entries of a batch. */
  static final class Decision {
    static final Decision NONE = new Decision(null, new SplittableRandom(0));

    private final Faults.@Nullable Rule rule;
    private final SplittableRandom entries;
    private boolean someFailed;

    Decision(Faults.@Nullable Rule rule, SplittableRandom entries) {
      this.rule = rule;
      this.entries = entries;
    }

    boolean is(Faults.Kind kind) {
      return rule != null && rule.kind() == kind;
    }

    long delayMillis() {
      return rule != null && rule.kind() == Faults.Kind.DELAY ? rule.delay().toMillis() : 0;
    }

    /** Whether the next entry of the batch fails: half of them do, and the last if none did. */
    boolean failsEntry(boolean last) {
      if (!is(Faults.Kind.PARTIAL_BATCH)) {
        return false;
      }
      boolean fails = entries.nextBoolean() || (last && !someFailed);
      someFailed |= fails;
      return fails;
    }
  }

  /** What becomes of the next request of this action. */
  Decision decide(String action) {
    if (faults.rules().isEmpty()) {
      return Decision.NONE;
    }
    long n = requests.computeIfAbsent(action, a -> new AtomicLong()).getAndIncrement();
    SplittableRandom random = random(action, n);
    double draw = random.nextDouble();
    for (Faults.Rule rule : faults.rules()) {
      if (rule.concerns(action)) {
        draw -= rule.rate();
        if (draw < 0) {
          return new Decision(rule, random);
        }
      }
    }
    return Decision.NONE;
  }

  private SplittableRandom random(String action, long n) {
    // Of neighbouring seeds, SplittableRandom's first draws are independent.
    return new SplittableRandom((faults.seed() * 31 + action.hashCode()) * 1_000_003L + n);
  }
}
