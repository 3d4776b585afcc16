package io.sealstream.connect.sqs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a task lists, in its source offsets, the ids of one queue's messages that its transactions
 * put into the topic. Groups of ids lie in slots; each slot is a source partition of its own, so
 * Connect writes it together with the records. A slot is used again when all its messages are known
 * to be deleted and the retention has passed since; until then another task, or SQS, may come up
 * with one of them once more. A ring that has no such slot grows by one.
 *
 * <p>What an earlier run of the task has left behind is known from its last group: what was not
 * known to be deleted by then keeps its slot until SQS must have dropped the message itself.
 *
 * <p>Thread-safe.
 */
final class CommittedIdRing {

  /**
   * The most ids of a group. A thousand messages in groups of 32 took a sixth more of the CPU's
   * time than in groups of 128: each group is an offset, in a partition of its own as likely as
   * not.
   */
  static final int IDS_PER_GROUP = 128;

  /** Some 16 million ids, and as much as 400 MB in the offsets topic. */
  static final int MOST_SLOTS = 131_072;

  /** SQS keeps no message for longer. */
  private static final Duration LONGEST_IN_QUEUE = Duration.ofDays(14);

  /** A slot and when it may be used again, by the clock. */
  private record Used(int slot, long freeNanos) {}

  private final String queueUrl;
  private final int task;
  private final long retentionNanos;
  private final LongSupplier nanoClock;
  private final LongSupplier wallMillis;
  private final int mostSlots;

  private final PriorityQueue<Used> used =
      new PriorityQueue<>(
          ((Comparator<Used>) (a, b) -> Long.signum(a.freeNanos() - b.freeNanos()))
              .thenComparingInt(Used::slot));

  /** Those whose time has come. */
  private final TreeSet<Integer> free = new TreeSet<>();

  /** The groups of this run that have messages not known to be deleted, by their numbers. */
  private final TreeMap<Long, Group> unsettled = new TreeMap<>();

  /** The numbers of such groups of earlier runs, as ranges. */
  private String leftBehind = "";

  /** The messages of these that are not known to be deleted. */
  private final Map<ShortId, Group> undeleted = new HashMap<>();

  private int slots = 1;
  private int nextSlot;
  private long nextNumber = 1;

  CommittedIdRing(
      String queueUrl,
      int task,
      Duration retention,
      LongSupplier nanoClock,
      LongSupplier wallMillis) {
    this(queueUrl, task, retention, nanoClock, wallMillis, MOST_SLOTS);
  }

  /**
   * @param retention for how long a deleted message's id is kept
   * @param nanoClock one that never runs too fast: a slot must not be used again too early
   * @param wallMillis the time of day, in milliseconds since the epoch
   * @param mostSlots how far the ring may grow
   */
  CommittedIdRing(
      String queueUrl,
      int task,
      Duration retention,
      LongSupplier nanoClock,
      LongSupplier wallMillis,
      int mostSlots) {
    this.queueUrl = queueUrl;
    this.task = task;
    this.retentionNanos = retention.toNanos();
    this.nanoClock = nanoClock;
    this.wallMillis = wallMillis;
    this.mostSlots = mostSlots;
  }

  /** Goes on where earlier runs of the task have ended, whose slots say {@code written}. */
  synchronized void restore(List<IdGroup> written) {
    IdGroup last = written.stream().max(Comparator.comparingLong(IdGroup::number)).orElse(null);
    if (last == null) {
      return;
    }
    NumberRanges open = NumberRanges.parse(last.unsettled());
    nextSlot = last.next();
    nextNumber = last.number() + 1;
    slots = Math.max(written.size(), nextSlot + 1);
    leftBehind =
        written.stream()
            .mapToLong(IdGroup::number)
            .filter(open::contains)
            .sorted()
            .collect(NumberRanges::new, NumberRanges::add, NumberRanges::addAll)
            .toString();
    for (int slot = 0; slot < written.size(); slot++) {
      if (slot != nextSlot) {
        used.add(new Used(slot, nanoClock.getAsLong() + keptFor(written.get(slot), open)));
      }
    }
  }

  private long keptFor(IdGroup group, NumberRanges open) {
    return open.contains(group.number())
        ? Math.max(retentionNanos, untilDropped(group).toNanos())
        : retentionNanos;
  }

  private Duration untilDropped(IdGroup group) {
    Duration age = Duration.ofMillis(wallMillis.getAsLong() - group.writtenSeconds() * 1000);
    return LONGEST_IN_QUEUE.minus(age);
  }

  private long untilFree(Used one) {
    return one.freeNanos() - nanoClock.getAsLong();
  }

  /** Begins a group. There must be {@link #awaitRoom room}. */
  synchronized Group begin() {
    settleOutdated();
    int slot = nextSlot;
    long number = nextNumber++;
    nextSlot = reserve();
    Group group = new Group(number, slot, nextSlot);
    unsettled.put(number, group);
    return group;
  }

  /**
   * The free slot that comes next, round and round, or else a new one. Whoever follows the ring
   * must know it beforehand, and asks for several that lie in a row.
   */
  private int reserve() {
    freeOutdated();
    Integer next = free.higher(nextSlot);
    if (next == null && !free.isEmpty()) {
      next = free.first();
    }
    if (next == null) {
      return slots++;
    }
    free.remove(next);
    return next;
  }

  private void freeOutdated() {
    Used oldest = used.peek();
    while (oldest != null && untilFree(oldest) <= 0) {
      free.add(used.remove().slot());
      oldest = used.peek();
    }
  }

  /**
   * Whether so many groups can be begun now; waits for that if it is not so.
   *
   * @param wait the longest time
   */
  synchronized boolean awaitRoom(int groups, Duration wait) throws InterruptedException {
    long end = nanoClock.getAsLong() + wait.toNanos();
    long left = wait.toNanos();
    while (!hasRoomFor(groups) && left > 0) {
      wait(TimeUnit.NANOSECONDS.toMillis(left) + 1);
      left = end - nanoClock.getAsLong();
    }
    return hasRoomFor(groups);
  }

  private boolean hasRoomFor(int groups) {
    freeOutdated();
    return mostSlots - slots + free.size() >= groups;
  }

  /** How many slots the ring has. */
  synchronized int slots() {
    return slots;
  }

  /**
   * SQS has carried out the delete of a message for sure; again, or of one that is not listed here,
   * does nothing.
   */
  synchronized void deleted(ShortId id) {
    Group group = undeleted.remove(id);
    if (group != null) {
      group.open--;
      if (group.open == 0) {
        settle(group);
      }
    }
  }

  /** What was not deleted for so long is not there any more. */
  private void settleOutdated() {
    Map.Entry<Long, Group> first = unsettled.firstEntry();
    while (first != null
        && nanoClock.getAsLong() - first.getValue().begunNanos >= LONGEST_IN_QUEUE.toNanos()) {
      first.getValue().ids.forEach(undeleted::remove);
      settle(first.getValue());
      first = unsettled.firstEntry();
    }
  }

  private void settle(Group group) {
    unsettled.remove(group.number);
    used.add(new Used(group.slot, nanoClock.getAsLong() + retentionNanos));
  }

  private String unsettled() {
    NumberRanges open = NumberRanges.parse(leftBehind);
    unsettled.keySet().forEach(open::add);
    return open.toString();
  }

  /** Ids of one transaction, in one slot; guarded by the ring. */
  final class Group {

    private final long number;
    private final int slot;
    private final int next;
    private final long begunNanos = nanoClock.getAsLong();
    private final Map<String, Object> partition;
    private final List<ShortId> ids = new ArrayList<>(IDS_PER_GROUP);
    private final List<ShortId> events = new ArrayList<>(0);
    private int open;

    private Group(long number, int slot, int next) {
      this.number = number;
      this.slot = slot;
      this.next = next;
      this.partition = IdGroup.partition(queueUrl, task, slot);
    }

    boolean isFull() {
      synchronized (CommittedIdRing.this) {
        return ids.size() == IDS_PER_GROUP;
      }
    }

    /**
     * Adds a message whose record was dispatched.
     *
     * @param event which it is, or null
     */
    void list(ShortId id, @Nullable ShortId event) {
      synchronized (CommittedIdRing.this) {
        add(id, event);
        undeleted.put(id, this);
        open++;
      }
    }

    private void add(ShortId id, @Nullable ShortId event) {
      if (event != null) {
        while (events.size() < ids.size()) {
          events.add(IdGroup.NO_EVENT);
        }
        events.add(event);
      } else if (!events.isEmpty()) {
        events.add(IdGroup.NO_EVENT);
      }
      ids.add(id);
    }

    /** The source partition of the group's slot. */
    Map<String, Object> partition() {
      return partition;
    }

    /** The source offset that lists what was dispatched so far. */
    Map<String, Object> offset() {
      synchronized (CommittedIdRing.this) {
        long seconds = wallMillis.getAsLong() / 1000;
        List<ShortId> listed = List.copyOf(ids);
        return new IdGroup(number, next, seconds, unsettled(), listed, List.copyOf(events))
            .toOffset();
      }
    }
  }
}
