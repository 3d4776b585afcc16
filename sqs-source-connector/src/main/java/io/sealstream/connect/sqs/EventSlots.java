package io.sealstream.connect.sqs;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.SortedMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a task lists, in its source offsets, the events of one queue that it gives to the producer
 * with at-least-once delivery. Each slot is a source partition, whose offset says the events listed
 * there so far. Connect commits an offset when all records of its partition up to that one were
 * acknowledged. A slot is used again when the window has passed since its last event.
 *
 * <p>Thread-safe: events are listed on the task's thread, withdrawn on the producer's, and offsets
 * are read on Connect's.
 */
final class EventSlots {

  /** The most events of a slot: each commit writes all of them that were acknowledged. */
  static final int EVENTS_PER_SLOT = 128;

  /** Some 16 million events. */
  static final int MOST_SLOTS = 131_072;

  /** A slot and when it may be used again, in milliseconds since the epoch. */
  private record Used(int slot, long freeMillis) {}

  private final String queueUrl;
  private final int task;
  private final long windowMillis;
  private final LongSupplier wallMillis;
  private final int mostSlots;
  private final PriorityQueue<Used> used =
      new PriorityQueue<>(Comparator.comparingLong(Used::freeMillis).thenComparingInt(Used::slot));
  private int slots;
  private @Nullable Slot open;

  /**
   * @param wallMillis the time of day, in milliseconds since the epoch
   * @param mostSlots how many there may be
   */
  EventSlots(String queueUrl, int task, long windowMillis, LongSupplier wallMillis, int mostSlots) {
    this.queueUrl = queueUrl;
    this.task = task;
    this.windowMillis = windowMillis;
    this.wallMillis = wallMillis;
    this.mostSlots = mostSlots;
  }

  /**
   * Goes on after an earlier run of the task.
   *
   * @param written what its slots say, by slot; Connect may not have committed one in between
   */
  synchronized void restore(SortedMap<Integer, List<ListedEvent>> written) {
    slots = written.isEmpty() ? 0 : written.lastKey() + 1;
    for (int slot = 0; slot < slots; slot++) {
      List<ListedEvent> events = written.getOrDefault(slot, List.of());
      long last = events.stream().mapToLong(ListedEvent::millis).max().orElse(0);
      used.add(new Used(slot, last + windowMillis));
    }
  }

  /** Lists the event of a message that is given to the producer; null where there is no room. */
  synchronized @Nullable Entry list(ShortId event, ShortId messageId) {
    Slot into = open;
    if (into == null || into.events.size() == EVENTS_PER_SLOT) {
      into = next(into);
      open = into;
    }
    if (into == null) {
      return null;
    }
    into.lastMillis = wallMillis.getAsLong();
    into.events.add(new ListedEvent(event, messageId, into.lastMillis));
    return new Entry(into, into.events.size());
  }

  private @Nullable Slot next(@Nullable Slot full) {
    if (full != null) {
      used.add(new Used(full.number, full.lastMillis + windowMillis));
    }
    Used oldest = used.peek();
    if (oldest != null && oldest.freeMillis() <= wallMillis.getAsLong()) {
      return new Slot(used.remove().slot());
    }
    return slots < mostSlots ? new Slot(slots++) : null;
  }

  private final class Slot {

    private final int number;
    private final Map<String, Object> partition;

    /** Null in place of one that was withdrawn. */
    private final List<@Nullable ListedEvent> events = new ArrayList<>();

    private long lastMillis;

    Slot(int number) {
      this.number = number;
      this.partition = ListedEvent.partition(queueUrl, task, number);
    }
  }

  /** An event in its place. */
  final class Entry {

    private final Slot slot;
    private final int count;

    private Entry(Slot slot, int count) {
      this.slot = slot;
      this.count = count;
    }

    Map<String, Object> partition() {
      return slot.partition;
    }

    /** The source offset, with what is listed up to here when Connect reads it to write it. */
    Map<String, Object> offset() {
      return new LazyOffset(this::listed);
    }

    private Map<String, Object> listed() {
      synchronized (EventSlots.this) {
        return ListedEvent.toOffset(
            slot.events.subList(0, count).stream().filter(Objects::nonNull).toList());
      }
    }

    /** Takes it back: its record was not produced. */
    void withdraw() {
      synchronized (EventSlots.this) {
        slot.events.set(count - 1, null);
      }
    }
  }
}
