package io.sealstream.quickstart;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Shows without any key that one field's encryption is deterministic and tells values apart: the
 * mapping from clear to masked values is one to one. Not thread-safe.
 */
final class EqualValues {
  /** A shorter value, such as "7", is in many a ciphertext by chance; the empty one is in all. */
  private static final int NO_CHANCE_FROM = 8;

  private final long expected;
  private final Map<String, String> maskedByClear = new HashMap<>();
  private final Map<String, String> clearByMasked = new HashMap<>();
  private long values;
  private long lost;
  private long unmasked;
  private long conflicts;

  /**
   * Compares nothing yet.
   *
   * @param expected how many values must be added at least: a check that saw none proves nothing
   */
  EqualValues(long expected) {
    this.expected = expected;
  }

  /**
   * Adds one value as it was sent and as it arrived.
   *
   * @param masked null if the row has none
   */
  void add(String clear, @Nullable String masked) {
    values++;
    if (masked == null) {
      lost++;
      return;
    }
    if (isInClear(clear, masked)) {
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

  /**
   * Whether equal values stayed equal, different ones different, none arrived in clear, and none is
   * missing.
   */
  boolean holds() {
    return values >= expected && lost == 0 && conflicts == 0 && unmasked == 0;
  }

  /** What is wrong, in counts only. */
  String problem() {
    if (unmasked > 0) {
      return Sentences.count(unmasked, "value") + " arrived in clear";
    }
    if (conflicts > 0) {
      return Sentences.count(conflicts, "value") + " broke the one-to-one mapping";
    }
    return lost > 0
        ? Sentences.count(lost, "value") + " arrived as NULL"
        : "%,d of %s found no row".formatted(expected - values, Sentences.count(expected, "value"));
  }

  private static boolean isInClear(String clear, String masked) {
    return masked.equals(clear) || (clear.length() >= NO_CHANCE_FROM && masked.contains(clear));
  }
}
