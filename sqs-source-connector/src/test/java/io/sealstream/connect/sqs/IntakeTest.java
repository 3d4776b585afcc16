package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
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

    assertThat(queue.visible()).isEqualTo(25);
    assertThat(queue.releaseBatches).extracting(List::size).containsExactly(10, 10, 5);
    assertThat(fixture.ledger.size()).isZero();
  }

  @Test
  void whatArrivesAfterTheStopIsGivenBackToo() {
    Intake intake = fixture.intake();
    fixture.receivers(intake, 4).start();
    fixture.engine.run();
    intake.close();

    queue.add(3);

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
}
