package io.sealstream.benchmarks.latency;

import io.sealstream.benchmarks.servers.BenchmarkException;
import java.net.URI;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.client.config.SdkAdvancedAsyncClientOption;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.crt.AwsCrtAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;

/**
 * Sends single messages on a schedule that does not wait for answers: the n-th is due n periods
 * after the start, whatever became of those before. Only so many are open at once as a server
 * should have connections from one client.
 *
 * <p>With the AWS SDK on its native HTTP client: what sends shares the processors with what is
 * measured, and took a quarter of them on the JDK's client.
 *
 * <p>One thread may send while another asks what became of it.
 */
final class SteadySender implements AutoCloseable {

  private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(30);

  /** A connection each; one that waits for a slow server is late, which its latency shows. */
  private static final int MAX_OPEN = 64;

  private final SdkAsyncHttpClient http =
      AwsCrtAsyncHttpClient.builder().maxConcurrency(MAX_OPEN).build();
  private final SqsAsyncClient sqs;
  private final String queueUrl;
  private final PendingMessages pending;
  private final Semaphore open = new Semaphore(MAX_OPEN);
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private volatile boolean stopped;
  private volatile long latestNanos;

  /** The server takes any region and any credentials. */
  SteadySender(URI endpoint, String queueUrl, PendingMessages pending) {
    this.sqs =
        SqsAsyncClient.builder()
            .httpClient(http)
            .endpointOverride(endpoint)
            .region(Region.EU_CENTRAL_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
            .asyncConfiguration(
                c ->
                    c.advancedOption(
                        SdkAdvancedAsyncClientOption.FUTURE_COMPLETION_EXECUTOR, Runnable::run))
            .overrideConfiguration(o -> o.apiCallTimeout(ANSWERS_WITHIN))
            .build();
    this.queueUrl = queueUrl;
    this.pending = pending;
  }

  /**
   * Sends so many a second; returns when the last is sent, or after {@link #stop}.
   *
   * @param warmUp how many of them do not count
   */
  void send(Iterator<String> bodies, int perSecond, int warmUp) {
    long start = System.nanoTime();
    for (int i = 0; bodies.hasNext() && !stopped; i++) {
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
    try {
      sqs.sendMessage(request -> request.queueUrl(queueUrl).messageBody(body))
          .thenAccept(answer -> pending.sent(answer.messageId(), due, counts))
          .whenComplete((nothing, error) -> answered(error));
    } catch (RuntimeException e) {
      answered(e);
    }
  }

  private void answered(@Nullable Throwable error) {
    if (error != null) {
      failure.compareAndSet(null, error);
    }
    open.release();
  }

  /** Nothing is sent any more. */
  void stop() {
    stopped = true;
  }

  private static Throwable causeOf(Throwable error) {
    Throwable cause = error.getCause();
    return error instanceof CompletionException && cause != null ? cause : error;
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

  @Override
  public void close() {
    sqs.close();
    http.close();
  }
}
