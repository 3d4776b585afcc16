package io.sealstream.connect.sqs;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.connect.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/**
 * Deletes payloads from S3 after their messages. A delete that fails for now is tried again a few
 * times; then, and where it fails for good, the object is left: it costs its storage and harms
 * nobody, so it stops nothing.
 *
 * <p>Confined to the engine's thread, except {@link #await}.
 */
@SuppressWarnings("CollectionUndefinedEquality") // a delete is itself, nothing else
final class PayloadDeleter {

  /** Enough to keep up with {@link Payloads}. */
  static final int MAX_CONCURRENT_DELETES = Payloads.MAX_CONCURRENT_GETS;

  /** Some six seconds of trouble in all. */
  static final int MAX_TRIES = 7;

  /** What may wait for S3: small pointers, but of everything that is produced meanwhile. */
  static final int MAX_WAITING = 100_000;

  private static final class Job {
    private final PayloadPointer pointer;
    private final String message;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private int tries;

    Job(PayloadPointer pointer, String message) {
      this.pointer = pointer;
      this.message = message;
    }
  }

  private final PayloadPointers pointers;
  private final PayloadStore store;
  private final Engine engine;
  private final Backoff backoff;
  private final Trouble trouble;

  private final ArrayDeque<Job> waiting = new ArrayDeque<>();
  private final Set<CompletableFuture<Void>> unfinished = ConcurrentHashMap.newKeySet();
  private int outstanding;

  /**
   * @param trouble where payloads are counted that are left in S3
   */
  PayloadDeleter(
      PayloadPointers pointers,
      PayloadStore store,
      Engine engine,
      Backoff backoff,
      Trouble trouble) {
    this.pointers = pointers;
    this.store = store;
    this.engine = engine;
    this.backoff = backoff;
    this.trouble = trouble;
  }

  /** SQS confirmed the delete of {@code message}: its payload goes too, if it has one. */
  void afterDeleteOf(InFlightMessage message) {
    // A dead letter is a copy of the pointer: whoever reads it needs the payload.
    if (message.isDeadLetter() || !pointers.areIn(message.message())) {
      return;
    }
    try {
      add(new Job(pointers.in(message.message()), message.toString()));
    } catch (PoisonException e) {
      // Dropped by its policy. What it points to is unknown, or nothing that we may touch.
    }
  }

  private void add(Job job) {
    if (unfinished.size() >= MAX_WAITING) {
      trouble.happened("payload of message " + job.message + ": too many wait for their delete");
      return;
    }
    unfinished.add(job.done);
    waiting.add(job);
    deleteWaiting();
  }

  private void deleteWaiting() {
    while (outstanding < MAX_CONCURRENT_DELETES && !waiting.isEmpty()) {
      Job job = waiting.remove();
      outstanding++;
      job.tries++;
      store
          .delete(job.pointer, job.message)
          .whenComplete((deleted, error) -> engine.execute(() -> answered(job, error)));
    }
  }

  private void answered(Job job, @Nullable Throwable error) {
    outstanding--;
    Throwable cause = error == null ? null : SqsFailure.causeOf(error);
    if (cause instanceof RetriableException && job.tries < MAX_TRIES) {
      engine.schedule(() -> tryAgain(job), backoff.after(job.tries));
    } else {
      if (cause != null) {
        trouble.happened(String.valueOf(cause.getMessage()));
      }
      unfinished.remove(job.done);
      job.done.complete(null);
    }
    deleteWaiting();
  }

  private void tryAgain(Job job) {
    waiting.add(job);
    deleteWaiting();
  }

  /**
   * Waits until every payload is deleted whose message was, at most {@code wait}; those that are
   * left then stay in S3. Any thread but the engine's.
   */
  void await(Duration wait) throws InterruptedException {
    CompletableFuture<Void> all = new CompletableFuture<>();
    // By way of the engine: it may be about to tell of a delete that was confirmed just now.
    engine.execute(
        () ->
            CompletableFuture.allOf(unfinished.toArray(new CompletableFuture<?>[0]))
                .whenComplete((done, error) -> all.complete(null)));
    try {
      all.get(wait.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException e) {
      trouble.happened("the task stops before S3 answered");
    }
  }
}
