package io.sealstream.connect.sqs;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The messages that were settled and forgotten last, up to a number of them: SQS may deliver one
 * again, where its delete came too late or was not carried out by every server. What became of it
 * is remembered, because a dead letter still needs its payload.
 *
 * <p>Not thread-safe: guarded by the lock of {@link InFlightLedger}.
 */
final class SettledLately {

  /** With whether each was sent to the dead letter queue before. */
  private final Map<MessageKey, Boolean> keys = new LinkedHashMap<>();

  private final int capacity;

  SettledLately(int capacity) {
    this.capacity = capacity;
  }

  boolean contains(MessageKey key) {
    return keys.containsKey(key);
  }

  /** Whether this is one of them and is in the dead letter queue. */
  boolean isDeadLetter(MessageKey key) {
    return keys.getOrDefault(key, false);
  }

  void add(MessageKey key, boolean isDeadLetter) {
    if (keys.put(key, isDeadLetter) != null) { // Now the last again
      keys.remove(key);
      keys.put(key, isDeadLetter);
    }
    if (keys.size() > capacity) {
      keys.remove(keys.keySet().iterator().next());
    }
  }
}
