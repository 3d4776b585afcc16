package io.sealstream.connect.sqs;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The messages that were settled and forgotten last, up to a number of them: SQS may deliver one
 * again, where its delete came too late or was not carried out by every server.
 *
 * <p>Not thread-safe: guarded by the lock of {@link InFlightLedger}.
 */
final class SettledLately {

  private final Set<MessageKey> keys = new LinkedHashSet<>();
  private final int capacity;

  SettledLately(int capacity) {
    this.capacity = capacity;
  }

  boolean contains(MessageKey key) {
    return keys.contains(key);
  }

  void add(MessageKey key) {
    keys.remove(key);
    keys.add(key);
    if (keys.size() > capacity) {
      keys.remove(keys.iterator().next());
    }
  }
}
