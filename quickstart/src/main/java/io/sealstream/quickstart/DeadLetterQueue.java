package io.sealstream.quickstart;

import io.sealstream.quickstart.ui.Reading.DeadLetter;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The dead letters of the source: each is looked at once, stays where it is, and only its id is
 * remembered. For one thread.
 */
final class DeadLetterQueue {
  /** What {@link DeadLetter#place} is for them. */
  static final String NAME = EmbeddedSqs.DEAD_LETTER_QUEUE;

  private static final String ERROR = "sealstream.error";
  private static final String SOURCE_MESSAGE_ID = "sealstream.source.message.id";

  /** Letters after so many are counted and not looked at. */
  private static final int KNOWN_MAX = 100_000;

  private static final int LOOKS_AT_ONCE = 20;

  private final QueueClient client;
  private final String url;
  private final Set<String> known = new HashSet<>();

  DeadLetterQueue(QueueClient client, String url) {
    this.client = client;
    this.url = url;
  }

  /**
   * Looks at those that are new; where there are many, some are left for later.
   *
   * @param letters hears of each
   * @param gone is called before it if some are no longer there: none of those before is known then
   * @return how many there are
   */
  long look(Consumer<DeadLetter> letters, Runnable gone) {
    QueueClient.Depth depth = client.depth(url);
    long count = depth.visible() + depth.inFlight();
    if (count < known.size()) {
      known.clear();
      gone.run();
    }
    long looks = looksAtMost(depth.visible());
    for (int i = 0; i < looks && known.size() < Math.min(count, KNOWN_MAX); i++) {
      for (QueueClient.Received received : client.peek(url)) {
        if (known.add(received.messageId())) {
          letters.accept(letter(received));
        }
      }
    }
    return count;
  }

  /**
   * A look gives ten at most, those first that nobody looked at for the longest time. Those that
   * somebody else received are not given: after one round of the others there is nothing to wait
   * for. One look more, since those of the same millisecond have no order.
   */
  private static long looksAtMost(long visible) {
    long round = (visible + QueueClient.BATCH_ENTRIES - 1) / QueueClient.BATCH_ENTRIES;
    return round == 0 ? 0 : Math.min(LOOKS_AT_ONCE, round + 1);
  }

  private static DeadLetter letter(QueueClient.Received received) {
    // A message that SQS itself moved here, after too many receives, kept its id and has no reason.
    Map<String, String> attributes = received.attributes();
    return new DeadLetter(
        attributes.getOrDefault(SOURCE_MESSAGE_ID, received.messageId()),
        NAME,
        attributes.getOrDefault(ERROR, "no reason is given with it"));
  }
}
