package io.sealstream.connect.sqs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * Looks up whether received messages are in the topic already: those go to be deleted, the others
 * on. The committed ids are read after the receipt of everything that is looked up with them; what
 * is received during a read waits for the next.
 *
 * <p>{@link #lookUp} and {@link #close} may be called by any thread; all other state is confined to
 * the thread of the engine that is passed, which a read blocks.
 */
final class IdLookup {

  /**
   * At least from the beginning of one read to that of the next: a read costs the worker and the
   * broker about as much for one message as for hundreds.
   */
  private static final Duration PACE = Duration.ofMillis(50);

  private final Map<String, CommittedIds> committed;
  private final Map<String, CommittedIdRing> rings;
  private final int task;
  private final InFlightLedger ledger;
  private final Engine engine;
  private final TaskFailure failure;
  private final SourceMetrics metrics;
  private final LongSupplier nanoClock;
  private final long longestNanos;
  private final Consumer<InFlightMessage> produced;
  private final Consumer<List<InFlightMessage>> fresh;

  private final Queue<List<InFlightMessage>> inbox = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final Set<String> restored = new HashSet<>();
  private boolean begunBefore;
  private long begunNanos;
  private volatile boolean closed;

  /**
   * @param committed what is known, by the queue's URL
   * @param rings this task's own, restored when their queue is read first
   * @param engine of which nobody else uses the thread
   * @param longestNanos how long after SQS hid it a message may be looked up at most: ids are kept
   *     for so much longer than the window
   * @param produced takes a message that is in the topic and still held
   * @param fresh takes those that are not, in the order of their receipts
   */
  IdLookup(
      Map<String, CommittedIds> committed,
      Map<String, CommittedIdRing> rings,
      int task,
      InFlightLedger ledger,
      Engine engine,
      TaskFailure failure,
      SourceMetrics metrics,
      LongSupplier nanoClock,
      long longestNanos,
      Consumer<InFlightMessage> produced,
      Consumer<List<InFlightMessage>> fresh) {
    this.committed = committed;
    this.rings = rings;
    this.task = task;
    this.ledger = ledger;
    this.engine = engine;
    this.failure = failure;
    this.metrics = metrics;
    this.nanoClock = nanoClock;
    this.longestNanos = longestNanos;
    this.produced = produced;
    this.fresh = fresh;
  }

  /** Takes over messages that one receive brought. */
  void lookUp(List<InFlightMessage> received) {
    if (!received.isEmpty()) {
      inbox.add(received);
      if (scheduled.compareAndSet(false, true)) {
        engine.execute(this::lookUpInTime);
      }
    }
  }

  /** Ends it: a read that Connect aborts from now on is no failure. */
  void close() {
    closed = true;
  }

  private void lookUpInTime() {
    long left = begunNanos + PACE.toNanos() - nanoClock.getAsLong();
    if (begunBefore && left > 0) {
      engine.schedule(this::lookUpWaiting, Duration.ofNanos(left));
    } else {
      lookUpWaiting();
    }
  }

  private void lookUpWaiting() {
    scheduled.set(false);
    List<InFlightMessage> waiting = new ArrayList<>();
    Set<String> queues = new HashSet<>();
    for (List<InFlightMessage> next = inbox.poll(); next != null; next = inbox.poll()) {
      waiting.addAll(next);
      queues.add(next.get(0).queue().url());
    }
    begunNanos = nanoClock.getAsLong();
    begunBefore = true;
    try {
      queues.forEach(this::read);
    } catch (ConnectException e) {
      if (!closed) {
        failure.set(
            new ConnectException("The committed message ids cannot be read: " + e.getMessage(), e));
      }
      return;
    }
    metrics.lookedUp(nanoClock.getAsLong() - begunNanos);
    pass(waiting);
  }

  private void read(String queueUrl) {
    CommittedIds ids = of(committed, queueUrl);
    ids.read();
    if (restored.add(queueUrl)) {
      of(rings, queueUrl).restore(ids.slots(task));
    }
  }

  private void pass(List<InFlightMessage> waiting) {
    List<InFlightMessage> notThere = new ArrayList<>(waiting.size());
    long now = nanoClock.getAsLong();
    int suppressed = 0;
    for (InFlightMessage message : waiting) {
      String queueUrl = message.queue().url();
      if (of(committed, queueUrl).find(message.shortId()) != null) {
        suppressed++;
        produced.accept(message);
      } else if (now - message.hiddenSinceNanos() >= longestNanos) {
        ledger.forget(message); // Its id may have been listed and dropped again meanwhile.
      } else {
        notThere.add(message);
      }
    }
    metrics.suppressed(suppressed);
    fresh.accept(notThere);
  }

  private static <T> T of(Map<String, T> byQueue, String queueUrl) {
    T value = byQueue.get(queueUrl);
    if (value == null) {
      throw new IllegalStateException("Not a queue of this task: " + queueUrl);
    }
    return value;
  }
}
