package io.sealstream.connect.sqs;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is wrong with a configuration: sentences, each once, by the key that somebody should look
 * at. In the order in which they were found. Thread-safe.
 */
final class Problems {

  private final Map<String, Set<String>> byKey = new LinkedHashMap<>();

  synchronized void add(String key, String problem) {
    byKey.computeIfAbsent(key, any -> new LinkedHashSet<>()).add(problem);
  }

  void addAll(Problems others) {
    others.byKey().forEach((key, problems) -> problems.forEach(problem -> add(key, problem)));
  }

  /** What was found until now. */
  synchronized Map<String, List<String>> byKey() {
    Map<String, List<String>> copy = new LinkedHashMap<>();
    byKey.forEach((key, problems) -> copy.put(key, List.copyOf(problems)));
    return copy;
  }
}
