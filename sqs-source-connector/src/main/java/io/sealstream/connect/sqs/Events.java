package io.sealstream.connect.sqs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which events were produced within the window, and which are on their way: so that one that was
 * sent twice, in two messages, is produced once. A message is known as well as its event, and what
 * SQS delivers again under its id is no repetition here: it may be what never got there.
 *
 * <p>Of the messages that are the same event one goes first; the others wait for what becomes of it
 * and then ask again.
 *
 * <p>Thread-safe. Messages without an event pass.
 */
final class Events {

  /** When a message may be handed over. */
  enum Turn {
    /** Now, and others with its event have to wait until it {@link #ended}. */
    NOW,
    /** Another message with its event is on its way. */
    LATER,
    /** Another message with its event was produced. */
    NEVER
  }

  private record Produced(ShortId messageId, long sinceNanos) {}

  private final long windowNanos;
  private final LongSupplier nanoClock;
  private final LongSupplier wallMillis;

  /** By event, mostly in the order in which they end. */
  private final Map<ShortId, Produced> produced = new LinkedHashMap<>();

  /** The events on their way, and the messages that wait for each. */
  private final Map<ShortId, List<InFlightMessage>> underWay = new HashMap<>();

  /**
   * @param window for how long an event is known after it was produced
   * @param wallMillis the time of day, in milliseconds since the epoch
   */
  Events(Duration window, LongSupplier nanoClock, LongSupplier wallMillis) {
    this.windowNanos = window.toNanos();
    this.nanoClock = nanoClock;
    this.wallMillis = wallMillis;
  }

  /** Whether a message may be handed over; if so, it is on its way from here on. */
  Turn begin(InFlightMessage message) {
    ShortId event = message.event();
    return event == null ? Turn.NOW : begin(message, event);
  }

  private synchronized Turn begin(InFlightMessage message, ShortId event) {
    Produced before = known(event);
    if (before != null && !before.messageId().equals(message.shortId())) {
      return Turn.NEVER;
    }
    List<InFlightMessage> waiting = underWay.get(event);
    if (waiting != null) {
      waiting.add(message);
      return Turn.LATER;
    }
    underWay.put(event, new ArrayList<>(0));
    return Turn.NOW;
  }

  /** Kafka has acknowledged the record of a message that is on its way. */
  void produced(InFlightMessage message) {
    ShortId event = message.event();
    if (event != null) {
      learn(event, message.shortId(), 0);
    }
  }

  /**
   * A message is not on its way any more, whatever became of it.
   *
   * @return those that have waited for it, to ask again
   */
  List<InFlightMessage> ended(InFlightMessage message) {
    ShortId event = message.event();
    return event == null ? List.of() : ended(event);
  }

  private synchronized List<InFlightMessage> ended(ShortId event) {
    List<InFlightMessage> waiting = underWay.remove(event);
    return waiting == null ? List.of() : waiting;
  }

  /** What a group lists was produced, by any task, when the group was written. */
  void learn(IdGroup group) {
    long agoMillis = Math.max(0, wallMillis.getAsLong() - group.writtenSeconds() * 1000);
    long agoNanos = TimeUnit.MILLISECONDS.toNanos(agoMillis);
    group.forEachEvent((event, messageId) -> learn(event, messageId, agoNanos));
  }

  /** What the offsets of at-least-once delivery list. */
  void learn(ListedEvent listed) {
    long agoMillis = Math.max(0, wallMillis.getAsLong() - listed.millis());
    learn(listed.event(), listed.messageId(), TimeUnit.MILLISECONDS.toNanos(agoMillis));
  }

  private synchronized void learn(ShortId event, ShortId messageId, long agoNanos) {
    forgetOutdated();
    if (agoNanos < windowNanos && known(event) == null) {
      produced.put(event, new Produced(messageId, nanoClock.getAsLong() - agoNanos));
    }
  }

  /** How many produced events are known. */
  synchronized int size() {
    return produced.size();
  }

  private @Nullable Produced known(ShortId event) {
    Produced known = produced.get(event);
    if (known != null && isOutdated(known)) {
      produced.remove(event);
      return null;
    }
    return known;
  }

  private void forgetOutdated() {
    Iterator<Produced> oldest = produced.values().iterator();
    while (oldest.hasNext() && isOutdated(oldest.next())) {
      oldest.remove();
    }
  }

  private boolean isOutdated(Produced known) {
    return nanoClock.getAsLong() - known.sinceNanos() >= windowNanos;
  }
}
