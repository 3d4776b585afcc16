package io.sealstream.connect.sqs;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.identity.spi.ResolveIdentityRequest;

/**
 * One session of an assumed role for all requests. It is asked for when the first request needs it
 * and again, beside the requests, when a quarter of its time is left. Requests wait only when there
 * is no session that they can use; while there is one, a failed renewal is logged and tried again.
 *
 * <p>Not the SDK's own provider of this kind: that one asks again with every request after a
 * renewal has failed, and blocks the caller where no session is left. Thread-safe; nothing is asked
 * for under the lock.
 */
final class RoleSession implements IdentityProvider<AwsCredentialsIdentity> {

  /** How long nothing is asked for after a failure. */
  static final Duration PAUSE = Duration.ofSeconds(5);

  /** A request must still arrive: the last part of a session's time is not used. */
  private static final int UNUSED_PART = 60;

  /** The part of a session's time that is left when the next is asked for. */
  private static final int RENEWAL_PART = 4;

  private final Question question;
  private final Executor executor;
  private final Clock clock;
  private final LongSupplier nanoClock;
  private final Trouble trouble;

  // Guarded by this
  private @Nullable Session session;
  private @Nullable CompletableFuture<AwsCredentialsIdentity> asking;
  private @Nullable ConnectException failure;
  private long failedNanos;
  private Instant askAt = Instant.MIN;

  /** Credentials and the last moment of their use. */
  private record Session(AwsSessionCredentials credentials, Instant end) {}

  /**
   * What STS is asked for.
   *
   * @param name as in "... of arn:aws:iam::123456789012:role/reader"
   * @param send asks; may block for the credentials to do so, or for a file
   * @param failure what an answer that is an error means
   */
  record Question(
      String name,
      Supplier<CompletableFuture<AwsSessionCredentials>> send,
      Function<Throwable, ConnectException> failure) {}

  /**
   * @param executor where {@code question} is sent from, never twice at a time
   * @param clock AWS's time, as far as the worker knows it: when a session ends
   * @param nanoClock measures the pause after a failure, whatever happens to {@code clock}
   * @param trouble logs renewals that failed
   */
  RoleSession(
      Question question, Executor executor, Clock clock, LongSupplier nanoClock, Trouble trouble) {
    this.question = question;
    this.executor = executor;
    this.clock = clock;
    this.nanoClock = nanoClock;
    this.trouble = trouble;
  }

  @Override
  public Class<AwsCredentialsIdentity> identityType() {
    return AwsCredentialsIdentity.class;
  }

  /** Fails with a {@link ConnectException} that says what to do, or a retriable one. */
  @Override
  public CompletableFuture<AwsCredentialsIdentity> resolveIdentity(ResolveIdentityRequest request) {
    CompletableFuture<AwsCredentialsIdentity> mine = null;
    CompletableFuture<AwsCredentialsIdentity> answer;
    synchronized (this) {
      Instant now = clock.instant();
      if (asking == null && !now.isBefore(askAt) && !isPause()) {
        mine = new CompletableFuture<>();
        asking = mine;
      }
      if (session != null && now.isBefore(session.end())) {
        answer = CompletableFuture.completedFuture(session.credentials());
      } else if (asking != null) {
        answer = asking.copy(); // a request that is cancelled must not cancel the others'
      } else {
        answer = CompletableFuture.failedFuture(Objects.requireNonNull(failure));
      }
    }
    if (mine != null) {
      ask(mine);
    }
    return answer;
  }

  /** Under the lock. */
  private boolean isPause() {
    return failure != null && nanoClock.getAsLong() - failedNanos < PAUSE.toNanos();
  }

  private void ask(CompletableFuture<AwsCredentialsIdentity> waiting) {
    try {
      executor.execute(
          () -> send().whenComplete((session, error) -> asked(session, error, waiting)));
    } catch (RejectedExecutionException e) {
      failed(new RetriableException("The task is stopping"), waiting);
    }
  }

  private CompletableFuture<AwsSessionCredentials> send() {
    try {
      return question.send().get();
    } catch (Throwable e) { // an Error too: requests wait for the answer
      return CompletableFuture.failedFuture(e);
    }
  }

  private void asked(
      @Nullable AwsSessionCredentials credentials,
      @Nullable Throwable error,
      CompletableFuture<AwsCredentialsIdentity> waiting) {
    if (credentials != null) {
      succeeded(credentials, waiting);
    } else {
      failed(question.failure().apply(Objects.requireNonNull(error)), waiting);
    }
  }

  private void succeeded(
      AwsSessionCredentials credentials, CompletableFuture<AwsCredentialsIdentity> waiting) {
    Instant now = clock.instant();
    Instant expiry = credentials.expirationTime().orElse(now);
    if (!now.isBefore(expiry)) {
      failed(
          new ConnectException(
              question.name() + ": the new session has ended already. Check the worker's clock"),
          waiting);
      return;
    }
    Duration time = Duration.between(now, expiry);
    synchronized (this) {
      session = new Session(credentials, expiry.minus(time.dividedBy(UNUSED_PART)));
      askAt = expiry.minus(time.dividedBy(RENEWAL_PART));
      failure = null;
      asking = null;
    }
    waiting.complete(credentials);
  }

  private void failed(ConnectException error, CompletableFuture<AwsCredentialsIdentity> waiting) {
    synchronized (this) {
      failure = error;
      failedNanos = nanoClock.getAsLong();
      asking = null;
    }
    trouble.happened(String.valueOf(error.getMessage()));
    waiting.completeExceptionally(error);
  }
}
