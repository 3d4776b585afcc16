package io.sealstream.benchmarks.rig;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Counts requests by action. Thread-safe, and without a lock on the way of a request. */
final class Counters {

  private final Map<String, Action> actions = new ConcurrentHashMap<>();
  private final Gauge open = new Gauge();

  /** The counters of one action. */
  final class Action {
    private final LongAdder requests = new LongAdder();
    private final LongAdder entries = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final LongAdder empty = new LongAdder();
    private final Gauge ownOpen = new Gauge();

    void opened() {
      requests.increment();
      ownOpen.up();
      open.up();
    }

    void closed() {
      ownOpen.down();
      open.down();
    }

    void carried(int count) {
      entries.add(count);
    }

    void failed() {
      errors.increment();
    }

    void gotNothing() {
      empty.increment();
    }

    private ActionStats stats() {
      return new ActionStats(
          requests.sum(), entries.sum(), errors.sum(), empty.sum(), ownOpen.highest.get());
    }

    private void reset() {
      requests.reset();
      entries.reset();
      errors.reset();
      empty.reset();
      ownOpen.reset();
    }
  }

  Action of(String action) {
    return actions.computeIfAbsent(action, name -> new Action());
  }

  Map<String, ActionStats> byAction() {
    Map<String, ActionStats> stats = new TreeMap<>();
    actions.forEach((name, counters) -> stats.put(name, counters.stats()));
    return stats;
  }

  int highestOpen() {
    return open.highest.get();
  }

  /** Everything from 0 again; what is open stays open. */
  void reset() {
    actions.values().forEach(Action::reset);
    open.reset();
  }

  /** How many at once, and the most that were. */
  private static final class Gauge {
    private final AtomicInteger current = new AtomicInteger();
    private final AtomicInteger highest = new AtomicInteger();

    void up() {
      int now = current.incrementAndGet();
      if (now > highest.get()) {
        highest.accumulateAndGet(now, Math::max);
      }
    }

    void down() {
      current.decrementAndGet();
    }

    void reset() {
      highest.set(current.get());
    }
  }
}
