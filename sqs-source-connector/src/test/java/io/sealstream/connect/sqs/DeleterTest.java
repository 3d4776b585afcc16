package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class DeleterTest {

  private final EngineFixture fixture = new EngineFixture(10_000, "logins", "other");
  private final ManualEngine engine = fixture.engine;
  private final FakeSqsQueue queue = fixture.queue;

  @Test
  void deletesAFullBatchAtOnce() {
    acknowledge(dispatch(10));
    engine.run();

    assertThat(queue.deleteBatches).singleElement().satisfies(b -> assertThat(b).hasSize(10));
    assertThat(queue.size()).isZero();
    assertThat(fixture.ledger.size()).isZero();
  }

  @Test
  void deletesASmallerBatchAfterTheLinger() {
    acknowledge(dispatch(3));

    engine.advance(EngineFixture.LINGER.minusMillis(1));
    assertThat(queue.deleteBatches).isEmpty();

    engine.advance(Duration.ofMillis(1));
    assertThat(queue.deleteBatches).singleElement().satisfies(b -> assertThat(b).hasSize(3));
  }

  @Test
  void lingersFromTheOldestMessageOfTheBatch() {
    List<InFlightMessage> messages = dispatch(2);
    acknowledge(messages.subList(0, 1));
    engine.advance(EngineFixture.LINGER.minusMillis(10));
    acknowledge(messages.subList(1, 2));

    engine.advance(Duration.ofMillis(10));

    assertThat(queue.deleteBatches).singleElement().satisfies(b -> assertThat(b).hasSize(2));
  }

  @Test
  void aMessageAfterAFullBatchLingersByItself() {
    acknowledge(dispatch(10));
    engine.run();
    acknowledge(dispatch(1));

    engine.advance(EngineFixture.LINGER);
    engine.advance(EngineFixture.LINGER);

    assertThat(queue.deleteBatches).hasSize(2);
    assertThat(queue.size()).isZero();
  }

  @Test
  void theTenthArrivalAfterATimerFiredDoesNotGetStuck() {
    for (int i = 0; i < 25; i++) {
      acknowledge(dispatch(1));
      engine.advance(EngineFixture.LINGER);
    }

    assertThat(queue.size()).isZero();
    assertThat(queue.deleteBatches).hasSize(25);
  }

  @Test
  void retriesOnlyTheEntriesThatWereRefusedAndForgetsOnlyConfirmedDeletes() {
    queue.refuseDeletes(handle -> handle.startsWith("logins-3#"), true);
    acknowledge(dispatch(10));
    engine.run();
    assertThat(queue.size()).isEqualTo(1);
    assertThat(fixture.ledger.size()).isEqualTo(1);

    queue.refuseDeletes(handle -> false, true);
    engine.advance(Duration.ofSeconds(1));

    assertThat(queue.deleteBatches.get(1)).containsExactly("logins-3#1");
    assertThat(queue.size()).isZero();
    assertThat(fixture.ledger.size()).isZero();
  }

  @Test
  void forgetsAMessageWhoseDeleteIsRefusedForGood() {
    queue.refuseDeletes(handle -> true, false);
    acknowledge(dispatch(1));

    engine.advance(Duration.ofMinutes(1));

    assertThat(queue.deleteBatches).hasSize(1);
    assertThat(fixture.ledger.size()).isZero();
    assertThat(queue.size()).isEqualTo(1);
  }

  @Test
  void retriesAWholeRequestWithBackoffUntilItSucceeds() {
    queue.failing("delete", new RetriableException("HTTP 503"));
    acknowledge(dispatch(10));
    engine.advance(Duration.ofMinutes(5));
    int attempts = queue.deleteBatches.size();
    assertThat(attempts).as("grows to 20 s with jitter").isBetween(12, 40);
    fixture.failure.throwIfSet();

    queue.healed("delete");
    engine.advance(Duration.ofSeconds(30));

    assertThat(queue.size()).isZero();
    assertThat(fixture.ledger.size()).isZero();
  }

  @Test
  void failsTheTaskWhenDeletingIsNotAllowed() {
    queue.failing("delete", new ConnectException("access denied"));
    acknowledge(dispatch(10));
    engine.run();

    assertThatThrownBy(fixture.failure::throwIfSet).hasMessage("access denied");
    assertThat(queue.size()).isEqualTo(10);
  }

  @Test
  void deletesAgainWithTheNewHandleWhatWasRedeliveredMeanwhile() {
    queue.holdDeletes();
    acknowledge(dispatch(1));
    engine.advance(EngineFixture.LINGER);
    engine.advance(FakeSqsQueue.VISIBILITY);
    receive(); // the second delivery, before the first delete is answered

    queue.answerDeletes();
    engine.advance(EngineFixture.LINGER);
    queue.answerDeletes();
    engine.run();

    assertThat(queue.deleteBatches).containsExactly(List.of("logins-0#1"), List.of("logins-0#2"));
    assertThat(queue.size()).isZero();
    assertThat(fixture.ledger.size()).isZero();
  }

  @Test
  void deletesKeepUpWithReceives() {
    assertThat(Deleter.concurrency(1)).isEqualTo(64);
    assertThat(Deleter.concurrency(64)).isEqualTo(64);
    assertThat(Deleter.concurrency(500)).isEqualTo(500);
  }

  @Test
  void boundsTheBatchesUnderWay() {
    queue.holdDeletes();
    acknowledge(dispatch(EngineFixture.DELETES * 10 + 50));
    engine.run();
    assertThat(queue.deleteBatches).hasSize(EngineFixture.DELETES);

    queue.answerDeletes();
    engine.run();
    queue.answerDeletes();
    engine.run();

    assertThat(queue.size()).isZero();
  }

  @Test
  void doesNotLingerOnceHurried() {
    fixture.deleter.hurry();
    engine.run();
    acknowledge(dispatch(1));
    engine.run();

    assertThat(queue.size()).isZero();
  }

  @Test
  void doesNotWaitForTheBackoffOnceHurried() {
    queue.failing("delete", new RetriableException("HTTP 503"));
    acknowledge(dispatch(10));
    engine.run();
    queue.healed("delete");

    fixture.deleter.hurry();
    engine.run();

    assertThat(queue.size()).isZero();
  }

  @Test
  void whatKafkaAcknowledgedIsDeletedEvenWhenTheTaskHasFailedElsewhere() {
    fixture.failure.set(new ConnectException("a poison message"));
    acknowledge(dispatch(3));
    engine.advance(EngineFixture.LINGER);

    assertThat(queue.size()).isZero();
  }

  @Test
  void oneBlipOfManyRequestsIsOneFailure() {
    queue.holdDeletes();
    acknowledge(dispatch(200));
    engine.run();
    assertThat(queue.deleteBatches).hasSize(20);
    queue.failHeldDeletes(new RetriableException("HTTP 503"));
    engine.run();

    engine.advance(Duration.ofMillis(200)); // the first backoff is 100 ms and its jitter
    queue.answerDeletes();
    engine.run();

    assertThat(queue.size()).isZero();
  }

  @Test
  void aFewFailedRequestsDoNotHoldUpTheOthersButManyInARowDo() {
    queue.holdDeletes();
    acknowledge(dispatch(10 * (Retry.FAILURES_THAT_STOP - 1)));
    engine.run();
    queue.failHeldDeletes(new RetriableException("HTTP 503"));
    acknowledge(dispatch(10));
    engine.run();
    assertThat(queue.deleteBatches).hasSize(Retry.FAILURES_THAT_STOP);

    queue.failHeldDeletes(new RetriableException("HTTP 503"));
    acknowledge(dispatch(10));
    engine.run();
    assertThat(queue.deleteBatches).as("before the backoff").hasSize(Retry.FAILURES_THAT_STOP);
  }

  @Test
  void aTimerIsNeverLostHoweverTheClockMovesBetweenTwoReadings() {
    // Every reading of this clock is later than the one before.
    AtomicLong ticking = new AtomicLong();
    Deleter deleter =
        new Deleter(
            fixture.ledger,
            engine,
            fixture.retry(),
            new Trouble(LoggerFactory.getLogger(DeleterTest.class), engine::nanos, "Trouble"),
            message -> {},
            () -> ticking.addAndGet(Duration.ofMillis(40).toNanos()),
            EngineFixture.LINGER,
            EngineFixture.DELETES);
    for (int i = 0; i < 7; i++) {
      InFlightMessage message = dispatch(1).get(0);
      fixture.ledger.settle(message);
      deleter.delete(message);
    }

    engine.advance(Duration.ofSeconds(2));

    assertThat(queue.size()).isZero();
  }

  @Test
  void aDeleteThatWasRefusedForGoodIsMadeUpForWhenTheMessageComesAgain() {
    queue.refuseDeletes(handle -> handle.endsWith("#1"), false);
    acknowledge(dispatch(1));
    engine.advance(EngineFixture.LINGER);
    assertThat(queue.size()).isEqualTo(1);

    engine.advance(FakeSqsQueue.VISIBILITY);
    List<InFlightMessage> fresh = receive();
    engine.advance(EngineFixture.LINGER);

    assertThat(fresh).as("not to be produced again").isEmpty();
    assertThat(queue.size()).isZero();
  }

  @Test
  void neverMixesQueuesInABatch() {
    FakeSqsQueue other = new FakeSqsQueue("other", engine::nanos);
    List<InFlightMessage> messages = new ArrayList<>(dispatch(5));
    other.add(5);
    messages.addAll(receive(other));
    acknowledge(messages);

    engine.advance(EngineFixture.LINGER);

    assertThat(queue.deleteBatches).singleElement().satisfies(b -> assertThat(b).hasSize(5));
    assertThat(other.deleteBatches).singleElement().satisfies(b -> assertThat(b).hasSize(5));
  }

  @Test
  void aBusyQueueDoesNotKeepAnotherFromItsDeletes() {
    FakeSqsQueue other = new FakeSqsQueue("other", engine::nanos);
    queue.holdDeletes();
    acknowledge(dispatch(700));
    other.add(5);
    acknowledge(receive(other));
    engine.advance(Duration.ofMillis(1));
    acknowledge(dispatch(1_000));
    engine.advance(EngineFixture.LINGER);
    assertThat(other.deleteBatches).as("every slot is taken").isEmpty();

    queue.answerDeletes();
    engine.run();

    assertThat(other.deleteBatches).hasSize(1);
    assertThat(queue.size()).isPositive();
  }

  private List<InFlightMessage> dispatch(int count) {
    queue.add(count);
    List<InFlightMessage> received = new ArrayList<>();
    while (received.size() < count) {
      received.addAll(receive());
    }
    return received;
  }

  private List<InFlightMessage> receive() {
    return receive(queue);
  }

  private List<InFlightMessage> receive(FakeSqsQueue from) {
    fixture.wantRecords();
    InFlightLedger.Admission admission =
        fixture.ledger.admit(
            fixture.ledger.tryReserve(from),
            from,
            from.receive(10, FakeSqsQueue.VISIBILITY).join(),
            FakeSqsQueue.VISIBILITY);
    admission.settledBefore().forEach(fixture.deleter::delete);
    return admission.fresh();
  }

  private void acknowledge(List<InFlightMessage> messages) {
    for (InFlightMessage message : messages) {
      assertThat(fixture.ledger.settle(message)).isTrue();
      fixture.deleter.delete(message);
    }
  }
}
