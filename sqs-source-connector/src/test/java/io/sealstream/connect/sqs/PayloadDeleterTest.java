package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealstream.connect.sqs.SqsFailure.Kind;
import java.time.Duration;
import java.util.stream.IntStream;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a payload in S3 is deleted, and when never. */
class PayloadDeleterTest {

  private static final Duration SOON = Duration.ofSeconds(1);
  private static final RuntimeException PASSES =
      new SqsFailure.Passing(Kind.QUEUE, "S3 DeleteObject: ", "SlowDown (HTTP 503)");

  private final EngineFixture fixture = new EngineFixture();
  private final FakeSqsQueue queue = fixture.queue;
  private final FakePayloadStore store = fixture.payloadStore;

  @BeforeEach
  void keepPolling() {
    fixture.keepPolling();
  }

  @Test
  void aPayloadIsDeletedOnlyAfterSqsConfirmedTheDeleteOfItsMessage() {
    start(PoisonPolicy.FAIL, 1);
    queue.holdDeletes();

    acknowledgeAll();
    fixture.engine.advance(SOON);
    assertThat(queue.deleteBatches).hasSize(1);
    assertThat(store.deletes()).isEmpty();

    queue.answerDeletes();
    fixture.engine.run();
    assertThat(store.deletes()).containsExactly("payloads/key-0");
    assertThat(store.has("payloads", "key-0")).isFalse();
  }

  @Test
  void aRefusedDeleteKeepsItsPayloadUntilOneIsConfirmed() {
    start(PoisonPolicy.FAIL, 1);
    queue.refuseDeletes(handle -> true, false);
    acknowledgeAll();
    fixture.engine.advance(SOON);
    assertThat(fixture.ledger.size()).isZero();
    assertThat(store.deletes()).isEmpty();

    queue.refuseDeletes(handle -> false, false);
    letEverythingBeDeliveredAgain();

    assertThat(queue.size()).isZero();
    assertThat(store.deletes()).containsExactly("payloads/key-0");
    assertThat(store.gets()).hasSize(1);
  }

  @Test
  void aFailedRequestToDeleteKeepsThePayload() {
    start(PoisonPolicy.FAIL, 1);
    queue.failing("delete", new SqsFailure.Passing(Kind.QUEUE, "SQS: ", "500"));

    acknowledgeAll();
    fixture.engine.advance(SOON);

    assertThat(store.deletes()).isEmpty();
  }

  @Test
  void aDeadLettersPayloadIsKept() {
    ValueFormat broken =
        body -> {
          throw new PoisonException("broken");
        };
    add(1);
    start(PoisonPolicy.DEAD_LETTER, broken);

    fixture.engine.advance(SOON);

    assertThat(queue.size()).isZero();
    assertThat(fixture.deadLetterQueue.size()).isEqualTo(1);
    assertThat(store.deletes()).isEmpty();
  }

  @Test
  void aDeadLettersPayloadIsKeptThoughItsMessageIsDeliveredAndDeletedAgain() {
    ValueFormat broken =
        body -> {
          throw new PoisonException("broken");
        };
    queue.refuseDeletes(handle -> handle.endsWith("#1"), false);
    add(1);
    start(PoisonPolicy.DEAD_LETTER, broken);
    fixture.engine.advance(SOON);
    assertThat(queue.size()).isEqualTo(1);

    letEverythingBeDeliveredAgain();

    assertThat(queue.size()).isZero();
    assertThat(fixture.deadLetterQueue.size()).isEqualTo(1);
    assertThat(store.deletes()).isEmpty();
    assertThat(store.has("payloads", "key-0")).isTrue();
  }

  @Test
  void whatIsDroppedLosesItsPayloadToo() {
    ValueFormat broken =
        body -> {
          throw new PoisonException("broken");
        };
    add(1);
    start(PoisonPolicy.DROP, broken);

    fixture.engine.advance(SOON);

    assertThat(queue.size()).isZero();
    assertThat(store.deletes()).containsExactly("payloads/key-0");
  }

  @Test
  void whatIsDroppedForItsBucketTakesNothingOfThatBucketWithIt() {
    store.put("secrets", "k", "hello");
    queue.add(PointerMessages.body("secrets", "k"), PointerMessages.length(5));
    queue.add("no pointer", PointerMessages.length(5));
    start(PoisonPolicy.DROP, ValueFormat.string());

    fixture.engine.advance(SOON);

    assertThat(queue.size()).isZero();
    assertThat(store.deletes()).isEmpty();
  }

  @Test
  void anOrdinaryMessageHasNoPayload() {
    queue.add(PointerMessages.body("payloads", "k"));
    start(PoisonPolicy.FAIL, 0);

    acknowledgeAll();
    fixture.engine.advance(SOON);

    assertThat(queue.size()).isZero();
    assertThat(store.deletes()).isEmpty();
  }

  @Test
  void aDeleteThatFailsForNowIsTriedAgain() {
    start(PoisonPolicy.FAIL, 1);
    store.fail(PASSES);
    acknowledgeAll();
    fixture.engine.advance(SOON);
    assertThat(store.deletes()).hasSizeBetween(2, PayloadDeleter.MAX_TRIES);

    store.fail(null);
    fixture.engine.advance(Duration.ofMinutes(1));

    assertThat(store.has("payloads", "key-0")).isFalse();
    assertThat(fixture.failure.isSet()).isFalse();
  }

  @Test
  void afterAFewTriesThePayloadIsLeftAndStopsNothing() {
    start(PoisonPolicy.FAIL, 1);
    store.fail(PASSES);
    acknowledgeAll();

    fixture.engine.advance(Duration.ofHours(1));

    assertThat(store.deletes()).hasSize(PayloadDeleter.MAX_TRIES);
    assertThat(queue.size()).isZero();
    assertThat(fixture.failure.isSet()).isFalse();
  }

  @Test
  void aDeleteThatIsNotAllowedIsNotTriedAgainAndStopsNothing() {
    start(PoisonPolicy.FAIL, 1);
    store.fail(new SqsFailure.Lasting(Kind.PERMISSION, "S3 DeleteObject: ", "access denied"));
    acknowledgeAll();

    fixture.engine.advance(Duration.ofHours(1));

    assertThat(store.deletes()).hasSize(1);
    assertThat(fixture.failure.isSet()).isFalse();
  }

  @Test
  void noMoreDeletesAreUnderWayThanThereAreConnectionsFor() {
    start(PoisonPolicy.FAIL, 50);
    store.hold();
    acknowledgeAll();
    fixture.engine.advance(SOON);
    assertThat(store.unanswered()).isEqualTo(PayloadDeleter.MAX_CONCURRENT_DELETES);

    store.answer();
    fixture.engine.run();

    assertThat(store.deletes()).hasSize(50);
  }

  private void add(int count) {
    IntStream.range(0, count)
        .forEach(
            i -> {
              store.put("payloads", "key-" + i, "hello");
              queue.add(PointerMessages.body("payloads", "key-" + i), PointerMessages.length(5));
            });
  }

  private void start(PoisonPolicy poison, int payloads) {
    add(payloads);
    start(poison, ValueFormat.string());
    fixture.engine.run();
  }

  private void start(PoisonPolicy poison, ValueFormat format) {
    Intake intake = fixture.intake(fixture.rejected(poison, SkippedRecordPolicy.RELEASE), format);
    fixture.receivers(intake, 8).start();
    fixture.engine.run();
  }

  private void letEverythingBeDeliveredAgain() {
    fixture.engine.advance(FakeSqsQueue.VISIBILITY);
    queue.answerOpenPolls();
    fixture.engine.advance(SOON);
  }

  /** As Connect does for records that Kafka has. */
  private void acknowledgeAll() {
    try {
      for (SourceRecord record : fixture.ledger.takeReady(1000, Duration.ZERO)) {
        InFlightMessage message =
            fixture.ledger.find(queue.url(), RecordMapper.messageIdOf(record));
        fixture.ledger.settle(message);
        fixture.deleter.delete(message);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
