package io.sealstream.connect.sqs;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Payloads in memory. Answers at once, or when the test says so. Thread-safe. */
final class FakePayloadStore implements PayloadStore {

  private final Map<String, String> objects = new HashMap<>();
  private final List<String> gets = new ArrayList<>();
  private final List<String> deletes = new ArrayList<>();
  private final Queue<Runnable> held = new ArrayDeque<>();
  private boolean holding;
  private @Nullable RuntimeException failure;

  /** For services: whether there is no client for S3. */
  volatile boolean unavailable;

  synchronized void put(String bucket, String key, String payload) {
    objects.put(bucket + "/" + key, payload);
  }

  /** Requests fail so from now on; null for not any more. */
  synchronized void fail(@Nullable RuntimeException error) {
    failure = error;
  }

  /** Requests get no answer before {@link #answer}. */
  synchronized void hold() {
    holding = true;
  }

  /** Answers what was held, and what comes now at once. */
  void answer() {
    List<Runnable> answers;
    synchronized (this) {
      holding = false;
      answers = List.copyOf(held);
      held.clear();
    }
    answers.forEach(Runnable::run);
  }

  synchronized int unanswered() {
    return held.size();
  }

  /** Bucket and key of each get. */
  synchronized List<String> gets() {
    return List.copyOf(gets);
  }

  /** Bucket and key of each delete, the failed ones included. */
  synchronized List<String> deletes() {
    return List.copyOf(deletes);
  }

  synchronized boolean has(String bucket, String key) {
    return objects.containsKey(bucket + "/" + key);
  }

  @Override
  public synchronized CompletableFuture<String> get(PayloadPointer pointer, String message) {
    String name = pointer.bucket() + "/" + pointer.key();
    gets.add(name);
    CompletableFuture<String> result = new CompletableFuture<>();
    answer(
        () -> {
          RuntimeException error = failure;
          String payload = objects.get(name);
          if (error != null) {
            result.completeExceptionally(error);
          } else if (payload == null) {
            result.completeExceptionally(new PoisonException("not there"));
          } else {
            result.complete(payload);
          }
        });
    return result;
  }

  @Override
  public synchronized CompletableFuture<Void> delete(PayloadPointer pointer, String message) {
    String name = pointer.bucket() + "/" + pointer.key();
    deletes.add(name);
    CompletableFuture<Void> result = new CompletableFuture<>();
    answer(
        () -> {
          RuntimeException error = failure;
          if (error != null) {
            result.completeExceptionally(error);
          } else {
            objects.remove(name);
            result.complete(null);
          }
        });
    return result;
  }

  private void answer(Runnable answer) {
    if (holding) {
      held.add(answer);
    } else {
      answer.run();
    }
  }

  @Override
  public void close() {}
}
