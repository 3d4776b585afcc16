package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The order within message groups, from a FIFO queue to what Connect gets. */
class FifoOrderTest {

  private final EngineFixture fixture = new EngineFixture(10_000, "logins.fifo");
  private final ManualEngine engine = fixture.engine;
  private final FakeSqsQueue queue = new FakeSqsQueue("logins.fifo", engine::nanos);
  private final List<String> dispatched = new ArrayList<>();
  private RejectedMessages rejected;
  private Intake intake;

  @BeforeEach
  void wire() {
    rejected = fixture.rejected(PoisonPolicy.RELEASE, SkippedRecordPolicy.RELEASE);
    ValueFormat format =
        body -> {
          if (body.startsWith("poison")) {
            throw new PoisonException("poison");
          }
          return ValueFormat.string().parse(body);
        };
    intake = fixture.intake(rejected, format);
    fixture.ledger.onOrphans(fixture.releaser::release);
  }

  @Test
  void oneMessageOfAGroupIsOnItsWayAtATime() throws Exception {
    add("a", "a1", "a2", "a3");
    add("b", "b1", "b2");
    start();

    List<SourceRecord> first = take();
    assertThat(values(first)).containsExactly("a1", "b1");
    assertThat(take()).isEmpty();

    acknowledge(first.get(1));
    List<SourceRecord> second = take();
    assertThat(values(second)).containsExactly("b2");
    acknowledge(first.get(0));
    assertThat(values(take())).containsExactly("a2");
  }

  @Test
  void theNextOfAGroupDoesNotWaitForTheDeleteOfTheFirst() throws Exception {
    add("a", "a1", "a2");
    start();
    queue.holdDeletes();

    acknowledge(take().get(0));

    assertThat(values(take())).containsExactly("a2");
  }

  @Test
  void whatKafkaDidNotTakeIsNotOvertakenByTheNext() throws Exception {
    add("a", "a1", "a2", "a3");
    start();

    rejected.notTaken(inFlight(take().get(0)));
    engine.run();
    assertThat(take()).isEmpty();
    assertThat(fixture.ledger.size()).isZero();
    assertThat(queue.visible()).as("those behind are given back at once").isEqualTo(2);

    engine.advance(FakeSqsQueue.VISIBILITY);
    queue.answerOpenPolls();
    engine.run();
    drain();
    assertThat(dispatched).containsExactly("a1", "a2", "a3");
  }

  @Test
  void aPoisonMessageThatIsReleasedHoldsUpItsGroupOnly() throws Exception {
    add("a", "a1", "poison", "a3");
    add("b", "b1");
    start();

    drain();
    engine.advance(Duration.ofMinutes(2));
    drain();

    assertThat(dispatched).containsExactly("a1", "b1");
    assertThat(queue.bodies()).containsExactly("poison", "a3");
  }

  @Test
  void aPoisonMessageThatIsDroppedLetsItsGroupGoOn() throws Exception {
    rejected = fixture.rejected(PoisonPolicy.DROP, SkippedRecordPolicy.RELEASE);
    ValueFormat format =
        body -> {
          if (body.equals("poison")) {
            throw new PoisonException("poison");
          }
          return ValueFormat.string().parse(body);
        };
    intake = fixture.intake(rejected, format);
    add("a", "poison", "a2", "poison", "a4");
    start();

    drain();

    assertThat(dispatched).containsExactly("a2", "a4");
    assertThat(queue.size()).isZero();
  }

  @Test
  void theGroupWaitsUntilTheDeadLetterIsSent() throws Exception {
    rejected = fixture.rejected(PoisonPolicy.DEAD_LETTER, SkippedRecordPolicy.DEAD_LETTER);
    intake = fixture.intake(rejected, ValueFormat.string());
    add("a", "a1", "a2");
    start();
    fixture.deadLetterQueue.failing("send", new RetriableException("HTTP 503"));

    rejected.skipped(inFlight(take().get(0)));
    engine.run();
    assertThat(take()).isEmpty();

    fixture.deadLetterQueue.healed("send");
    engine.advance(Duration.ofSeconds(1));
    assertThat(values(take())).containsExactly("a2");
    assertThat(fixture.deadLetterQueue.bodies()).containsExactly("a1");
  }

  @Test
  void whatExpiredInTheBufferTakesAlongWhatIsBehindIt() throws Exception {
    add("a", "a1", "a2");
    start();
    queue.failing("extend", new RetriableException("HTTP 503"));
    engine.advance(FakeSqsQueue.VISIBILITY);

    assertThat(take()).isEmpty();
    assertThat(fixture.ledger.size()).isZero();

    queue.healed("extend");
    queue.endPolls();
    engine.run();
    drain();
    assertThat(dispatched).containsExactly("a1", "a2");
  }

  @Test
  void messagesOfAGroupGoInTheOrderOfTheirSequenceNumbers() throws Exception {
    fixture.keepPolling();
    admit(message("late", "a", "10"));
    admit(message("early", "a", "9"));

    List<SourceRecord> first = take();
    assertThat(first).extracting(RecordMapper::messageIdOf).containsExactly("early");
    acknowledge(first.get(0));
    assertThat(take()).extracting(RecordMapper::messageIdOf).containsExactly("late");
  }

  @Test
  void aRedeliveredMessageThatWasSettledDoesNotHoldUpItsGroup() throws Exception {
    add("a", "a1", "a2");
    start();
    queue.holdDeletes();
    acknowledge(take().get(0));
    admit(message("logins.fifo-0", "a", "0"));

    assertThat(values(take())).containsExactly("a2");
  }

  private void add(String group, String... bodies) {
    for (String body : bodies) {
      queue.addToGroup(group, body);
    }
  }

  private void start() {
    fixture.keepPolling();
    Receivers receivers = fixture.receivers(queue, intake, 8);
    fixture.ledger.onRoom(receivers::resume);
    receivers.start();
    engine.run();
  }

  private void drain() throws InterruptedException {
    for (List<SourceRecord> records = take(); !records.isEmpty(); records = take()) {
      dispatched.addAll(values(records));
      records.forEach(this::acknowledge);
      engine.advance(EngineFixture.LINGER);
    }
  }

  private List<SourceRecord> take() throws InterruptedException {
    return fixture.ledger.takeReady(100, Duration.ZERO);
  }

  private static List<String> values(List<SourceRecord> records) {
    return records.stream().map(record -> String.valueOf(record.value())).toList();
  }

  private void acknowledge(SourceRecord record) {
    InFlightMessage message = inFlight(record);
    assertThat(fixture.ledger.settle(message)).isTrue();
    fixture.deleter.delete(message);
  }

  private InFlightMessage inFlight(SourceRecord record) {
    return fixture.ledger.find(queue.url(), RecordMapper.messageIdOf(record));
  }

  private void admit(SqsMessage message) {
    Room.Reservation room = fixture.ledger.tryReserve(queue);
    intake.accept(room, queue, List.of(message), FakeSqsQueue.VISIBILITY);
  }

  private static SqsMessage message(String id, String group, String sequenceNumber) {
    return new SqsMessage(
        id,
        "handle",
        "body",
        Map.of(),
        Map.of("MessageGroupId", group, "SequenceNumber", sequenceNumber));
  }
}
