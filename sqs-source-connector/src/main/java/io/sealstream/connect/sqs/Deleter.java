package io.sealstream.connect.sqs;

import io.sealstream.connect.sqs.SqsQueue.EntryFailure;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes settled messages from SQS, ten a request: a full batch at once, a smaller one when its
 * oldest message has waited for the linger. An entry that SQS refused for now is tried again; a
 * message is forgotten only when its delete is confirmed.
 *
 * <p>{@link #delete} may be called by any thread, is O(1) and never blocks; all other state is
 * confined to the engine's thread.
 */
final class Deleter {

  private static final Logger log = LoggerFactory.getLogger(Deleter.class);

  /** Enough to keep up with the receives at any latency, and a bound on connections. */
  static final int MAX_CONCURRENT_BATCHES = 32;

  private record Pending(InFlightMessage message, long sinceNanos) {}

  private final InFlightLedger ledger;
  private final Engine engine;
  private final Retry retry;
  private final TaskFailure failure;
  private final LongSupplier nanoClock;
  private final Duration linger;

  private final Queue<Pending> inbox = new ConcurrentLinkedQueue<>();
  private final AtomicInteger arrivals = new AtomicInteger();
  private final AtomicBoolean timerSet = new AtomicBoolean();

  private final Map<SqsQueue, ArrayDeque<Pending>> pending = new LinkedHashMap<>();
  private int outstanding;
  private int failuresInRow;
  private boolean hurried;

  Deleter(
      InFlightLedger ledger,
      Engine engine,
      Retry retry,
      TaskFailure failure,
      LongSupplier nanoClock,
      Duration linger) {
    this.ledger = ledger;
    this.engine = engine;
    this.retry = retry;
    this.failure = failure;
    this.nanoClock = nanoClock;
    this.linger = linger;
  }

  /** Takes over a message that the ledger has settled. */
  void delete(InFlightMessage settled) {
    inbox.add(new Pending(settled, nanoClock.getAsLong()));
    if (arrivals.incrementAndGet() % SqsQueue.BATCH_LIMIT == 0) {
      engine.execute(this::sendBatches);
    }
    if (timerSet.compareAndSet(false, true)) {
      engine.schedule(this::lingerOver, linger);
    }
  }

  /** From now on no message lingers: the task is stopping. */
  void hurry() {
    engine.execute(
        () -> {
          hurried = true;
          sendBatches();
        });
  }

  private void lingerOver() {
    timerSet.set(false);
    sendBatches();
    Duration rest = untilOldestIsDue();
    if (rest != null && timerSet.compareAndSet(false, true)) {
      engine.schedule(this::lingerOver, rest);
    }
  }

  private void sendBatches() {
    for (Pending next = inbox.poll(); next != null; next = inbox.poll()) {
      pending.computeIfAbsent(next.message().queue(), queue -> new ArrayDeque<>()).add(next);
    }
    pending.forEach(this::sendBatches);
  }

  private void sendBatches(SqsQueue queue, ArrayDeque<Pending> waiting) {
    while (outstanding < MAX_CONCURRENT_BATCHES && !failure.isSet() && isDue(waiting)) {
      List<InFlightMessage> batch = new ArrayList<>(SqsQueue.BATCH_LIMIT);
      while (batch.size() < SqsQueue.BATCH_LIMIT && !waiting.isEmpty()) {
        batch.add(waiting.remove().message());
      }
      send(queue, batch);
    }
  }

  private boolean isDue(ArrayDeque<Pending> waiting) {
    Pending oldest = waiting.peek();
    return oldest != null
        && (waiting.size() >= SqsQueue.BATCH_LIMIT || hurried || lingerLeft(oldest) <= 0);
  }

  private long lingerLeft(Pending one) {
    return linger.toNanos() - (nanoClock.getAsLong() - one.sinceNanos());
  }

  /** The shortest linger that is left; null when nothing waits for time, but for a free slot. */
  private @Nullable Duration untilOldestIsDue() {
    long shortest = Long.MAX_VALUE;
    for (ArrayDeque<Pending> waiting : pending.values()) {
      Pending oldest = waiting.peek();
      long left = oldest == null ? 0 : lingerLeft(oldest);
      if (left > 0) {
        shortest = Math.min(shortest, left);
      }
    }
    return shortest == Long.MAX_VALUE ? null : Duration.ofNanos(shortest);
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
      Throwable cause = error != null ? error : new IllegalStateException("no answer");
      retry.after(cause, ++failuresInRow, () -> again(batch));
    } else {
      settleAccounts(queue, batch, handles, failures);
    }
    sendBatches();
  }

  private void settleAccounts(
      SqsQueue queue,
      List<InFlightMessage> batch,
      List<String> handles,
      List<EntryFailure> failures) {
    Map<Integer, EntryFailure> failed = new HashMap<>();
    failures.forEach(failure -> failed.put(failure.index(), failure));
    List<InFlightMessage> refused = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      InFlightMessage message = batch.get(i);
      EntryFailure why = failed.get(i);
      if (why != null && why.retriable()) {
        refused.add(message);
      } else if (!handles.get(i).equals(message.receiptHandle())) {
        // Delivered again meanwhile: only the newest receipt handle deletes it for sure.
        inbox.add(new Pending(message, nanoClock.getAsLong() - linger.toNanos()));
      } else {
        if (why != null) {
          log.warn(
              "Queue {} refused to delete message {} ({}): it will be delivered again",
              queue.name(),
              message.message().id(),
              why.code());
        }
        ledger.forget(message);
      }
    }
    if (refused.isEmpty()) {
      failuresInRow = 0;
    } else {
      String why = refused.size() + " of " + batch.size() + " entries of a batch were refused";
      retry.later(why, ++failuresInRow, () -> again(refused));
    }
  }

  private void again(List<InFlightMessage> messages) {
    // Their linger is over: they have waited for the backoff.
    long since = nanoClock.getAsLong() - linger.toNanos();
    messages.forEach(message -> inbox.add(new Pending(message, since)));
    sendBatches();
  }
}
