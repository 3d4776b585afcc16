package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

/** A queue whose messages are hidden for 30 seconds, and a task that is slow to finish them. */
class VisibilityKeeperTest {

  private final EngineFixture fixture = new EngineFixture();
  private final ManualEngine engine = fixture.engine;
  private final FakeSqsQueue queue = fixture.queue;

  @Test
  void nothingIsRenewedThatIsDoneWithSoonEnough() throws Exception {
    receive(25);
    acknowledge(take(25));
    engine.advance(Duration.ofMinutes(10));

    assertThat(queue.extendBatches).isEmpty();
  }

  @Test
  void whatIsHeldIsRenewedTenAtATimeBeforeHalfOfItsTimeIsGone() throws Exception {
    receive(25);
    take(5); // with Connect; the rest waits in the buffer
    engine.advance(Duration.ofSeconds(11));
    assertThat(queue.extendBatches).isEmpty();

    engine.advance(Duration.ofSeconds(4));

    assertThat(queue.extendBatches).extracting(List::size).containsExactly(10, 10, 5);
    assertThat(handles()).doesNotHaveDuplicates();
  }

  @Test
  void aMessageIsHiddenForAsLongAsItIsHeld() throws Exception {
    receive(25);
    List<SourceRecord> dispatched = take(5);
    engine.advance(Duration.ofHours(1));

    assertThat(queue.visible()).isZero();
    acknowledge(dispatched);
    assertThat(take(100)).as("nothing has expired in the buffer").hasSize(20);
  }

  @Test
  void aMessageThatWaitsForItsDeleteIsRenewedToo() throws Exception {
    receive(3);
    queue.failing("delete", new RetriableException("HTTP 503"));
    acknowledge(take(3));
    engine.advance(Duration.ofMinutes(5));
    assertThat(queue.visible()).isZero();

    queue.healed("delete");
    engine.advance(Duration.ofMinutes(1));

    assertThat(queue.size()).isZero();
  }

  @Test
  void sqsLetsNothingBeHiddenForMoreThanTwelveHours() throws Exception {
    receive(2);
    take(1);
    engine.advance(Duration.ofHours(12).minusSeconds(40));
    assertThat(queue.visible()).isZero();
    assertThat(queue.longestHiddenInAll).isLessThanOrEqualTo(Duration.ofHours(12));

    queue.endPolls();
    fixture.failure.set(new ConnectException("no receives any more"));
    engine.advance(Duration.ofHours(1));

    assertThat(queue.longestHiddenInAll).isLessThanOrEqualTo(Duration.ofHours(12));
    assertThat(queue.visible()).isEqualTo(2);
    assertThat(take(10)).as("the one in the buffer is SQS's again").isEmpty();
    assertThat(fixture.ledger.size()).as("the other may still be acknowledged").isEqualTo(1);
  }

  @Test
  void renewalsThatFailUntilTheTwelveHoursAreOverEndThere() throws Exception {
    receive(1);
    take(1);
    engine.advance(Duration.ofHours(12).minusMinutes(5));
    queue.failing("extend", new RetriableException("HTTP 503"));
    engine.advance(Duration.ofMinutes(10));

    fixture.failure.throwIfSet();
    int asked = queue.extendBatches.size();
    engine.advance(Duration.ofMinutes(10));
    assertThat(queue.extendBatches).hasSize(asked);
  }

  @Test
  void anOutageThatEndsBeforeTheTimeoutDoesLosesNothing() throws Exception {
    receive(10);
    take(10);
    engine.advance(Duration.ofSeconds(11));
    queue.failing("extend", new RetriableException("HTTP 503"));
    engine.advance(Duration.ofSeconds(17));
    queue.healed("extend");
    engine.advance(Duration.ofMinutes(1));

    assertThat(queue.visible()).isZero();
    assertThat(queue.receivedOnce()).isTrue();
  }

  @Test
  void whatSqsDoesNotKnowAnyMoreLeavesTheBuffer() throws Exception {
    receive(3);
    queue.refuseExtensions(handle -> handle.startsWith("logins-1#"), false);
    engine.advance(Duration.ofSeconds(16));

    assertThat(take(10))
        .extracting(RecordMapper::messageIdOf)
        .containsExactly("logins-0", "logins-2");
  }

  @Test
  void anEntryThatWasRefusedForNowIsTriedAgainInTime() throws Exception {
    receive(3);
    queue.refuseExtensions(handle -> handle.startsWith("logins-1#"), true);
    engine.advance(Duration.ofSeconds(20));
    queue.refuseExtensions(handle -> false, true);
    engine.advance(Duration.ofSeconds(15));

    assertThat(queue.visible()).isZero();
    assertThat(take(10)).hasSize(3);
  }

  @Test
  void whatFailsForOneBatchDoesNotHoldUpTheOthers() {
    receive(400); // more batches than may be under way at once
    queue.refuseExtensions(handle -> handle.startsWith("logins-1#"), true);
    engine.advance(Duration.ofSeconds(13));

    assertThat(handles()).doesNotHaveDuplicates().hasSize(400);
  }

  @Test
  void troubleThatPassesIsTriedAgainWithABackoff() throws Exception {
    receive(20);
    queue.failing("extend", new RetriableException("HTTP 503"));
    engine.advance(Duration.ofSeconds(20));
    assertThat(queue.extendBatches).hasSizeBetween(2, 20);
    queue.healed("extend");
    engine.advance(Duration.ofSeconds(9));

    assertThat(queue.visible()).isZero();
    fixture.failure.throwIfSet();
  }

  @Test
  void aMissingPermissionFailsTheTask() {
    receive(1);
    queue.failing("extend", new ConnectException("allow sqs:ChangeMessageVisibility"));
    engine.advance(Duration.ofSeconds(16));

    assertThatThrownBy(fixture.failure::throwIfSet).hasMessage("allow sqs:ChangeMessageVisibility");
  }

  @Test
  void aPauseGivesBackWhatWaitsAndKeepsWhatConnectHas() throws Exception {
    receive(25);
    take(5);
    fixture.stopPolling();
    engine.advance(Duration.ofSeconds(7));
    queue.endPolls();
    engine.advance(Duration.ofMinutes(10));

    assertThat(queue.visible()).isEqualTo(20);
    assertThat(fixture.ledger.size()).isEqualTo(5);
    assertThat(queue.releaseBatches).extracting(List::size).containsExactly(10, 10);
  }

  @Test
  void whatArrivesDuringAPauseGoesBackToo() {
    receive(0);
    fixture.stopPolling();
    engine.advance(Duration.ofSeconds(7));
    queue.add(1); // for the long poll that was open already
    engine.advance(Duration.ofSeconds(2));

    assertThat(queue.visible()).isEqualTo(1);
    assertThat(fixture.ledger.size()).isZero();
  }

  private void receive(int messages) {
    queue.add(messages);
    fixture.keepPolling();
    Intake intake = fixture.intake();
    fixture.receivers(intake, 8).start();
    new PauseWatch(fixture.ledger, intake, engine).start();
    engine.run();
    assertThat(fixture.ledger.size()).isEqualTo(messages);
  }

  private List<SourceRecord> take(int max) throws InterruptedException {
    return fixture.ledger.takeReady(max, Duration.ZERO);
  }

  private void acknowledge(List<SourceRecord> records) {
    for (SourceRecord record : records) {
      InFlightMessage message = fixture.ledger.find(queue.url(), RecordMapper.messageIdOf(record));
      assertThat(fixture.ledger.settle(message)).isTrue();
      fixture.deleter.delete(message);
    }
    engine.advance(EngineFixture.LINGER);
  }

  private List<String> handles() {
    return queue.extendBatches.stream().flatMap(List::stream).collect(Collectors.toList());
  }
}
