package io.sealstream.benchmarks.rig;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The message attributes that a receive asks for: names, {@code All}, or {@code prefix.*}. */
record AttributeFilter(List<String> names) {

  Map<String, RigAttribute> apply(Map<String, RigAttribute> attributes) {
    if (names.isEmpty() || attributes.isEmpty()) {
      return Map.of();
    }
    Map<String, RigAttribute> chosen = new LinkedHashMap<>();
    attributes.forEach(
        (name, value) -> {
          if (names.stream().anyMatch(pattern -> matches(pattern, name))) {
            chosen.put(name, value);
          }
        });
    return chosen;
  }

  private static boolean matches(String pattern, String name) {
    if (pattern.equals("All") || pattern.equals(".*")) {
      return true;
    }
    return pattern.endsWith(".*")
        ? name.startsWith(pattern.substring(0, pattern.length() - 2))
        : name.equals(pattern);
  }
}
