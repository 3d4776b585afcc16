package io.sealstream.connect.sqs;

import io.sealstream.connect.sqs.InFlightMessage.State;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * Every message of a task from its receipt to its confirmed delete: the facade of {@link Room},
 * {@link MessageGroups}, {@link Events}, {@link Deadlines} and {@link SettledLately}.
 *
 * <p><b>Threading.</b> Safe for use by any thread. One lock guards all state; it is held for map
 * and queue operations only, never for I/O and never while calling out. Only {@link #takeReady} and
 * {@link #awaitDrained} wait.
 *
 * <p><b>Bound.</b> See {@link Room}: what it has no room for is not received, and what does not fit
 * on arrival is not held.
 *
 * <p><b>Demand.</b> When nobody has called {@link #takeReady} for five seconds, because the
 * connector is paused or the producer is stuck, nothing new is reserved: what waited here would
 * only use up its visibility timeout and its receive count.
 *
 * <p><b>Redelivery.</b> SQS delivers a message again when its visibility timeout passes, under the
 * same id with a new receipt handle. A message that is still held takes over the new handle and is
 * not produced a second time. One that was settled and deleted lately is deleted again.
 *
 * <p><b>Order.</b> See {@link MessageGroups}.
 *
 * <p><b>Repetition.</b> An event that was sent twice: see {@link Events}.
 */
final class InFlightLedger {

  /** Ten times what {@code poll()} waits, and less than any useful visibility timeout. */
  private static final long DEMAND_NANOS = Duration.ofSeconds(5).toNanos();

  /**
   * SQS hides a message for twelve hours from its receipt at most; a little less, for the time that
   * the request takes.
   */
  private static final long CEILING_NANOS = Duration.ofHours(12).minusSeconds(30).toNanos();

  private final ToIntFunction<SqsMessage> sizeInBytes;
  private final LongSupplier nanoClock;

  /** For how long a message must still be hidden to be handed over; zero unless leases matter. */
  private final long leaseNanos;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition becameReady = lock.newCondition();
  private final Condition drained = lock.newCondition();
  private final Map<MessageKey, InFlightMessage> messages = new LinkedHashMap<>();
  private final ArrayDeque<InFlightMessage> ready = new ArrayDeque<>();
  private final MessageGroups groups = new MessageGroups();
  private final Deadlines deadlines = new Deadlines();
  private final Room room;
  private final Events events;
  private final SettledLately settledLately;
  private final List<InFlightMessage> orphans = new ArrayList<>();
  private final List<InFlightMessage> repetitions = new ArrayList<>();
  private long lastTakeNanos;
  private int unfinished;
  private volatile Runnable roomListener = () -> {};
  private volatile Consumer<List<InFlightMessage>> orphanListener = orphans -> {};
  private volatile Consumer<List<InFlightMessage>> repetitionListener = repetitions -> {};

  /**
   * @param room the bound; from here on guarded by this ledger's lock
   * @param sizeInBytes how much of the room a message takes
   * @param rememberSettled how many messages to know after their delete
   * @param nanoClock a clock in nanoseconds that never runs backwards
   */
  InFlightLedger(
      Room room,
      ToIntFunction<SqsMessage> sizeInBytes,
      int rememberSettled,
      LongSupplier nanoClock) {
    this(
        room,
        sizeInBytes,
        rememberSettled,
        nanoClock,
        Duration.ZERO,
        new Events(Duration.ZERO, nanoClock, System::currentTimeMillis));
  }

  /**
   * @param lease for how long a message must still be hidden to be handed over. If it is not zero,
   *     {@link #lapsed} can be relied on: a message counts as hidden only while nobody else can
   *     have received it
   * @param events which of them were produced, or are on their way
   */
  InFlightLedger(
      Room room,
      ToIntFunction<SqsMessage> sizeInBytes,
      int rememberSettled,
      LongSupplier nanoClock,
      Duration lease,
      Events events) {
    this.leaseNanos = lease.toNanos();
    this.events = events;
    this.room = room;
    this.sizeInBytes = sizeInBytes;
    this.nanoClock = nanoClock;
    this.lastTakeNanos = nanoClock.getAsLong();
    this.settledLately = new SettledLately(rememberSettled);
  }

  /** Sets what to run, outside the lock, each time there may be room for another receive. */
  void onRoom(Runnable listener) {
    roomListener = listener;
  }

  /**
   * Sets who takes, outside the lock, messages that were held and must be given back: one before
   * them in their message group left, and will be delivered again.
   */
  void onOrphans(Consumer<List<InFlightMessage>> listener) {
    orphanListener = listener;
  }

  /**
   * Sets who takes, outside the lock, messages that are settled because another one has brought
   * their event into the topic. They are for the {@link Deleter}.
   */
  void onRepetitions(Consumer<List<InFlightMessage>> listener) {
    repetitionListener = listener;
  }

  /**
   * Reserves room for one receive. Every reservation is ended by exactly one {@link #admit} or
   * {@link #cancel}.
   *
   * @return null while there is no room, or nobody wants records
   */
  Room.@Nullable Reservation tryReserve(SqsQueue queue) {
    return locked(
        () -> {
          Room.Reservation made = wanted() ? room.reserve(queue.url()) : null;
          return made == null ? null : made.madeAt(nanoClock.getAsLong());
        });
  }

  /** Whether records were asked for lately. */
  boolean isWanted() {
    return locked(this::wanted);
  }

  private boolean wanted() {
    return nanoClock.getAsLong() - lastTakeNanos < DEMAND_NANOS;
  }

  /** Gives back a reservation whose receive failed. */
  void cancel(Room.Reservation reservation) {
    lock.lock();
    try {
      room.end(reservation);
    } finally {
      lock.unlock();
    }
  }

  /** Tells every queue that a reservation has ended: there may be room for a receive of its own. */
  void announceRoom() {
    roomListener.run();
  }

  /**
   * What became of the messages that a receive brought, beside those that were held already.
   *
   * @param fresh for mapping
   * @param settledBefore settled already, for the {@link Deleter}: their first delete came too late
   *     or was refused
   * @param excess what there is no room for, to be given back; not held
   */
  record Admission(
      List<InFlightMessage> fresh,
      List<InFlightMessage> settledBefore,
      List<InFlightMessage> excess) {}

  /**
   * Takes in what a receive brought and ends its reservation.
   *
   * @param visibility how long SQS hides these messages, counted from now, or, where leases matter,
   *     from before the receive was sent: nobody knows when on the way SQS began to hide them
   */
  Admission admit(
      Room.Reservation reservation,
      SqsQueue queue,
      List<SqsMessage> received,
      Duration visibility) {
    Admission admission =
        new Admission(new ArrayList<>(received.size()), new ArrayList<>(), new ArrayList<>());
    long now = nanoClock.getAsLong();
    long hiddenSince = hasLeases() ? reservation.sinceNanos() : now;
    long visibleAgain = hiddenSince + visibility.toNanos();
    List<InFlightMessage> arrivals = new ArrayList<>(received.size());
    for (SqsMessage message : received) { // before the lock: what a message takes is read from it
      int size = sizeInBytes.applyAsInt(message);
      arrivals.add(new InFlightMessage(queue, message, size, now, visibleAgain, hiddenSince));
    }
    lock.lock();
    try {
      room.end(reservation);
      int largest = 0;
      for (InFlightMessage arrived : arrivals) {
        largest = Math.max(largest, arrived.bytes());
        InFlightMessage held = messages.get(arrived.key());
        if (held != null && hasLapsed(held, now) && held.isUnseenByConnect()) {
          leave(held); // Others may have produced it meanwhile, so it is looked up anew.
          held = null;
        }
        if (held == null) {
          take(arrived, admission);
        } else if (hasLapsed(held, now) && held.state == State.DISPATCHED) {
          held.hasReceipt(arrived.receiptHandle()); // Its lease stays lapsed, see above.
        } else {
          held.redelivered(arrived.receiptHandle(), now, visibleAgain);
          deadlines.add(held);
        }
      }
      room.learn(reservation, largest);
    } finally {
      lock.unlock();
    }
    if (hasLeases()) {
      callListeners(); // for what was behind a message whose lease had lapsed
    }
    return admission;
  }

  private boolean hasLeases() {
    return leaseNanos > 0;
  }

  /** Whether others may have received a message since this task did. */
  private boolean hasLapsed(InFlightMessage message, long now) {
    return hasLeases() && now - message.visibleAgainNanos >= 0;
  }

  /** Whether nobody else can have received a message since this task did. */
  boolean isHidden(InFlightMessage message) {
    return locked(() -> nanoClock.getAsLong() - message.visibleAgainNanos < 0);
  }

  /**
   * Whether a message may be made visible: where leases matter, not when somebody else may have
   * received it meanwhile, whose lease that would end.
   */
  boolean mayBeReleased(InFlightMessage message) {
    return locked(() -> !hasLapsed(message, nanoClock.getAsLong()));
  }

  /** How many of {@code these} may be received by others before a lease is over. */
  int lapsed(Collection<InFlightMessage> these) {
    return locked(
        () -> {
          long until = nanoClock.getAsLong() + leaseNanos;
          int late = 0;
          for (InFlightMessage message : these) {
            late += until - message.visibleAgainNanos >= 0 ? 1 : 0;
          }
          return late;
        });
  }

  private void take(InFlightMessage arrived, Admission admission) {
    // After one that does not fit, none of the same receive: it may be next in the same group.
    if (!admission.excess().isEmpty() || !room.admits(arrived.queue().url(), arrived.bytes())) {
      admission.excess().add(arrived);
      return;
    }
    messages.put(arrived.key(), arrived);
    deadlines.add(arrived);
    room.add(arrived.queue().url(), arrived.bytes());
    if (settledLately.contains(arrived.key())) {
      if (settledLately.isDeadLetter(arrived.key())) {
        arrived.becomeDeadLetter();
      }
      move(arrived, State.SETTLED);
      admission.settledBefore().add(arrived);
    } else {
      groups.add(arrived);
      admission.fresh().add(arrived);
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
          message.isEvent(one.event());
          if (groups.isFirst(message)) {
            ready.add(message);
          }
        }
      }
      becameReady.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Hands over up to {@code max} records, waiting at most {@code wait} for the first. A message
   * that is not hidden (for the lease) any more is forgotten instead: SQS delivers it again,
   * perhaps to another task, and nothing of it was produced yet. One whose event another message
   * has brought into the topic is settled; one whose event is on its way waits.
   */
  List<SourceRecord> takeReady(int max, Duration wait) throws InterruptedException {
    if (locked(this::noteDemand)) {
      roomListener.run();
    }
    List<SourceRecord> records;
    boolean news;
    lock.lockInterruptibly();
    try {
      long nanos = wait.toNanos();
      while (ready.isEmpty() && nanos > 0) {
        nanos = becameReady.awaitNanos(nanos);
      }
      int before = messages.size();
      records = dispatch(max);
      news = messages.size() < before || !repetitions.isEmpty();
      // Again, since the wait counts too; and a process that was frozen in it must be told as well.
      news |= noteDemand();
    } finally {
      lock.unlock();
    }
    if (news) {
      callListeners();
    }
    return records;
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
      if (record == null || !holds(message) || !groups.isFirst(message)) {
        continue; // It has left, or waits for its turn.
      }
      if (now + leaseNanos - message.visibleAgainNanos >= 0) {
        leave(message);
        continue;
      }
      switch (events.begin(message)) {
        case NOW -> {
          message.record = null; // Connect holds it from here on
          move(message, State.DISPATCHED);
          records.add(record);
        }
        case NEVER -> {
          message.record = null;
          settleHeld(message);
          repetitions.add(message);
        }
        case LATER -> {} // until what is on its way has ended
      }
    }
    return records;
  }

  /**
   * As {@link #settle}, for a message whose record Kafka has acknowledged: its event, if it has
   * one, is in the topic.
   */
  boolean acknowledge(InFlightMessage message) {
    lock.lock();
    try {
      events.produced(message);
      return settle(message);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Marks a message as done with: it is in the topic, or its policy says that it is to be deleted.
   * The caller hands it to the {@link Deleter}.
   *
   * @return whether the message is held and was not settled before
   */
  boolean settle(InFlightMessage message) {
    lock.lock();
    try {
      if (!holds(message) || message.state == State.SETTLED) {
        return false;
      }
      settleHeld(message);
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void settleHeld(InFlightMessage message) {
    move(message, State.SETTLED);
    InFlightMessage next = groups.settled(message);
    if (next != null) {
      ready.add(next);
      becameReady.signalAll();
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
      message.becomeDeadLetter();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Whether a message is held and was neither mapped nor rejected yet. */
  boolean awaitsRecord(InFlightMessage message) {
    return locked(() -> message.state == State.RECEIVED && holds(message));
  }

  /**
   * The message held under this queue and id, or null: after a stop, an acknowledgement is late.
   */
  @Nullable InFlightMessage find(String queueUrl, String messageId) {
    lock.lock();
    try {
      return messages.get(new MessageKey(queueUrl, messageId));
    } finally {
      lock.unlock();
    }
  }

  /** The message of a record that was just handed over. */
  InFlightMessage messageOf(SourceRecord record) {
    InFlightMessage message =
        find(
            String.valueOf(RecordMapper.queueUrlOf(record)),
            String.valueOf(RecordMapper.messageIdOf(record)));
    if (message == null) {
      throw new IllegalStateException("A message that was handed over is not held any more");
    }
    return message;
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
      leave(message);
    } finally {
      lock.unlock();
    }
    callListeners();
    return true;
  }

  /** Drops a message from the books that is left to its visibility timeout. */
  void forget(InFlightMessage message) {
    lock.lock();
    try {
      leave(message);
    } finally {
      lock.unlock();
    }
    callListeners();
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
        if (message.isUnseenByConnect()) {
          withdrawn.add(message);
        }
      }
      for (InFlightMessage message : withdrawn) {
        remove(message);
        groups.left(message); // What waits behind it is withdrawn too.
      }
      ready.clear();
      return withdrawn;
    } finally {
      lock.unlock();
    }
  }

  /**
   * What SQS would show to others before {@code remaining} has passed. Each message returned is
   * answered by {@link #renewed}, {@link #notRenewed} or {@link #lost}; until then it is not
   * returned again.
   *
   * @param max the most to return
   */
  List<InFlightMessage> startRenewal(SqsQueue queue, Duration remaining, int max) {
    return locked(
        () ->
            deadlines.startRenewal(queue.url(), nanoClock.getAsLong() + remaining.toNanos(), max));
  }

  /**
   * How long a message may be hidden from now on: for {@code visibility}, or until SQS's twelve
   * hours are over. Zero when that is no longer than it is hidden already.
   */
  Duration extension(InFlightMessage message, Duration visibility) {
    return locked(
        () -> {
          long now = nanoClock.getAsLong();
          Duration inAll = Duration.ofNanos(CEILING_NANOS - (now - message.receivedNanos));
          Duration extension = inAll.compareTo(visibility) < 0 ? inAll : visibility;
          Duration whole = Duration.ofSeconds(extension.toSeconds());
          boolean gains = now + whole.toNanos() - message.visibleAgainNanos > 0;
          return gains && !whole.isNegative() ? whole : Duration.ZERO;
        });
  }

  /**
   * A message is hidden for longer, unless it was delivered again meanwhile. Where leases matter,
   * an answer that came after the old one had lapsed proves nothing: others may have had the
   * message.
   *
   * @param receiptHandle the one that the request named
   * @param visibleAgainNanos until when, by this ledger's clock
   */
  void renewed(InFlightMessage message, String receiptHandle, long visibleAgainNanos) {
    lock.lock();
    try {
      if (holds(message) && hasLapsed(message, nanoClock.getAsLong())) {
        deadlines.remove(message);
      } else if (holds(message)) {
        if (receiptHandle.equals(message.receiptHandle())) {
          message.visibleAgainNanos = visibleAgainNanos;
        }
        deadlines.add(message);
      }
    } finally {
      lock.unlock();
    }
  }

  /** SQS hides this delivery no longer than it does already: there is nothing to renew any more. */
  void endRenewals(InFlightMessage message) {
    lock.lock();
    try {
      deadlines.remove(message);
    } finally {
      lock.unlock();
    }
  }

  /** A renewal failed for now: the message stays due. */
  void notRenewed(InFlightMessage message) {
    lock.lock();
    try {
      message.renewing = false;
    } finally {
      lock.unlock();
    }
  }

  /**
   * SQS does not know this delivery any more: others can receive the message. It is forgotten,
   * unless something is under way for it or it was delivered again meanwhile.
   *
   * @param receiptHandle the one that the request named
   * @return whether that is a loss: not where the message was delivered again, or its delete is
   *     under way or was answered, which tells more
   */
  boolean lost(InFlightMessage message, String receiptHandle) {
    boolean loss;
    lock.lock();
    try {
      if (!holds(message)) {
        return false;
      }
      boolean newest = receiptHandle.equals(message.receiptHandle());
      loss = newest && message.state != State.SETTLED;
      if (newest && hasLeases()) {
        message.visibleAgainNanos = nanoClock.getAsLong();
      }
      if (!newest) {
        deadlines.add(message);
      } else if (message.isUnseenByConnect()) {
        leave(message);
      } else {
        deadlines.remove(message);
      }
    } finally {
      lock.unlock();
    }
    callListeners();
    return loss;
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
    return locked(messages::size);
  }

  /** How many bytes of bodies, attributes and payloads in S3 are held, or about to be. */
  long bytes() {
    return locked(room::bytes);
  }

  /** How long ago the message came that is held for longest; zero when none is held. */
  Duration oldestAge() {
    return locked(
        () ->
            messages.values().stream()
                .findFirst()
                .map(oldest -> Duration.ofNanos(nanoClock.getAsLong() - oldest.heldSinceNanos()))
                .orElse(Duration.ZERO));
  }

  private <T extends @Nullable Object> T locked(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  private void callListeners() {
    List<InFlightMessage> left = new ArrayList<>();
    List<InFlightMessage> repeated = new ArrayList<>();
    lock.lock();
    try {
      left.addAll(orphans);
      orphans.clear();
      repeated.addAll(repetitions);
      repetitions.clear();
    } finally {
      lock.unlock();
    }
    if (!left.isEmpty()) {
      orphanListener.accept(left);
    }
    if (!repeated.isEmpty()) {
      repetitionListener.accept(repeated);
    }
    roomListener.run();
  }

  private boolean holds(InFlightMessage message) {
    return messages.get(message.key()) == message;
  }

  /** A message leaves the books; if it is not settled, so does what waits behind it. */
  private void leave(InFlightMessage message) {
    if (!remove(message)) {
      return;
    }
    if (message.state == State.SETTLED) {
      settledLately.add(message.key(), message.isDeadLetter());
    } else {
      List<InFlightMessage> behind = groups.left(message);
      behind.forEach(this::remove);
      long now = nanoClock.getAsLong();
      behind.stream().filter(waiting -> !hasLapsed(waiting, now)).forEach(orphans::add);
    }
  }

  private boolean remove(InFlightMessage message) {
    if (!messages.remove(message.key(), message)) {
      return false;
    }
    room.remove(message.queue().url(), message.bytes());
    deadlines.remove(message);
    finish(message);
    return true;
  }

  private void move(InFlightMessage message, State next) {
    unfinished++;
    finish(message);
    message.state = next;
  }

  /** A message leaves its state: counts down for one in which somebody was at work for it. */
  private void finish(InFlightMessage message) {
    if (message.isUnseenByConnect()) {
      return;
    }
    unfinished--;
    if (unfinished == 0) {
      drained.signalAll();
    }
    if (message.state == State.DISPATCHED) {
      List<InFlightMessage> waiting = events.ended(message);
      ready.addAll(waiting);
      if (!waiting.isEmpty()) {
        becameReady.signalAll();
      }
    }
  }
}
