package io.sealstream.connect.sqs;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives messages back to their queues by making them visible at once, ten a request. A release that
 * fails is not tried again: the message becomes visible by itself when its visibility timeout
 * passes.
 *
 * <p>{@link #release} may be called by any thread and never blocks, {@link #await} waits; all other
 * state is confined to the engine's thread, which makes the requests.
 */
@SuppressWarnings("CollectionUndefinedEquality") // a request is itself, nothing else
final class Releaser {

  private static final Logger log = LoggerFactory.getLogger(Releaser.class);

  /** Enough to give back 10,000 messages within a second or two at any usual latency. */
  static final int MAX_CONCURRENT_BATCHES = 64;

  private record Batch(
      SqsQueue queue, List<InFlightMessage> messages, CompletableFuture<Void> answered) {}

  private final Engine engine;
  private final Predicate<InFlightMessage> mayBeReleased;
  private final Set<CompletableFuture<Void>> unanswered = ConcurrentHashMap.newKeySet();

  private final ArrayDeque<Batch> waiting = new ArrayDeque<>();
  private int outstanding;

  /**
   * @param mayBeReleased asked of each message when its request is about to be made
   */
  Releaser(Engine engine, Predicate<InFlightMessage> mayBeReleased) {
    this.engine = engine;
    this.mayBeReleased = mayBeReleased;
  }

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
    List<Batch> batches = new ArrayList<>();
    for (int from = 0; from < messages.size(); from += SqsQueue.BATCH_LIMIT) {
      int to = Math.min(from + SqsQueue.BATCH_LIMIT, messages.size());
      List<InFlightMessage> some = List.copyOf(messages.subList(from, to));
      batches.add(new Batch(queue, some, new CompletableFuture<>()));
    }
    batches.forEach(batch -> unanswered.add(batch.answered()));
    log.info("Giving {} messages back to queue {}", messages.size(), queue.name());
    engine.execute(
        () -> {
          waiting.addAll(batches);
          sendWaiting();
        });
  }

  private void sendWaiting() {
    while (outstanding < MAX_CONCURRENT_BATCHES && !waiting.isEmpty()) {
      send(waiting.remove());
    }
  }

  private void send(Batch batch) {
    outstanding++;
    List<String> handles =
        batch.messages().stream()
            .filter(mayBeReleased)
            .map(InFlightMessage::receiptHandle)
            .toList();
    CompletableFuture<?> request =
        handles.isEmpty()
            ? CompletableFuture.completedFuture(null)
            : batch.queue().changeVisibility(handles, Duration.ZERO);
    request.whenComplete((answer, error) -> engine.execute(() -> answered(batch)));
  }

  private void answered(Batch batch) {
    outstanding--;
    unanswered.remove(batch.answered());
    batch.answered().complete(null);
    sendWaiting();
  }
}
