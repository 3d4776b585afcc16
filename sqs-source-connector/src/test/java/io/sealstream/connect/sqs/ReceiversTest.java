package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

class ReceiversTest {

  private final EngineFixture fixture = new EngineFixture(100);
  private final ManualEngine engine = fixture.engine;
  private final FakeSqsQueue queue = fixture.queue;
  private final Receivers receivers = fixture.receivers(fixture.intake(), 8);

  @Test
  void keepsOneLongPollOpenWhileTheQueueIsEmpty() {
    start();
    for (int i = 0; i < 5; i++) {
      assertThat(queue.openPolls()).isEqualTo(1);
      queue.endPolls();
      engine.run();
    }
    assertThat(queue.receives).isEqualTo(6);
  }

  @Test
  void receivesMoreAtOnceWhileReceivesComeBackFull() {
    queue.add(70);
    start();

    assertThat(fixture.ledger.size()).isEqualTo(70);
    assertThat(queue.openPolls()).isEqualTo(3); // room for 30 more
  }

  @Test
  void goesBackToOneLongPollWhenTheQueueIsEmptyAgain() {
    queue.add(70);
    start();
    queue.endPolls();
    engine.run();

    assertThat(queue.openPolls()).isEqualTo(1);
  }

  @Test
  void receivesNothingThatTheLedgerHasNoRoomFor() throws Exception {
    queue.add(250);
    start();
    assertThat(fixture.ledger.size()).isEqualTo(100);
    assertThat(queue.openPolls()).isZero();

    acknowledge(takeReady(50));
    engine.run();

    assertThat(fixture.ledger.size()).isEqualTo(100);
    assertThat(queue.size()).isEqualTo(200);
  }

  @Test
  void stopsByItselfWhenTheLedgerIsFullAndGoesOnAfterwards() throws Exception {
    queue.add(150);
    start();
    int receives = queue.receives;
    engine.advance(Duration.ofSeconds(10));
    assertThat(queue.receives).isEqualTo(receives);

    for (int i = 0; i < 10 && queue.size() > 0; i++) {
      acknowledge(takeReady(100));
      engine.advance(EngineFixture.LINGER);
    }
    assertThat(queue.size()).isZero();
  }

  @Test
  void receivesNothingWhileNobodyPollsAndGoesOnWhenSomebodyDoes() {
    receivers.start();
    engine.run();
    queue.add(5);
    engine.run();
    engine.advance(Duration.ofSeconds(5));
    queue.endPolls();
    engine.run();
    int receives = queue.receives;

    engine.advance(FakeSqsQueue.VISIBILITY.multipliedBy(9));
    assertThat(queue.receives).as("no receive count is used up").isEqualTo(receives);

    fixture.wantRecords();
    engine.run();
    assertThat(queue.receives).isGreaterThan(receives);
  }

  @Test
  void aProcessThatWasFrozenWhilePollWaitedReceivesAgain() throws Exception {
    receivers.start();
    engine.run();
    Thread connect =
        new Thread(
            () -> {
              try {
                fixture.ledger.takeReady(10, Duration.ofSeconds(3));
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    connect.start();
    await().until(() -> connect.getState() == Thread.State.TIMED_WAITING);
    engine.advance(Duration.ofSeconds(6)); // frozen for so long
    queue.endPolls(); // and then the engine is first
    engine.run();
    connect.join();

    queue.add(5);
    fixture.keepPolling();
    engine.run();

    assertThat(fixture.ledger.size()).isEqualTo(5);
  }

  @Test
  void noQueueIsLeftUnreadByAnother() {
    EngineFixture small = new EngineFixture(10, "logins", "second");
    FakeSqsQueue second = new FakeSqsQueue("second", small.engine::nanos);
    Receivers first = small.receivers(small.intake(), 8);
    Receivers other = small.receivers(second, small.intake(), 8);
    small.ledger.onRoom(
        () -> {
          first.resume();
          other.resume();
        });
    small.keepPolling();
    first.start();
    other.start();
    small.engine.run();

    second.add(5);
    small.engine.run();

    assertThat(small.ledger.size()).isEqualTo(5);
    assertThat(small.queue.openPolls()).isEqualTo(1);
  }

  @Test
  void anErrorWhileMappingFailsTheTaskAndReceivesEnd() {
    ValueFormat broken =
        body -> {
          throw new NoClassDefFoundError("marker");
        };
    Receivers failing =
        fixture.receivers(
            fixture.intake(fixture.rejected(PoisonPolicy.DROP, SkippedRecordPolicy.DELETE), broken),
            8);
    fixture.keepPolling();
    queue.add(1);
    failing.start();
    engine.run();

    assertThatThrownBy(fixture.failure::throwIfSet)
        .hasMessage(
            "Messages of queue logins could not be taken in: java.lang.NoClassDefFoundError")
        .hasNoCause();
  }

  @Test
  void aQueueThatHidesNothingFailsTheTask() {
    queue.visibilityTimeout = Duration.ZERO;
    start();

    assertThatThrownBy(fixture.failure::throwIfSet)
        .hasMessage(
            "Queue http://localhost:1/000000000000/logins does not hide the messages it delivers:"
                + " its visibility timeout is 0. Set it on the queue, or set"
                + " sqs.visibility.timeout.seconds here");
    assertThat(queue.receives).isZero();
  }

  @Test
  void comesBackAfterTroubleThatPasses() {
    queue.failing("receive", new RetriableException("HTTP 503"));
    start();
    engine.advance(Duration.ofMinutes(5));
    assertThat(queue.receives).as("backs off").isBetween(12, 40);
    fixture.failure.throwIfSet();

    queue.healed("receive");
    queue.add(1);
    engine.advance(Duration.ofSeconds(30));

    assertThat(fixture.ledger.size()).isEqualTo(1);
  }

  @Test
  void asksForTheVisibilityTimeoutUntilItIsAnswered() {
    queue.failing("attributes", new RetriableException("HTTP 503"));
    start();
    engine.advance(Duration.ofSeconds(5));
    assertThat(queue.receives).isZero();

    queue.healed("attributes");
    engine.advance(Duration.ofSeconds(30));

    assertThat(queue.openPolls()).isEqualTo(1);
  }

  @Test
  void failsTheTaskAtOnceForTroubleThatSomebodyHasToMend() {
    queue.failing("attributes", new ConnectException("this queue does not exist"));
    start();

    assertThatThrownBy(fixture.failure::throwIfSet).hasMessage("this queue does not exist");
    engine.advance(Duration.ofMinutes(1));
    assertThat(queue.receives).isZero();
  }

  @Test
  void receivesNothingMoreOnceTheTaskFailed() {
    start();
    fixture.failure.set(new ConnectException("elsewhere"));
    queue.endPolls();
    engine.run();

    assertThat(queue.openPolls()).isZero();
  }

  @Test
  void stopAbortsTheLongPollsAndReceivesNothingMore() {
    start();
    assertThat(queue.openPolls()).isEqualTo(1);

    receivers.stop();
    engine.run();
    receivers.resume();
    engine.advance(Duration.ofMinutes(1));

    assertThat(queue.openPolls()).isZero();
    assertThat(queue.receives).isEqualTo(1);
  }

  @Test
  void everyReservationEndsWithItsReceive() {
    start();
    queue.failing("receive", new RetriableException("HTTP 503"));
    queue.endPolls();
    engine.advance(Duration.ofSeconds(10));
    receivers.stop();
    engine.run();

    for (int i = 0; i < 10; i++) {
      assertThat(fixture.ledger.tryReserve(queue)).isNotNull();
    }
  }

  private void start() {
    fixture.keepPolling();
    receivers.start();
    engine.run();
  }

  private List<SourceRecord> takeReady(int max) throws InterruptedException {
    return fixture.ledger.takeReady(max, Duration.ZERO);
  }

  private void acknowledge(List<SourceRecord> records) {
    for (SourceRecord record : records) {
      InFlightMessage message = fixture.ledger.find(queue.url(), RecordMapper.messageIdOf(record));
      assertThat(fixture.ledger.settle(message)).isTrue();
      fixture.deleter.delete(message);
    }
  }
}
