package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.junit.jupiter.api.Test;
import org.slf4j.helpers.NOPLogger;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.services.sts.model.StsException;

class RoleSessionTest {

  private static final String ARN = "arn:aws:iam::123456789012:role/reader";
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final SettableClock clock = new SettableClock();
  private final List<CompletableFuture<AwsSessionCredentials>> asked = new ArrayList<>();
  private final RoleSession session =
      new RoleSession(
          question(this::ask),
          Runnable::run,
          clock,
          clock::nanos,
          new Trouble(NOPLogger.NOP_LOGGER, () -> 0, "x"));

  private static RoleSession.Question question(
      Supplier<CompletableFuture<AwsSessionCredentials>> send) {
    String name = "STS AssumeRole of " + ARN;
    return new RoleSession.Question(name, send, error -> AwsErrors.ofRole(error, name));
  }

  private CompletableFuture<AwsSessionCredentials> ask() {
    CompletableFuture<AwsSessionCredentials> answer = new CompletableFuture<>();
    asked.add(answer);
    return answer;
  }

  private CompletableFuture<? extends AwsCredentialsIdentity> resolve() {
    return session.resolveIdentity();
  }

  private String keyId() {
    return resolve().getNow(null).accessKeyId();
  }

  /** The session that is asked for now, with an hour to live. */
  private void answer(String keyId) {
    answer(keyId, clock.instant().plus(Duration.ofHours(1)));
  }

  private void answer(String keyId, Instant expiry) {
    asked
        .get(asked.size() - 1)
        .complete(
            AwsSessionCredentials.builder()
                .accessKeyId(keyId)
                .secretAccessKey("s")
                .sessionToken("t")
                .expirationTime(expiry)
                .build());
  }

  private void refuse(String code) {
    asked
        .get(asked.size() - 1)
        .completeExceptionally(
            StsException.builder()
                .statusCode(400)
                .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
                .build());
  }

  private static void assertFails(
      CompletableFuture<?> future, Class<? extends ConnectException> type, String message) {
    Throwable error = catchThrowable(future::join);
    assertThat(error).isInstanceOf(CompletionException.class);
    assertThat(error.getCause()).isInstanceOf(type).hasMessage(message);
  }

  @Test
  void requestsThatComeTogetherShareOneAnswer() {
    var first = resolve();
    var second = resolve();
    first.cancel(true);
    answer("A");

    assertThat(asked).hasSize(1);
    assertThat(second.join().accessKeyId()).isEqualTo("A");
    assertThat(keyId()).isEqualTo("A");
    assertThat(asked).hasSize(1);
  }

  @Test
  void theNextIsAskedForBesideTheRequestsWhenAQuarterIsLeft() {
    resolve();
    answer("A");

    clock.pass(Duration.ofMinutes(45).minusMillis(1));
    assertThat(keyId()).isEqualTo("A");
    assertThat(asked).hasSize(1);
    clock.pass(Duration.ofMillis(1));
    assertThat(keyId()).isEqualTo("A"); // nobody waits
    assertThat(keyId()).isEqualTo("A");
    assertThat(asked).hasSize(2);
    answer("B");
    assertThat(keyId()).isEqualTo("B");
  }

  @Test
  void aRenewalThatFailsDisturbsNobodyAndIsTriedAgainAfterAPause() {
    resolve();
    answer("A");
    clock.pass(Duration.ofMinutes(50));
    resolve();
    refuse("AccessDenied");

    assertThat(keyId()).isEqualTo("A");
    assertThat(asked).hasSize(2);
    clock.pass(RoleSession.PAUSE);
    assertThat(keyId()).isEqualTo("A");
    assertThat(asked).hasSize(3);
    answer("B");
    assertThat(keyId()).isEqualTo("B");
  }

  @Test
  void aSessionThatIsAboutToEndIsNotUsed() {
    resolve();
    answer("A");
    clock.pass(Duration.ofMinutes(59));

    var waiting = resolve();
    assertThat(waiting).isNotDone();
    refuse("Throttling");

    assertFails(
        waiting, RetriableException.class, "STS AssumeRole of " + ARN + ": Throttling (HTTP 400)");
  }

  @Test
  void aFailureIsRememberedForAPause() {
    resolve();
    refuse("Throttling");

    assertFails(
        resolve(),
        SqsFailure.Passing.class,
        "STS AssumeRole of " + ARN + ": Throttling (HTTP 400)");
    assertThat(asked).hasSize(1);
    clock.pass(RoleSession.PAUSE);
    resolve();
    answer("A");
    assertThat(keyId()).isEqualTo("A");
  }

  @Test
  void aClockThatIsSetBackDoesNotProlongThePause() {
    resolve();
    refuse("Throttling");
    clock.set(START.minus(Duration.ofHours(1)));
    clock.pass(RoleSession.PAUSE);

    resolve();
    answer("A");
    assertThat(keyId()).isEqualTo("A");
  }

  @Test
  void aSessionThatHasEndedAlreadyPointsToTheClock() {
    var waiting = resolve();
    answer("A", START);

    assertFails(
        waiting,
        ConnectException.class,
        "STS AssumeRole of "
            + ARN
            + ": the new session has ended already. Check the worker's"
            + " clock");
  }

  @Test
  void whatTheClientThrowsIsAnAnswerToo() {
    assertAnswers(new IllegalStateException("secret"));
    assertAnswers(new ServiceConfigurationError("secret"));
  }

  private void assertAnswers(Throwable thrown) {
    RoleSession broken =
        new RoleSession(
            question(
                () -> {
                  if (thrown instanceof Error error) {
                    throw error;
                  }
                  throw (RuntimeException) thrown;
                }),
            Runnable::run,
            clock,
            clock::nanos,
            new Trouble(NOPLogger.NOP_LOGGER, () -> 0, "x"));

    assertFails(
        broken.resolveIdentity(),
        SqsFailure.Lasting.class,
        "STS AssumeRole of " + ARN + " failed: " + thrown.getClass().getSimpleName());
  }

  @Test
  void afterTheEndThereIsNoSession() {
    RoleSession closed =
        new RoleSession(
            question(this::ask),
            work -> {
              throw new RejectedExecutionException();
            },
            clock,
            clock::nanos,
            new Trouble(NOPLogger.NOP_LOGGER, () -> 0, "x"));

    assertFails(closed.resolveIdentity(), RetriableException.class, "The task is stopping");
  }

  private static final class SettableClock extends Clock {

    private Instant now = START;
    private long nanos;

    void pass(Duration time) {
      now = now.plus(time);
      nanos += time.toNanos();
    }

    /** As a worker's clock is set, while real time stands still. */
    void set(Instant time) {
      now = time;
    }

    long nanos() {
      return nanos;
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }
}
