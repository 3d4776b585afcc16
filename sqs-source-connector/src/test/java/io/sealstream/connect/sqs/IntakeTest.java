package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

class IntakeTest {

  private final EngineFixture fixture = new EngineFixture();
  private final FakeSqsQueue queue = fixture.queue;

  @Test
  void aStopGivesBackWhatConnectNeverSaw() {
    queue.add(25);
    Intake intake = fixture.intake();
    fixture.receivers(intake, 4).start();
    fixture.engine.run();
    assertThat(queue.visible()).isZero();

    intake.close();
    fixture.engine.run();

    assertThat(queue.visible()).isEqualTo(25);
    assertThat(queue.releaseBatches).extracting(List::size).containsExactly(10, 10, 5);
    assertThat(fixture.ledger.size()).isZero();
  }

  @Test
  void whatArrivesAfterTheStopIsGivenBackToo() {
    Intake intake = fixture.intake();
    Receivers receivers = fixture.receivers(intake, 4);
    receivers.start();
    fixture.engine.run();
    intake.close();

    queue.addTogether(3);
    receivers.stop();
    fixture.engine.run();

    assertThat(queue.visible()).isEqualTo(3);
    assertThat(fixture.ledger.size()).isZero();
  }

  @Test
  void anUnforeseenErrorFailsTheTaskWithoutItsText() {
    ValueFormat broken =
        body -> {
          throw new IllegalStateException("marker " + body);
        };
    queue.add("secret");
    fixture
        .receivers(
            fixture.intake(fixture.rejected(PoisonPolicy.DROP, SkippedRecordPolicy.DELETE), broken),
            1)
        .start();
    fixture.engine.run();

    assertThatThrownBy(fixture.failure::throwIfSet)
        .hasMessage(
            "Message logins-0 of logins could not be mapped: java.lang.IllegalStateException")
        .hasNoCause();
    assertThat(queue.size()).isEqualTo(1);
  }

  @Test
  void aMessageThatIsHeldOrWasSettledIsCountedWhenItComesAgain() throws Exception {
    queue.add(2);
    Intake intake = fixture.intake();
    accept(intake);
    List<SourceRecord> records = fixture.ledger.takeReady(1, Duration.ZERO);
    assertThat(records).hasSize(1);
    assertThat(suppressed()).isZero();
    fixture.engine.advance(FakeSqsQueue.VISIBILITY);

    accept(intake); // both are held
    assertThat(suppressed()).isEqualTo(2);

    InFlightMessage settled = fixture.ledger.find(queue.url(), "logins-0");
    fixture.ledger.settle(settled);
    fixture.ledger.forget(settled);
    fixture.engine.advance(FakeSqsQueue.VISIBILITY);
    accept(intake); // one was settled, one is held

    assertThat(suppressed()).isEqualTo(4);
  }

  private void accept(Intake intake) {
    Room.Reservation reservation = fixture.ledger.tryReserve(queue);
    if (reservation == null) {
      fixture.wantRecords();
      reservation = fixture.ledger.tryReserve(queue);
    }
    intake.accept(
        reservation,
        queue,
        queue.receive(10, FakeSqsQueue.VISIBILITY).join(),
        FakeSqsQueue.VISIBILITY);
  }

  private double suppressed() {
    return fixture.metrics.value("duplicates-suppressed-total");
  }
}
