package io.sealstream.connect.sqs;

import io.sealstream.connect.sqs.InFlightMessage.State;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * Every message of a task from its receipt to its confirmed delete, and the bound on them.
 *
 * <p><b>Threading.</b> Safe for use by any thread. One lock guards all state; it is held for map
 * and queue operations only, never for I/O and never while calling out. Only {@link #takeReady} and
 * {@link #awaitDrained} wait.
 *
 * <p><b>Bound.</b> Each queue may have one receive under way while less than the bound is held; any
 * further one needs room for ten messages, of about the largest size seen lately, beside all that
 * is held or reserved. So the number of messages can exceed the bound by fewer than ten for each
 * queue, and the bytes by one receive for each queue, or once by the receives under way when bodies
 * suddenly grow.
 *
 * <p><b>Demand.</b> When nobody has called {@link #takeReady} for five seconds, because the
 * connector is paused or the producer is stuck, nothing new is reserved: what waited here would
 * only use up its visibility timeout and its receive count.
 *
 * <p><b>Redelivery.</b> SQS delivers a message again when its visibility timeout passes, under the
 * same id with a new receipt handle. A message that is still held takes over the new handle and is
 * not produced a second time. One that was settled and deleted lately is deleted again.
 */
final class InFlightLedger {

  /** A message is one delivery history in one queue; a dead letter keeps its id in another. */
  private record Key(String queueUrl, String messageId) {}

  /** Ten times what {@code poll()} waits, and less than any useful visibility timeout. */
  private static final long DEMAND_NANOS = Duration.ofSeconds(5).toNanos();

  /** The keys that were added last, up to a number of them. */
  private static final class RecentKeys {
    private final Set<Key> keys = new LinkedHashSet<>();
    private final int capacity;

    RecentKeys(int capacity) {
      this.capacity = capacity;
    }

    boolean contains(Key key) {
      return keys.contains(key);
    }

    void add(Key key) {
      keys.remove(key);
      keys.add(key);
      if (keys.size() > capacity) {
        keys.remove(keys.iterator().next());
      }
    }
  }

  private final int maxMessages;
  private final long maxBytes;
  private final LongSupplier nanoClock;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition becameReady = lock.newCondition();
  private final Condition drained = lock.newCondition();
  private final Map<Key, InFlightMessage> messages = new HashMap<>();
  private final ArrayDeque<InFlightMessage> ready = new ArrayDeque<>();
  private final RecentKeys settledLately;
  private long bytes;
  private int largestBytes;
  private int reservations;
  private long lastTakeNanos;
  private int unfinished;
  private volatile Runnable roomListener = () -> {};

  /**
   * @param maxMessages the most messages to hold; at least ten
   * @param maxBytes the most bytes of bodies and attributes to hold
   * @param nanoClock a monotonic clock in nanoseconds
   */
  InFlightLedger(int maxMessages, long maxBytes, LongSupplier nanoClock) {
    this.maxMessages = maxMessages;
    this.maxBytes = maxBytes;
    this.nanoClock = nanoClock;
    this.lastTakeNanos = nanoClock.getAsLong();
    this.settledLately = new RecentKeys(maxMessages);
  }

  /** Sets what to run, outside the lock, each time there may be room for another receive. */
  void onRoom(Runnable listener) {
    roomListener = listener;
  }

  /**
   * Reserves room for one receive. Every {@code true} is answered by exactly one {@link #admit} or
   * {@link #cancelReservation}.
   *
   * @param first whether the queue has no other receive under way
   */
  boolean tryReserve(boolean first) {
    lock.lock();
    try {
      boolean demand = nanoClock.getAsLong() - lastTakeNanos < DEMAND_NANOS;
      if (!demand || !(first ? isBelowBound() : hasRoomForOneMore())) {
        return false;
      }
      reservations++;
      return true;
    } finally {
      lock.unlock();
    }
  }

  private boolean isBelowBound() {
    return messages.size() < maxMessages && bytes < maxBytes;
  }

  private boolean hasRoomForOneMore() {
    long reserved = (reservations + 1L) * SqsQueue.BATCH_LIMIT;
    return messages.size() + reserved <= maxMessages && bytes + reserved * largestBytes <= maxBytes;
  }

  /** Gives back a reservation whose receive brought nothing. */
  void cancelReservation() {
    lock.lock();
    try {
      reservations--;
    } finally {
      lock.unlock();
    }
  }

  /** Tells every queue that a reservation has ended: there may be room for a receive of its own. */
  void announceRoom() {
    roomListener.run();
  }

  /**
   * What a receive brought that was not held before.
   *
   * @param fresh for mapping
   * @param settledBefore settled already, for the {@link Deleter}: their first delete came too late
   *     or was refused
   */
  record Admission(List<InFlightMessage> fresh, List<InFlightMessage> settledBefore) {}

  /**
   * Takes in what a receive brought and ends its reservation.
   *
   * @param visibility how long SQS hides these messages, counted from now
   */
  Admission admit(SqsQueue queue, List<SqsMessage> received, Duration visibility) {
    long visibleAgain = nanoClock.getAsLong() + visibility.toNanos();
    Admission admission = new Admission(new ArrayList<>(received.size()), new ArrayList<>());
    lock.lock();
    try {
      reservations--;
      largestBytes -= largestBytes / 16; // one large body must not slow the task down for ever
      for (SqsMessage message : received) {
        Key key = new Key(queue.url(), message.id());
        InFlightMessage held = messages.get(key);
        if (held != null) {
          held.redelivered(message.receiptHandle(), visibleAgain);
        } else {
          add(key, new InFlightMessage(queue, message, visibleAgain), admission);
        }
      }
    } finally {
      lock.unlock();
    }
    return admission;
  }

  private void add(Key key, InFlightMessage added, Admission admission) {
    messages.put(key, added);
    bytes += added.bytes();
    largestBytes = Math.max(largestBytes, added.bytes());
    if (settledLately.contains(key)) {
      move(added, State.SETTLED);
      admission.settledBefore().add(added);
    } else {
      admission.fresh().add(added);
    }
  }

  /** Puts mapped messages into the buffer that {@code poll()} drains, in their order. */
  void ready(Collection<MappedMessage> mapped) {
    lock.lock();
    try {
      for (MappedMessage one : mapped) {
        InFlightMessage message = one.message();
        if (message.state == State.RECEIVED && holds(message)) {
          message.state = State.READY;
          message.record = one.record();
          ready.add(message);
        }
      }
      becameReady.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Hands over up to {@code max} records, waiting at most {@code wait} for the first. A message
   * whose visibility timeout has passed in the buffer is forgotten instead: SQS delivers it again,
   * perhaps to another task, and nothing of it was produced yet.
   */
  List<SourceRecord> takeReady(int max, Duration wait) throws InterruptedException {
    if (isDemandNews()) {
      roomListener.run();
    }
    List<SourceRecord> records;
    boolean room;
    lock.lockInterruptibly();
    try {
      long nanos = wait.toNanos();
      while (ready.isEmpty() && nanos > 0) {
        nanos = becameReady.awaitNanos(nanos);
      }
      int before = messages.size();
      records = dispatch(max);
      room = messages.size() < before;
      // Again, since the wait counts too; and a process that was frozen in it must be told as well.
      room |= noteDemand();
    } finally {
      lock.unlock();
    }
    if (room) {
      roomListener.run();
    }
    return records;
  }

  private boolean isDemandNews() {
    lock.lock();
    try {
      return noteDemand();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Notes that records are wanted; returns whether that is news, which somebody has to announce.
   */
  private boolean noteDemand() {
    long now = nanoClock.getAsLong();
    boolean news = now - lastTakeNanos >= DEMAND_NANOS;
    lastTakeNanos = now;
    return news;
  }

  private List<SourceRecord> dispatch(int max) {
    List<SourceRecord> records = new ArrayList<>(Math.min(max, ready.size()));
    long now = nanoClock.getAsLong();
    while (records.size() < max && !ready.isEmpty()) {
      InFlightMessage message = ready.remove();
      SourceRecord record = message.record;
      message.record = null; // Connect holds it from here on
      if (record == null || now - message.visibleAgainNanos >= 0) {
        remove(message);
      } else {
        move(message, State.DISPATCHED);
        records.add(record);
      }
    }
    return records;
  }

  /**
   * Marks a message as done with: its record was acknowledged, or its policy says that it is to be
   * deleted. The caller hands it to the {@link Deleter}.
   *
   * @return whether the message is held and was not settled before
   */
  boolean settle(InFlightMessage message) {
    lock.lock();
    try {
      if (!holds(message) || message.state == State.SETTLED) {
        return false;
      }
      move(message, State.SETTLED);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Marks a message as one for the dead letter queue; {@link #settle} follows once it is there.
   *
   * @return whether the message is held and nobody has dealt with it yet
   */
  boolean reject(InFlightMessage message) {
    lock.lock();
    try {
      boolean open = message.state == State.RECEIVED || message.state == State.DISPATCHED;
      if (!open || !holds(message)) {
        return false;
      }
      move(message, State.REJECTED);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The message held under this queue and id, or null: after a stop, an acknowledgement is late.
   */
  @Nullable InFlightMessage find(String queueUrl, String messageId) {
    lock.lock();
    try {
      return messages.get(new Key(queueUrl, messageId));
    } finally {
      lock.unlock();
    }
  }

  /**
   * Drops a message whose delete was answered from the books, unless it was delivered again
   * meanwhile.
   *
   * @param receiptHandle the one that the delete named
   * @return whether it was still the newest
   */
  boolean forgetIfHandleIs(InFlightMessage message, String receiptHandle) {
    lock.lock();
    try {
      if (!receiptHandle.equals(message.receiptHandle())) {
        return false;
      }
      remove(message);
    } finally {
      lock.unlock();
    }
    roomListener.run();
    return true;
  }

  /** Drops a message from the books that is left to its visibility timeout. */
  void forget(InFlightMessage message) {
    lock.lock();
    try {
      remove(message);
    } finally {
      lock.unlock();
    }
    roomListener.run();
  }

  /**
   * Takes everything that Connect never saw off the books, for giving it back to its queue.
   *
   * @return the messages that were received or ready
   */
  List<InFlightMessage> withdraw() {
    lock.lock();
    try {
      List<InFlightMessage> withdrawn = new ArrayList<>();
      for (InFlightMessage message : messages.values()) {
        if (message.state == State.RECEIVED || message.state == State.READY) {
          withdrawn.add(message);
        }
      }
      withdrawn.forEach(this::remove);
      ready.clear();
      return withdrawn;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until nothing is dispatched, rejected or settled any more: every record is acknowledged
   * and every message deleted.
   *
   * @return whether that came within {@code wait}
   */
  boolean awaitDrained(Duration wait) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long nanos = wait.toNanos();
      while (unfinished > 0 && nanos > 0) {
        nanos = drained.awaitNanos(nanos);
      }
      return unfinished == 0;
    } finally {
      lock.unlock();
    }
  }

  /** How many messages are held. */
  int size() {
    lock.lock();
    try {
      return messages.size();
    } finally {
      lock.unlock();
    }
  }

  /** How many bytes of bodies and attributes are held. */
  long bytes() {
    lock.lock();
    try {
      return bytes;
    } finally {
      lock.unlock();
    }
  }

  private boolean holds(InFlightMessage message) {
    return messages.get(key(message)) == message;
  }

  private void remove(InFlightMessage message) {
    if (messages.remove(key(message), message)) {
      bytes -= message.bytes();
      finish(message.state);
      if (message.state == State.SETTLED) {
        settledLately.add(key(message));
      }
    }
  }

  private void move(InFlightMessage message, State next) {
    unfinished++;
    finish(message.state);
    message.state = next;
  }

  /** Counts down for a state in which somebody is still at work for the message. */
  private void finish(State left) {
    if (left != State.RECEIVED && left != State.READY) {
      unfinished--;
      if (unfinished == 0) {
        drained.signalAll();
      }
    }
  }

  private static Key key(InFlightMessage message) {
    return new Key(message.queue().url(), message.message().id());
  }
}
