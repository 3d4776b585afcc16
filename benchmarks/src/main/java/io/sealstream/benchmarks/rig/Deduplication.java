package io.sealstream.benchmarks.rig;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The deduplication IDs that a FIFO queue accepted in the last five minutes. Not thread-safe. */
final class Deduplication {

  /** The interval that SQS documents. */
  static final long WINDOW_MILLIS = 5 * 60 * 1000L;

  private final Map<String, Accepted> accepted = new LinkedHashMap<>();

  /** What was accepted under this ID; null when it is a new one. */
  @Nullable SendReceipt earlier(String id, long now) {
    forget(now);
    Accepted earlier = accepted.get(id);
    return earlier == null ? null : earlier.receipt;
  }

  void accept(String id, SendReceipt receipt, long now) {
    accepted.put(id, new Accepted(receipt, now));
  }

  private void forget(long now) {
    Iterator<Accepted> oldest = accepted.values().iterator();
    while (oldest.hasNext() && oldest.next().at + WINDOW_MILLIS <= now) {
      oldest.remove();
    }
  }

  private record Accepted(SendReceipt receipt, long at) {}
}
