package io.sealstream.connect.sqs;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/**
 * Reads the events that tasks have listed for one queue ({@link EventSlots}). A slot that is full
 * is not asked for again while nothing else can be there: until the window after its last event.
 *
 * <p>Not thread-safe.
 */
final class EventReader {

  /** How many slots of each task are asked for at first; then so many times as many. */
  private static final int FIRST_RANGE = 8;

  private final String queueUrl;
  private final CommittedIds.Offsets offsets;
  private final long windowMillis;
  private final LongSupplier wallMillis;

  /** Until when slots can say nothing else, in milliseconds since the epoch. */
  private final Map<CommittedIds.Place, Long> unchangedUntil = new HashMap<>();

  /**
   * @param wallMillis the time of day, in milliseconds since the epoch
   */
  EventReader(
      String queueUrl, CommittedIds.Offsets offsets, long windowMillis, LongSupplier wallMillis) {
    this.queueUrl = queueUrl;
    this.offsets = offsets;
    this.windowMillis = windowMillis;
    this.wallMillis = wallMillis;
  }

  /**
   * Reads what tasks list: range after range of their slots, until none is found in one. Blocks.
   *
   * @param taker takes what a slot says
   */
  void read(Collection<Integer> tasks, BiConsumer<CommittedIds.Place, List<ListedEvent>> taker) {
    unchangedUntil.values().removeIf(until -> until <= wallMillis.getAsLong());
    Collection<Integer> left = tasks;
    int from = 0;
    int to = FIRST_RANGE;
    while (!left.isEmpty() && from < EventSlots.MOST_SLOTS) {
      left = read(left, from, to, taker);
      from = to;
      to = Math.min(FIRST_RANGE * to, EventSlots.MOST_SLOTS);
    }
  }

  /** Reads some slots of each task; returns the tasks of which any was there. */
  private Set<Integer> read(
      Collection<Integer> tasks,
      int from,
      int to,
      BiConsumer<CommittedIds.Place, List<ListedEvent>> taker) {
    Set<Integer> found = new TreeSet<>();
    Map<Map<String, Object>, CommittedIds.Place> asked = new LinkedHashMap<>();
    for (int task : tasks) {
      for (int slot = from; slot < to; slot++) {
        CommittedIds.Place place = new CommittedIds.Place(task, slot);
        if (unchangedUntil.containsKey(place)) {
          found.add(task);
        } else {
          asked.put(ListedEvent.partition(queueUrl, task, slot), place);
        }
      }
    }
    Map<Map<String, Object>, Map<String, Object>> answers =
        offsets.read(new ArrayList<>(asked.keySet()));
    asked.forEach(
        (partition, place) -> {
          List<ListedEvent> events = ListedEvent.of(answers.get(partition));
          if (events != null) {
            found.add(place.task());
            noteFull(place, events);
            taker.accept(place, events);
          }
        });
    return found;
  }

  private void noteFull(CommittedIds.Place place, List<ListedEvent> events) {
    if (events.size() == EventSlots.EVENTS_PER_SLOT) {
      long until = events.get(events.size() - 1).millis() + windowMillis;
      if (until > wallMillis.getAsLong()) {
        unchangedUntil.put(place, until);
      }
    }
  }
}
