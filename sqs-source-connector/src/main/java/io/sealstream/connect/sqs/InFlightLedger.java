package io.sealstream.connect.sqs;

import io.sealstream.connect.sqs.InFlightMessage.State;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
 * <p><b>Bound.</b> A receive may start only when {@link #tryReserve} found room for ten messages,
 * of the largest size seen so far, beside all that is held or reserved. So the number of messages
 * is never exceeded, and the bytes only by the first bodies that are larger than any before.
 *
 * <p><b>Redelivery.</b> SQS delivers a message again when its visibility timeout passes, under the
 * same id with a new receipt handle. A message that is still held takes over the new handle and is
 * not produced a second time.
 */
final class InFlightLedger {

  /** A message is one delivery history in one queue; a dead letter keeps its id in another. */
  private record Key(String queueUrl, String messageId) {}

  private final int maxMessages;
  private final long maxBytes;
  private final LongSupplier nanoClock;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition readyOrClosed = lock.newCondition();
  private final Condition drained = lock.newCondition();
  private final Map<Key, InFlightMessage> messages = new HashMap<>();
  private final ArrayDeque<InFlightMessage> ready = new ArrayDeque<>();
  private long bytes;
  private int largestBytes;
  private int reservations;
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
  }

  /** Sets what to run, outside the lock, each time a message was forgotten. */
  void onRoom(Runnable listener) {
    roomListener = listener;
  }

  /**
   * Reserves room for one receive. Every {@code true} is answered by exactly one {@link #admit} or
   * {@link #cancelReservation}.
   */
  boolean tryReserve() {
    lock.lock();
    try {
      long batch = SqsQueue.BATCH_LIMIT;
      boolean room =
          messages.size() + (reservations + 1) * batch <= maxMessages
              && bytes + (reservations + 1) * batch * largestBytes <= maxBytes;
      // A bound smaller than ten of the largest bodies must slow the task down, not stop it.
      boolean alone = messages.isEmpty() && reservations == 0;
      if (!room && !alone) {
        return false;
      }
      reservations++;
      return true;
    } finally {
      lock.unlock();
    }
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

  /**
   * Takes in what a receive brought and ends its reservation.
   *
   * @param visibility how long SQS hides these messages, counted from now
   * @return the messages that are new, for mapping; the others are held already
   */
  List<InFlightMessage> admit(SqsQueue queue, List<SqsMessage> received, Duration visibility) {
    long visibleAgain = nanoClock.getAsLong() + visibility.toNanos();
    List<InFlightMessage> fresh = new ArrayList<>(received.size());
    lock.lock();
    try {
      reservations--;
      for (SqsMessage message : received) {
        Key key = new Key(queue.url(), message.id());
        InFlightMessage held = messages.get(key);
        if (held != null) {
          held.redelivered(message.receiptHandle(), visibleAgain);
          continue;
        }
        InFlightMessage added = new InFlightMessage(queue, message, visibleAgain);
        messages.put(key, added);
        bytes += added.bytes();
        largestBytes = Math.max(largestBytes, added.bytes());
        fresh.add(added);
      }
      return fresh;
    } finally {
      lock.unlock();
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
      readyOrClosed.signalAll();
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
    List<SourceRecord> records;
    int forgotten;
    lock.lockInterruptibly();
    try {
      long nanos = wait.toNanos();
      while (ready.isEmpty() && nanos > 0) {
        nanos = readyOrClosed.awaitNanos(nanos);
      }
      int before = messages.size();
      records = dispatch(max);
      forgotten = before - messages.size();
    } finally {
      lock.unlock();
    }
    if (forgotten > 0) {
      roomListener.run();
    }
    return records;
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

  /** Marks a message as one for the dead letter queue; {@link #settle} follows once it is there. */
  void reject(InFlightMessage message) {
    lock.lock();
    try {
      if (holds(message)) {
        move(message, State.REJECTED);
      }
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

  /** Drops a message from the books: deleted for sure, or left to its visibility timeout. */
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
