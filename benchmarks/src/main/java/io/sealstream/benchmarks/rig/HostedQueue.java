package io.sealstream.benchmarks.rig;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A queue that many connections use at once, with the long polls that wait for it.
 *
 * <p>Thread-safe: one lock, held for microseconds and never around a callback, an answer or another
 * queue. Long polls are parked and answered, first come first served, by whoever brings a message
 * (a send, a release, a delete that unlocks a FIFO group), or by an alarm on the rig's time when a
 * message becomes visible or a poll's time is over.
 */
final class HostedQueue {

  private final String name;
  private final RigTime time;
  private final Object lock = new Object();
  private final QueueEngine engine;
  private final Set<LongPoll> polls = new LinkedHashSet<>();
  private final DeadLetterTarget deadLetters;
  private final LongAdder requests = new LongAdder();

  /** When the next alarm is set for. */
  private long alarmAt = Long.MAX_VALUE;

  HostedQueue(String name, QueueEngine engine, RigTime time, DeadLetterTarget deadLetters) {
    this.name = name;
    this.engine = engine;
    this.time = time;
    this.deadLetters = deadLetters;
  }

  /** The queues that a redrive policy may name. */
  interface DeadLetterTarget {

    /** Whether there is such a queue. Without it messages stay where they are. */
    boolean exists(String targetName);

    /** Takes what a redrive policy moves; called without a lock. */
    void accept(String targetName, List<StoredMessage> messages, String sourceArn);
  }

  /**
   * What a receive asks for.
   *
   * @param visibilitySeconds null is the queue's own
   * @param waitSeconds null is the queue's own; 0 does not wait
   */
  record ReceiveOrder(
      int max, @Nullable Integer visibilitySeconds, @Nullable Integer waitSeconds) {}

  /** A receive that waits. */
  private static final class LongPoll {
    final ReceiveOrder order;
    final long deadline;
    final Consumer<List<Delivery>> answer;

    LongPoll(ReceiveOrder order, long deadline, Consumer<List<Delivery>> answer) {
      this.order = order;
      this.deadline = deadline;
      this.answer = answer;
    }
  }

  /** A poll and what it got, to be told when the lock is free again. */
  private record Served(LongPoll poll, List<Delivery> deliveries) {}

  String name() {
    return name;
  }

  void countRequest() {
    requests.increment();
  }

  String arn() {
    return engine.arn();
  }

  QueueAttributes attributes() {
    synchronized (lock) {
      return engine.attributes();
    }
  }

  void changeAttributes(Map<String, String> changes) {
    synchronized (lock) {
      engine.attributes(engine.attributes().with(changes));
    }
  }

  /** Stores a message and tells the sender. */
  SendReceipt send(RigMessage message, boolean checkDuplicates) {
    return change(() -> engine.send(message, checkDuplicates, time.millis()));
  }

  void takeOver(List<StoredMessage> messages, String sourceArn) {
    change(
        () -> {
          engine.takeOver(messages, sourceArn);
          return messages;
        });
  }

  void delete(String handle) {
    change(
        () -> {
          engine.delete(handle, time.millis());
          return handle;
        });
  }

  void changeVisibility(String handle, int seconds) {
    change(
        () -> {
          engine.changeVisibility(handle, seconds, time.millis());
          return handle;
        });
  }

  void purge() {
    change(
        () -> {
          engine.purge();
          return engine;
        });
  }

  /** Answers the receives that wait with nothing; for a queue that is deleted. */
  void close() {
    List<Served> served = new ArrayList<>();
    synchronized (lock) {
      polls.forEach(poll -> served.add(new Served(poll, List.of())));
      polls.clear();
    }
    finish(served, new Outbox());
  }

  QueueCounts counts() {
    synchronized (lock) {
      return engine.counts(time.millis(), requests.sum());
    }
  }

  List<RigMessage> messages() {
    synchronized (lock) {
      return engine.messages();
    }
  }

  /**
   * Receives now, or parks until there is something.
   *
   * @param answer called once, on this thread or another, without the lock
   * @return ends a parked receive without an answer; does nothing when it was answered
   * @throws SqsException OverLimit
   */
  Runnable receive(ReceiveOrder order, Consumer<List<Delivery>> answer) {
    List<Served> served = new ArrayList<>(1);
    Outbox outbox = new Outbox();
    LongPoll poll;
    synchronized (lock) {
      Integer asked = order.waitSeconds();
      int wait = asked == null ? engine.attributes().waitSeconds() : asked;
      long now = time.millis();
      poll = new LongPoll(order, now + wait * 1000L, answer);
      List<Delivery> deliveries = take(poll, wait == 0, now, outbox);
      if (!deliveries.isEmpty() || wait == 0) {
        served.add(new Served(poll, deliveries));
      } else {
        polls.add(poll);
        setAlarm(now);
      }
    }
    finish(served, outbox);
    return () -> cancel(poll);
  }

  private void cancel(LongPoll poll) {
    synchronized (lock) {
      polls.remove(poll);
    }
  }

  private <T> T change(Supplier<T> action) {
    List<Served> served = new ArrayList<>(0);
    Outbox outbox = new Outbox();
    T result;
    synchronized (lock) {
      result = action.get();
      serve(served, outbox);
    }
    finish(served, outbox);
    return result;
  }

  private void serve(Collection<Served> served, Outbox outbox) {
    if (polls.isEmpty()) {
      return;
    }
    long now = time.millis();
    Iterator<LongPoll> waiting = polls.iterator();
    while (waiting.hasNext()) {
      LongPoll poll = waiting.next();
      List<Delivery> deliveries = take(poll, false, now, outbox);
      if (deliveries.isEmpty()) {
        break;
      }
      waiting.remove();
      served.add(new Served(poll, deliveries));
    }
    setAlarm(now);
  }

  private List<Delivery> take(LongPoll poll, boolean shortPoll, long now, Outbox outbox) {
    Integer asked = poll.order.visibilitySeconds();
    int visibility = asked == null ? engine.attributes().visibilitySeconds() : asked;
    QueueAttributes.Redrive redrive = redrive();
    QueueEngine.Received received =
        engine.receive(poll.order.max(), visibility, redrive, shortPoll, now);
    outbox.add(received.exhausted(), redrive);
    return received.deliveries();
  }

  private QueueAttributes.@Nullable Redrive redrive() {
    QueueAttributes.Redrive redrive = engine.attributes().redrive();
    return redrive != null && deadLetters.exists(redrive.targetName()) ? redrive : null;
  }

  private void setAlarm(long now) {
    if (polls.isEmpty()) {
      return;
    }
    long next = engine.nextChange();
    for (LongPoll poll : polls) {
      next = Math.min(next, poll.deadline);
    }
    if (next < alarmAt) {
      alarmAt = next;
      long plannedFor = next;
      time.schedule(Math.max(0, next - now), () -> alarm(plannedFor));
    }
  }

  private void alarm(long plannedFor) {
    List<Served> served = new ArrayList<>(1);
    Outbox outbox = new Outbox();
    synchronized (lock) {
      long now = time.millis();
      if (now >= alarmAt) {
        alarmAt = Long.MAX_VALUE;
        serve(served, outbox);
        endPolls(now, served);
        setAlarm(now);
      } else if (plannedFor == alarmAt) {
        // Early by a fraction of a millisecond. The alarm of an earlier plan just ends.
        time.schedule(alarmAt - now, () -> alarm(plannedFor));
      }
    }
    finish(served, outbox);
  }

  private void endPolls(long now, List<Served> served) {
    polls.removeIf(
        poll -> {
          boolean over = poll.deadline <= now;
          if (over) {
            served.add(new Served(poll, List.of()));
          }
          return over;
        });
  }

  private void finish(List<Served> served, Outbox outbox) {
    served.forEach(s -> s.poll.answer.accept(s.deliveries));
    if (outbox.target != null) {
      deadLetters.accept(outbox.target, outbox.messages, arn());
    }
  }

  /** Messages on their way to the dead letter queue. */
  private static final class Outbox {
    private final List<StoredMessage> messages = new ArrayList<>(0);
    private @Nullable String target;

    void add(List<StoredMessage> exhausted, QueueAttributes.@Nullable Redrive redrive) {
      if (redrive != null && !exhausted.isEmpty()) {
        target = redrive.targetName();
        messages.addAll(exhausted);
      }
    }
  }
}
