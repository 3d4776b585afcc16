package io.sealstream.benchmarks.latency;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sealstream.benchmarks.source.BenchmarkException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Sends single messages on a schedule that does not wait for answers: the n-th is due n periods
 * after the start, whatever became of those before. Only so many are open at once as a server
 * should have connections from one client.
 *
 * <p>It speaks SQS's JSON protocol to a server that checks no signatures, as the quickstart does.
 */
final class SteadySender {

  private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(30);
  private static final int TRIES = 3;

  /** A connection each; one that waits for a slow server is late, which its latency shows. */
  private static final int MAX_OPEN = 64;

  private static final int OK = 200;

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI endpoint;
  private final String queueUrl;
  private final PendingMessages pending;
  private final Semaphore open = new Semaphore(MAX_OPEN);
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private long latestNanos;

  SteadySender(URI endpoint, String queueUrl, PendingMessages pending) {
    this.endpoint = endpoint;
    this.queueUrl = queueUrl;
    this.pending = pending;
  }

  /**
   * Sends so many a second; returns when the last is sent.
   *
   * @param warmUp how many of them do not count
   */
  void send(Iterator<String> bodies, int perSecond, int warmUp) {
    long start = System.nanoTime();
    for (int i = 0; bodies.hasNext(); i++) {
      long due = dueNanos(start, i, perSecond);
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
        requireNotInterrupted();
      }
      boolean counts = i >= warmUp;
      if (counts) {
        latestNanos = Math.max(latestNanos, System.nanoTime() - due);
      }
      send(bodies.next(), due, counts);
    }
  }

  /** When the n-th message is due. */
  static long dueNanos(long startNanos, int n, int perSecond) {
    return startNanos + n * 1_000_000_000L / perSecond;
  }

  private static void requireNotInterrupted() {
    if (Thread.interrupted()) {
      Thread.currentThread().interrupt();
      throw new BenchmarkException("Interrupted.");
    }
  }

  private void send(String body, long due, boolean counts) {
    open.acquireUninterruptibly();
    answer(request(body), TRIES)
        .thenAccept(answer -> pending.sent(messageId(answer), due, counts))
        .whenComplete(
            (nothing, error) -> {
              open.release();
              if (error != null) {
                failure.compareAndSet(null, error);
              }
            });
  }

  /** Tries again on another connection when the server closed one that was idle, as SDKs do. */
  private CompletableFuture<HttpResponse<byte[]>> answer(HttpRequest request, int tries) {
    return http.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray())
        .exceptionallyCompose(
            error ->
                tries > 1 && causeOf(error) instanceof IOException
                    ? answer(request, tries - 1)
                    : CompletableFuture.failedFuture(error));
  }

  private static Throwable causeOf(Throwable error) {
    Throwable cause = error.getCause();
    return error instanceof CompletionException && cause != null ? cause : error;
  }

  private HttpRequest request(String body) {
    try {
      return HttpRequest.newBuilder(endpoint)
          .timeout(ANSWERS_WITHIN)
          .header("Content-Type", "application/x-amz-json-1.0")
          .header("X-Amz-Target", "AmazonSQS.SendMessage")
          .POST(
              HttpRequest.BodyPublishers.ofByteArray(
                  json.writeValueAsBytes(Map.of("QueueUrl", queueUrl, "MessageBody", body))))
          .build();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Texts are JSON", e);
    }
  }

  private String messageId(HttpResponse<byte[]> answer) {
    try {
      if (answer.statusCode() == OK) {
        return json.readTree(answer.body()).path("MessageId").asText();
      }
    } catch (IOException e) {
      throw new BenchmarkException("The queue's answer to SendMessage is no JSON.", e);
    }
    throw new BenchmarkException("The queue answered SendMessage with " + answer.statusCode());
  }

  /** Whether every message that was sent has its id; throws when one was refused. */
  boolean isAnswered() {
    requireNoFailure();
    return open.availablePermits() == MAX_OPEN;
  }

  /** Throws when a message was refused, or its answer did not come. */
  void requireNoFailure() {
    Throwable failed = failure.get();
    if (failed != null) {
      throw new BenchmarkException("A message was not sent: " + causeOf(failed), failed);
    }
  }

  /** The most that a message which counts was sent after it was due. */
  Duration latest() {
    return Duration.ofNanos(latestNanos);
  }
}
