package io.sealstream.it;

import java.util.HashMap;
import java.util.Map;

/** How many logins were sent, by the name that is part of each. Thread-safe. */
final class SentCount {

  private final Map<String, Integer> byName = new HashMap<>();

  /** The number of the next login of this name, from 0 on; it is not counted yet. */
  synchronized int next(String name) {
    return byName.getOrDefault(name, 0);
  }

  /** Counts the login that {@link #next} numbered: it is sent. */
  synchronized void add(String name) {
    byName.merge(name, 1, Integer::sum);
  }

  synchronized int total() {
    return byName.values().stream().mapToInt(Integer::intValue).sum();
  }

  synchronized Map<String, Integer> byName() {
    return Map.copyOf(byName);
  }
}
