package io.sealstream.connect.sqs;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The ids of one queue's messages that committed transactions of any task have put into the topic,
 * as Connect's offsets have them; a copy, which {@link #read} brings up to date.
 *
 * <p>Every task that reads the queue writes a ring of slots ({@link CommittedIdRing}). All slots of
 * all rings are read at first, and from then on each ring is followed: its last group names the
 * slot of the next, so a read asks for what is new and little else. An id is known as long as its
 * slot says so.
 *
 * <p>A read has everything that was committed before it, and may have parts of what was committed
 * meanwhile, since the offsets topic has several partitions. So the first reading is done twice:
 * what the second says of the slots is complete up to the last group that the first has seen, and
 * what came after that is followed.
 *
 * <p>The rings of tasks that are no more, since {@code tasks.max} was lowered, are read once:
 * Connect fences off the old tasks before it starts new ones, so they do not change.
 *
 * <p>Not thread-safe.
 */
final class CommittedIds {

  /** Reads committed offsets, to the end of what is there at the time of the call. */
  @FunctionalInterface
  interface Offsets {
    /** The offset of each partition; null, or nothing, where there is none. */
    Map<Map<String, Object>, Map<String, Object>> read(Collection<Map<String, Object>> partitions);
  }

  /**
   * Where an id is listed.
   *
   * @param task whose ring
   * @param slot the slot there
   */
  record Place(int task, int slot) {}

  /** No connector has had more tasks: that many rings are looked for. */
  static final int MOST_TASKS = 1024;

  /** The most slots of a ring that one read asks for ahead. */
  private static final int FARTHEST = 256;

  /** By how much more is asked for while the end of a ring was not found. */
  private static final int LENGTHENING = 8;

  private final String queueUrl;
  private final int tasks;
  private final Offsets offsets;
  private final Consumer<IdGroup> reader;

  private final Map<ShortId, Place> places = new HashMap<>();
  private final Map<Integer, Ring> rings = new TreeMap<>();
  private volatile int size;
  private boolean loaded;

  /**
   * @param tasks how many tasks the connector has now
   * @param reader told of each group that is read, and again when it is read anew
   */
  CommittedIds(String queueUrl, int tasks, Offsets offsets, Consumer<IdGroup> reader) {
    this.queueUrl = queueUrl;
    this.tasks = tasks;
    this.offsets = offsets;
    this.reader = reader;
  }

  /** Learns what was committed before this call. Blocks: Connect reads a topic to its end. */
  void read() {
    if (!loaded) {
      load();
      loaded = true;
    }
    while (!follow()) {
      // again, from the new ends
    }
    rings.values().forEach(Ring::expectAsMuch);
    size = places.size();
  }

  /** Where a message's id is listed, or null where it is not. */
  @Nullable Place find(ShortId id) {
    return places.get(id);
  }

  /** How many ids are known. Any thread. */
  int size() {
    return size;
  }

  /** What the slots of a task's ring say, by slot; empty for a task that has none. */
  List<IdGroup> slots(int task) {
    Ring ring = rings.get(task);
    return ring == null ? List.of() : List.copyOf(ring.slots);
  }

  private void load() {
    places.clear();
    rings.clear();
    Map<Integer, Integer> longest = new TreeMap<>();
    for (int task = 0; task < Math.max(MOST_TASKS, tasks); task++) {
      longest.put(task, 1);
    }
    Map<Map<String, Object>, Map<String, Object>> found;
    Map<Map<String, Object>, Map<String, Object>> again;
    do {
      do {
        found = offsets.read(slotsUpTo(longest));
      } while (lengthenFull(longest, found));
      again = longest.isEmpty() ? found : offsets.read(slotsUpTo(longest));
    } while (lengthenFull(longest, again)); // the ring has grown out of what the first asked for
    for (Map.Entry<Integer, Integer> ring : longest.entrySet()) {
      load(ring.getKey(), ring.getValue(), found, again);
    }
    for (int task = 0; task < tasks; task++) {
      rings.computeIfAbsent(task, Ring::new);
    }
  }

  private List<Map<String, Object>> slotsUpTo(Map<Integer, Integer> lengths) {
    List<Map<String, Object>> partitions = new ArrayList<>();
    lengths.forEach(
        (task, length) -> {
          for (int slot = 0; slot < length; slot++) {
            partitions.add(IdGroup.partition(queueUrl, task, slot));
          }
        });
    return partitions;
  }

  /**
   * Multiplies the lengths of the rings that may have more slots than were asked for, and drops
   * those of tasks that never wrote one. Slots are used from the first on, without gaps.
   *
   * @return whether there are any to ask for again
   */
  private boolean lengthenFull(
      Map<Integer, Integer> lengths, Map<Map<String, Object>, Map<String, Object>> found) {
    boolean again = false;
    lengths.keySet().removeIf(task -> found.get(IdGroup.partition(queueUrl, task, 0)) == null);
    for (Map.Entry<Integer, Integer> ring : lengths.entrySet()) {
      int last = ring.getValue() - 1;
      if (found.get(IdGroup.partition(queueUrl, ring.getKey(), last)) != null) {
        ring.setValue(ring.getValue() * LENGTHENING);
        again = true;
      }
    }
    return again;
  }

  private void load(
      int task,
      int length,
      Map<Map<String, Object>, Map<String, Object>> first,
      Map<Map<String, Object>, Map<String, Object>> second) {
    Ring ring = new Ring(task);
    rings.put(task, ring);
    for (int slot = 0; slot < length; slot++) {
      Map<String, Object> partition = IdGroup.partition(queueUrl, task, slot);
      IdGroup seen = IdGroup.of(first.get(partition));
      IdGroup now = IdGroup.of(second.get(partition));
      if (now == null) {
        break; // Slots are used from the first on: what is in later ones came after all seen.
      }
      ring.set(slot, now);
      if (seen != null) {
        ring.goOnAfter(seen);
      }
    }
  }

  /** Follows each ring that may have grown; returns whether all were followed to their ends. */
  private boolean follow() {
    Map<Map<String, Object>, Place> asked = new LinkedHashMap<>();
    for (int task = 0; task < tasks; task++) {
      ring(task).askInto(asked);
    }
    Map<Map<String, Object>, Map<String, Object>> found = offsets.read(asked.keySet());
    Map<Place, Map<String, Object>> byPlace = new HashMap<>();
    asked.forEach((partition, place) -> byPlace.put(place, found.get(partition)));
    boolean toTheEnd = true;
    for (int task = 0; task < tasks; task++) {
      if (!ring(task).follow(byPlace)) {
        toTheEnd = false;
      }
    }
    if (rings.values().stream().anyMatch(ring -> ring.lost)) {
      load();
      return false;
    }
    return toTheEnd;
  }

  private Ring ring(int task) {
    return rings.computeIfAbsent(task, Ring::new);
  }

  /** The copy of one task's ring. */
  private final class Ring {

    private final int task;
    private final List<IdGroup> slots = new ArrayList<>();
    private @Nullable IdGroup last;
    private int ahead = 1;
    private int news;

    /** Whether so much was written meanwhile that the way to its end is overwritten. */
    private boolean lost;

    Ring(int task) {
      this.task = task;
    }

    void set(int slot, IdGroup group) {
      Place place = new Place(task, slot);
      if (slot < slots.size()) {
        slots.set(slot, group).ids().forEach(id -> places.remove(id, place));
      } else {
        slots.add(group);
      }
      group.ids().forEach(id -> places.put(id, place));
      reader.accept(group);
    }

    /** Follows from this group on, or from a later one. */
    void goOnAfter(IdGroup group) {
      IdGroup before = last;
      if (before == null || before.number() < group.number()) {
        last = group;
      }
    }

    private int nextSlot() {
      IdGroup before = last;
      return before == null ? 0 : before.next();
    }

    private long nextNumber() {
      IdGroup before = last;
      return before == null ? 1 : before.number() + 1;
    }

    void askInto(Map<Map<String, Object>, Place> asked) {
      for (int slot = nextSlot(); slot < nextSlot() + ahead; slot++) {
        asked.put(IdGroup.partition(queueUrl, task, slot), new Place(task, slot));
      }
    }

    /** Takes in what is new; returns whether nothing that was not asked for may be new too. */
    boolean follow(Map<Place, Map<String, Object>> found) {
      boolean end = false;
      while (!end && found.containsKey(new Place(task, nextSlot()))) {
        IdGroup group = IdGroup.of(found.get(new Place(task, nextSlot())));
        lost = group != null && group.number() > nextNumber();
        end = group == null || group.number() != nextNumber();
        if (!end && group != null) {
          set(nextSlot(), group);
          goOnAfter(group);
          news++;
        }
      }
      ahead = end ? 1 : Math.min(FARTHEST, 2 * ahead);
      return end;
    }

    /** The next read asks for as many as this one found, and one to see where they end. */
    void expectAsMuch() {
      ahead = Math.min(FARTHEST, news + 1);
      news = 0;
    }
  }
}
