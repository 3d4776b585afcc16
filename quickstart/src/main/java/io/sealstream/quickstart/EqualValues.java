package io.sealstream.quickstart;

import java.util.HashMap;
import java.util.Map;

/**
 * Shows without any key that one field's encryption is deterministic and tells values apart: the
 * mapping from clear to masked values is one to one. Not thread-safe.
 */
final class EqualValues {
  private final Map<String, String> maskedByClear = new HashMap<>();
  private final Map<String, String> clearByMasked = new HashMap<>();
  private long values;
  private long unmasked;
  private long conflicts;

  /** Adds one value as it was sent and as it arrived. */
  void add(String clear, String masked) {
    values++;
    if (masked.contains(clear)) {
      unmasked++;
    }
    String sameClear = maskedByClear.putIfAbsent(clear, masked);
    String sameMasked = clearByMasked.putIfAbsent(masked, clear);
    if ((sameClear != null && !sameClear.equals(masked))
        || (sameMasked != null && !sameMasked.equals(clear))) {
      conflicts++;
    }
  }

  /** How many values were added. */
  long values() {
    return values;
  }

  /** How many different values were sent. */
  long distinct() {
    return maskedByClear.size();
  }

  /** How many different values arrived. */
  long distinctMasked() {
    return clearByMasked.size();
  }

  /** Whether equal values stayed equal, different ones different, and none arrived in clear. */
  boolean holds() {
    return conflicts == 0 && unmasked == 0;
  }

  /** What is wrong, in counts only. */
  String problem() {
    return unmasked > 0
        ? Sentences.count(unmasked, "value") + " arrived in clear"
        : Sentences.count(conflicts, "value") + " broke the one-to-one mapping";
  }
}
