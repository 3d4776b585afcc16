package io.sealstream.connect.sqs;

import io.sealstream.connect.sqs.SqsQueue.EntryFailure;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Deletes settled messages from SQS, ten a request: a full batch at once, a smaller one when its
 * oldest message has waited for the linger. An entry that SQS refused for now is tried again after
 * a backoff; while request after request fails, nothing new is sent. A message is forgotten only
 * when its delete is confirmed, or refused for good.
 *
 * <p>{@link #delete} and {@link #hurry} may be called by any thread, are O(1) and never block; all
 * other state is confined to the engine's thread.
 */
final class Deleter {

  private static final int FEWEST_CONCURRENT_BATCHES = 64;

  private record Pending(InFlightMessage message, long sinceNanos) {}

  private final InFlightLedger ledger;
  private final Engine engine;
  private final Retry retry;
  private final Trouble refusals;
  private final Consumer<InFlightMessage> afterDelete;
  private final LongSupplier nanoClock;
  private final long lingerNanos;
  private final int maxConcurrentBatches;

  private final Queue<Pending> inbox = new ConcurrentLinkedQueue<>();
  private final AtomicInteger arrivals = new AtomicInteger();
  private final AtomicBoolean timerSet = new AtomicBoolean();
  private volatile boolean hurried;

  private final Map<SqsQueue, ArrayDeque<Pending>> pending = new LinkedHashMap<>();
  private final List<InFlightMessage> toRetry = new ArrayList<>();
  private int outstanding;
  private int failedInRow;
  private int roundsFailed;
  private boolean retryScheduled;
  private boolean paused;

  /**
   * @param refusals where deletes are counted that SQS refused for good
   * @param afterDelete told on the engine's thread of each message whose delete SQS confirmed
   * @param maxConcurrentBatches how many batches may be under way; see {@link #concurrency}
   */
  Deleter(
      InFlightLedger ledger,
      Engine engine,
      Retry retry,
      Trouble refusals,
      Consumer<InFlightMessage> afterDelete,
      LongSupplier nanoClock,
      Duration linger,
      int maxConcurrentBatches) {
    this.ledger = ledger;
    this.engine = engine;
    this.retry = retry;
    this.refusals = refusals;
    this.afterDelete = afterDelete;
    this.nanoClock = nanoClock;
    this.lingerNanos = linger.toNanos();
    this.maxConcurrentBatches = maxConcurrentBatches;
  }

  /**
   * How many batches a task needs at once: as many as it has receives, since both carry ten
   * messages a round trip, and with fewer the deletes would hold the receives back at any latency.
   */
  static int concurrency(int receives) {
    return Math.max(FEWEST_CONCURRENT_BATCHES, receives);
  }

  /** Takes over a message that the ledger has settled. */
  void delete(InFlightMessage settled) {
    inbox.add(new Pending(settled, nanoClock.getAsLong()));
    if (hurried || arrivals.incrementAndGet() % SqsQueue.BATCH_LIMIT == 0) {
      engine.execute(this::sendBatches);
    }
    if (timerSet.compareAndSet(false, true)) {
      engine.schedule(this::lingerOver, Duration.ofNanos(lingerNanos));
    }
  }

  /** From now on no message lingers, nor waits for the end of a backoff: the task is stopping. */
  void hurry() {
    hurried = true;
    engine.execute(this::tryAgain);
  }

  private void lingerOver() {
    timerSet.set(false);
    sendBatches();
  }

  private void sendBatches() {
    for (Pending next = inbox.poll(); next != null; next = inbox.poll()) {
      pending.computeIfAbsent(next.message().queue(), queue -> new ArrayDeque<>()).add(next);
    }
    long now = nanoClock.getAsLong();
    while (!paused && outstanding < maxConcurrentBatches) {
      ArrayDeque<Pending> next = longestWaiting(now);
      if (next == null) {
        break;
      }
      sendBatch(next);
    }
    scheduleNextLinger(now);
  }

  /** Of the queues that have a batch to send, the one that has waited for longest. */
  private @Nullable ArrayDeque<Pending> longestWaiting(long now) {
    ArrayDeque<Pending> longest = null;
    long shortestLeft = Long.MAX_VALUE;
    for (ArrayDeque<Pending> waiting : pending.values()) {
      Pending oldest = waiting.peek();
      if (oldest != null && isDue(waiting, now) && lingerLeft(oldest, now) < shortestLeft) {
        longest = waiting;
        shortestLeft = lingerLeft(oldest, now);
      }
    }
    return longest;
  }

  private void sendBatch(ArrayDeque<Pending> waiting) {
    SqsQueue queue = waiting.element().message().queue();
    List<InFlightMessage> batch = new ArrayList<>(SqsQueue.BATCH_LIMIT);
    while (batch.size() < SqsQueue.BATCH_LIMIT && !waiting.isEmpty()) {
      batch.add(waiting.remove().message());
    }
    send(queue, batch);
  }

  private boolean isDue(ArrayDeque<Pending> waiting, long now) {
    Pending oldest = waiting.peek();
    return oldest != null
        && (waiting.size() >= SqsQueue.BATCH_LIMIT || hurried || lingerLeft(oldest, now) <= 0);
  }

  private long lingerLeft(Pending one, long now) {
    return lingerNanos - (now - one.sinceNanos());
  }

  /** What is due already waits for a free slot or the end of a backoff, not for time. */
  private void scheduleNextLinger(long now) {
    long shortest = Long.MAX_VALUE;
    for (ArrayDeque<Pending> waiting : pending.values()) {
      Pending oldest = waiting.peek();
      long left = oldest == null ? 0 : lingerLeft(oldest, now);
      if (left > 0) {
        shortest = Math.min(shortest, left);
      }
    }
    if (shortest != Long.MAX_VALUE && timerSet.compareAndSet(false, true)) {
      engine.schedule(this::lingerOver, Duration.ofNanos(shortest));
    }
  }

  private void send(SqsQueue queue, List<InFlightMessage> batch) {
    outstanding++;
    List<String> handles = batch.stream().map(InFlightMessage::receiptHandle).toList();
    queue
        .delete(handles)
        .whenComplete(
            (failures, error) ->
                engine.execute(() -> answered(queue, batch, handles, failures, error)));
  }

  private void answered(
      SqsQueue queue,
      List<InFlightMessage> batch,
      List<String> handles,
      @Nullable List<EntryFailure> failures,
      @Nullable Throwable error) {
    outstanding--;
    if (error != null || failures == null) {
      toRetry.addAll(batch);
      failed(error != null ? error : new IllegalStateException("no answer"));
    } else {
      failedInRow = 0;
      settleAccounts(queue, batch, handles, failures);
    }
    sendBatches();
  }

  private void settleAccounts(
      SqsQueue queue,
      List<InFlightMessage> batch,
      List<String> handles,
      List<EntryFailure> failures) {
    Map<Integer, EntryFailure> failed = EntryFailure.byIndex(failures);
    int refused = 0;
    for (int i = 0; i < batch.size(); i++) {
      InFlightMessage message = batch.get(i);
      EntryFailure why = failed.get(i);
      if (why != null && why.retriable()) {
        toRetry.add(message);
        refused++;
      } else if (!ledger.forgetIfHandleIs(message, handles.get(i))) {
        // Delivered again meanwhile: only the newest receipt handle deletes it for sure.
        requeue(message);
      } else if (why != null) {
        refusals.happened("queue " + queue.name() + " answered " + why.code());
      } else {
        afterDelete.accept(message);
      }
    }
    if (refused > 0) {
      retryLater(refused + " of " + batch.size() + " entries of a batch were refused");
    } else {
      roundsFailed = 0;
    }
  }

  /** A whole request failed. When several in a row did, nothing new is sent for a while. */
  private void failed(Throwable error) {
    failedInRow++;
    paused |= failedInRow >= Retry.FAILURES_THAT_STOP;
    if (!retryScheduled) {
      retryScheduled = true;
      retry.after(error, ++roundsFailed, this::tryAgain);
    }
  }

  private void retryLater(String why) {
    if (!retryScheduled) {
      retryScheduled = true;
      retry.later(why, ++roundsFailed, this::tryAgain);
    }
  }

  private void tryAgain() {
    retryScheduled = false;
    paused = false;
    toRetry.forEach(this::requeue);
    toRetry.clear();
    sendBatches();
  }

  /** Back into the queue, its linger over: it has waited before. */
  private void requeue(InFlightMessage message) {
    inbox.add(new Pending(message, nanoClock.getAsLong() - lingerNanos));
  }
}
