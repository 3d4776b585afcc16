package io.sealstream.connect.sqs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives messages back to their queues by making them visible at once, ten a request. A release that
 * fails is not tried again: the message becomes visible by itself when its visibility timeout
 * passes. Thread-safe.
 */
@SuppressWarnings("CollectionUndefinedEquality") // a request is itself, nothing else
final class Releaser {

  private static final Logger log = LoggerFactory.getLogger(Releaser.class);

  /** Enough to give back 10,000 messages within a second or two at any usual latency. */
  private static final int MAX_CONCURRENT_BATCHES = 64;

  private record Batch(SqsQueue queue, List<String> handles, CompletableFuture<Void> answered) {}

  private final Queue<Batch> waiting = new ConcurrentLinkedQueue<>();
  private final Set<CompletableFuture<Void>> unanswered = ConcurrentHashMap.newKeySet();
  private final AtomicInteger outstanding = new AtomicInteger();

  /** Starts the release of {@code messages}; returns at once. */
  void release(List<InFlightMessage> messages) {
    Map<SqsQueue, List<InFlightMessage>> byQueue = new LinkedHashMap<>();
    for (InFlightMessage message : messages) {
      byQueue.computeIfAbsent(message.queue(), queue -> new ArrayList<>()).add(message);
    }
    byQueue.forEach(this::release);
  }

  /** Waits until every release that was started is answered, at most {@code wait}. */
  void await(Duration wait) throws InterruptedException {
    CompletableFuture<?>[] all = unanswered.toArray(new CompletableFuture<?>[0]);
    try {
      CompletableFuture.allOf(all).get(wait.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException e) {
      log.debug("Some messages return to their queue only with their visibility timeout");
    }
  }

  private void release(SqsQueue queue, List<InFlightMessage> messages) {
    for (int from = 0; from < messages.size(); from += SqsQueue.BATCH_LIMIT) {
      int to = Math.min(from + SqsQueue.BATCH_LIMIT, messages.size());
      List<String> handles =
          messages.subList(from, to).stream().map(InFlightMessage::receiptHandle).toList();
      Batch batch = new Batch(queue, handles, new CompletableFuture<>());
      unanswered.add(batch.answered());
      waiting.add(batch);
    }
    log.info("Giving {} messages back to queue {}", messages.size(), queue.name());
    sendWaiting();
  }

  private void sendWaiting() {
    while (outstanding.incrementAndGet() <= MAX_CONCURRENT_BATCHES) {
      Batch next = waiting.poll();
      if (next == null) {
        outstanding.decrementAndGet();
        return;
      }
      next.queue()
          .changeVisibility(next.handles(), Duration.ZERO)
          .whenComplete((answer, error) -> answered(next));
    }
    outstanding.decrementAndGet();
  }

  private void answered(Batch batch) {
    unanswered.remove(batch.answered());
    batch.answered().complete(null);
    outstanding.decrementAndGet();
    sendWaiting();
  }
}
