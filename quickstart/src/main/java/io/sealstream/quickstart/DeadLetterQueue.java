package io.sealstream.quickstart;

import io.sealstream.quickstart.ui.Reading.DeadLetter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The dead letters of the source: each is looked at once, stays where it is, and is remembered
 * without its body. For one thread.
 */
final class DeadLetterQueue {
  private static final String ERROR = "sealstream.error";
  private static final String SOURCE_MESSAGE_ID = "sealstream.source.message.id";

  /** More than these are counted and not looked at. */
  private static final int REMEMBERED = 1_000;

  private static final int LOOKS_AT_ONCE = 20;

  private final QueueClient client;
  private final String url;
  private final Map<String, DeadLetter> letters = new LinkedHashMap<>();

  DeadLetterQueue(QueueClient client, String url) {
    this.client = client;
    this.url = url;
  }

  /** How many there are, after looking at those that are new. */
  long look() {
    long count = client.count(url);
    // A look gives ten at most, those first that nobody looked at for the longest time.
    for (int i = 0; i < LOOKS_AT_ONCE && letters.size() < Math.min(count, REMEMBERED); i++) {
      for (QueueClient.Received received : client.peek(url)) {
        letters.computeIfAbsent(received.messageId(), id -> letter(received));
      }
    }
    return count;
  }

  /** Those that were looked at, in the order in which they were seen. */
  List<DeadLetter> letters() {
    return new ArrayList<>(letters.values());
  }

  private static DeadLetter letter(QueueClient.Received received) {
    // A message that SQS itself moved here, after too many receives, kept its id and has no reason.
    Map<String, String> attributes = received.attributes();
    return new DeadLetter(
        attributes.getOrDefault(SOURCE_MESSAGE_ID, received.messageId()),
        EmbeddedSqs.DEAD_LETTER_QUEUE,
        attributes.getOrDefault(ERROR, "no reason is given with it"));
  }
}
