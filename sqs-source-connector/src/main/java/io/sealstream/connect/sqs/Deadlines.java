package io.sealstream.connect.sqs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is held, by queue, in the order in which its visibility timeouts pass. All messages of a
 * queue are hidden for the same time, so the order is that of their receipts and renewals; nothing
 * is sorted and every operation is O(1).
 *
 * <p>Not thread-safe: guarded by the lock of {@link InFlightLedger}.
 */
@SuppressWarnings("CollectionUndefinedEquality") // a message in flight is itself, nothing else
final class Deadlines {

  private final Map<String, Set<InFlightMessage>> byQueue = new HashMap<>();

  /** Puts a message at the end: it was received or renewed just now. */
  void add(InFlightMessage message) {
    message.renewing = false;
    Set<InFlightMessage> line =
        byQueue.computeIfAbsent(message.queue().url(), url -> new LinkedHashSet<>());
    if (!line.add(message)) {
      line.remove(message);
      line.add(message);
    }
  }

  void remove(InFlightMessage message) {
    Set<InFlightMessage> line = byQueue.get(message.queue().url());
    if (line != null) {
      line.remove(message);
    }
  }

  /**
   * Marks and returns what becomes visible before {@code nanos} and is not being renewed already.
   *
   * @param max the most to return
   */
  List<InFlightMessage> startRenewal(String queueUrl, long nanos, int max) {
    List<InFlightMessage> due = new ArrayList<>();
    for (InFlightMessage message : byQueue.getOrDefault(queueUrl, Set.of())) {
      if (message.visibleAgainNanos - nanos >= 0 || due.size() == max) {
        break;
      }
      if (!message.renewing) {
        message.renewing = true;
        due.add(message);
      }
    }
    return due;
  }
}
