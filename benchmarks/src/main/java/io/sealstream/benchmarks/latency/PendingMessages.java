package io.sealstream.benchmarks.latency;

import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.HdrHistogram.Histogram;

/**
 * Messages that were sent and have no row yet, and how long the others took. Sent from any thread;
 * everything else by one.
 */
final class PendingMessages {

  private static final long LONGEST_MICROS = 10L * 60 * 1_000_000;
  private static final int DIGITS = 3;

  private final ConcurrentMap<String, Sent> pending = new ConcurrentHashMap<>();
  private final Histogram micros = new Histogram(LONGEST_MICROS, DIGITS);

  private long rows;

  private record Sent(long dueNanos, boolean counts) {}

  /**
   * A message that SQS took.
   *
   * @param dueNanos when it was to be sent: a sender that fell behind is part of what is measured
   * @param counts false in the warm-up
   */
  void sent(String messageId, long dueNanos, boolean counts) {
    pending.put(messageId, new Sent(dueNanos, counts));
  }

  /** The message ids without a row. */
  Set<String> ids() {
    return pending.keySet();
  }

  /** Rows that were seen at this moment. */
  void seen(Collection<String> messageIds, long nowNanos) {
    for (String id : messageIds) {
      Sent sent = pending.remove(id);
      rows += sent == null ? 0 : 1;
      if (sent != null && sent.counts()) {
        micros.recordValue(Math.min(LONGEST_MICROS, (nowNanos - sent.dueNanos()) / 1_000));
      }
    }
  }

  /** The messages that have a row, those of the warm-up too. */
  long rows() {
    return rows;
  }

  /** How long those took that count and have a row, in microseconds. */
  Histogram micros() {
    return micros;
  }
}
