package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealstream.connect.sqs.SqsFailure.Kind;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

/** Payloads in S3 between the receipt of a message and its record. */
class PayloadsTest {

  private static final Duration ALL_BACKOFFS = Duration.ofMinutes(1);
  private static final RuntimeException PASSES =
      new SqsFailure.Passing(Kind.QUEUE, "S3 GetObject: ", "SlowDown (HTTP 503)");

  private final EngineFixture fixture = new EngineFixture();
  private final FakeSqsQueue queue = fixture.queue;
  private final FakePayloadStore store = fixture.payloadStore;

  @Test
  void aPayloadBecomesTheRecordAndTheAttributeOfItsPointerIsGone() {
    store.put("payloads", "key-1", "hello");
    Map<String, MessageAttribute> attributes = new HashMap<>(PointerMessages.length(5));
    attributes.put("trace", MessageAttribute.ofText("t-1"));
    queue.add(PointerMessages.body("payloads", "key-1"), attributes);

    start(PoisonPolicy.FAIL);

    SourceRecord record = take().get(0);
    assertThat(record.value()).isEqualTo("hello");
    assertThat(record.headers().lastWithName("trace").value()).isEqualTo("t-1");
    assertThat(record.headers().lastWithName("ExtendedPayloadSize")).isNull();
    assertThat(fixture.failure.isSet()).isFalse();
  }

  @Test
  void anErrorWhileMappingAPayloadFailsTheTask() {
    store.put("payloads", "key-1", "hello");
    queue.add(PointerMessages.body("payloads", "key-1"), PointerMessages.length(5));
    ValueFormat broken =
        body -> {
          throw new NoClassDefFoundError("marker");
        };
    RejectedMessages rejected = fixture.rejected(PoisonPolicy.FAIL, SkippedRecordPolicy.RELEASE);
    fixture.receivers(fixture.intake(rejected, broken), 1).start();
    fixture.engine.run();

    assertThatThrownBy(fixture.failure::throwIfSet)
        .hasMessage(
            "The payload of message logins-0 of logins could not be taken in:"
                + " java.lang.NoClassDefFoundError");
  }

  @Test
  void anOrdinaryMessageDoesNotWaitForPayloadsOfItsReceive() {
    store.hold();
    addPointer(1);
    queue.add("ordinary");

    start(PoisonPolicy.FAIL);

    assertThat(take()).extracting(SourceRecord::value).containsExactly("ordinary");
  }

  @Test
  void aFifoGroupWaitsForAPayload() {
    EngineFixture fifo = new EngineFixture(100, "logins.fifo");
    FakeSqsQueue logins = new FakeSqsQueue("logins.fifo", fifo.engine::nanos);
    fifo.payloadStore.hold();
    fifo.payloadStore.put("payloads", "key-1", "first");
    logins.add(
        PointerMessages.body("payloads", "key-1"),
        PointerMessages.length(5),
        Map.of("MessageGroupId", "g", "SequenceNumber", "1"));
    logins.addToGroup("g", "second");
    logins.addToGroup("other", "of another group");
    fifo.receivers(logins, fifo.intake(), 1).start();
    fifo.engine.run();
    assertThat(take(fifo)).extracting(SourceRecord::value).containsExactly("of another group");

    fifo.payloadStore.answer();
    fifo.engine.run();

    List<SourceRecord> first = take(fifo);
    assertThat(first).extracting(SourceRecord::value).containsExactly("first");
    fifo.ledger.settle(fifo.ledger.find(logins.url(), RecordMapper.messageIdOf(first.get(0))));
    assertThat(take(fifo)).extracting(SourceRecord::value).containsExactly("second");
  }

  @Test
  void theLedgerHoldsThePayloadsBytesBeforeTheyAreThere() {
    store.hold();
    addPointer(1);

    start(PoisonPolicy.FAIL);

    assertThat(fixture.ledger.size()).isEqualTo(1);
    assertThat(fixture.ledger.bytes()).isGreaterThan(5).isLessThan(5 + 300);
    long pointer = fixture.ledger.bytes() - 5;
    store.answer();
    fixture.engine.run();
    assertThat(fixture.ledger.bytes()).isEqualTo(pointer + 5);
  }

  @Test
  void noMorePayloadsAreFetchedAtOnceThanThereAreConnectionsFor() {
    store.hold();
    IntStream.range(0, 50).forEach(this::addPointer);

    start(PoisonPolicy.FAIL);

    assertThat(store.unanswered()).isEqualTo(Payloads.MAX_CONCURRENT_GETS);
    store.answer();
    fixture.engine.run();
    assertThat(take()).hasSize(50);
    assertThat(store.gets()).hasSize(50);
  }

  @Test
  void troubleThatPassesIsWaitedForWhileTheMessageStaysHidden() {
    store.fail(PASSES);
    addPointer(1);
    addPointer(2);
    fixture.keepPolling();
    start(PoisonPolicy.FAIL);
    fixture.engine.advance(Duration.ofMinutes(10)); // twenty visibility timeouts
    assertThat(queue.visible()).isZero();
    assertThat(fixture.ledger.size()).isEqualTo(2);

    store.fail(null);
    fixture.engine.advance(ALL_BACKOFFS);

    assertThat(take()).extracting(SourceRecord::value).containsExactlyInAnyOrder("load1", "load2");
    assertThat(queue.receives).isLessThan(10);
    assertThat(fixture.failure.isSet()).isFalse();
  }

  @Test
  void troubleThatSomebodyHasToMendFailsTheTaskAndLeavesTheMessage() {
    store.fail(new SqsFailure.Lasting(Kind.PERMISSION, "S3 GetObject: ", "access denied."));
    addPointer(1);

    start(PoisonPolicy.DROP);
    fixture.engine.advance(ALL_BACKOFFS);

    assertThatThrownBy(fixture.failure::throwIfSet)
        .isInstanceOf(ConnectException.class)
        .hasMessage("S3 GetObject: access denied.");
    assertThat(queue.size()).isEqualTo(1);
  }

  @Test
  void aPayloadThatIsNotThereIsPoison() {
    queue.add(PointerMessages.body("payloads", "gone"), PointerMessages.length(5));

    start(PoisonPolicy.FAIL);

    assertThatThrownBy(fixture.failure::throwIfSet)
        .hasMessageStartingWith(
            "Message logins-0 of logins cannot become a record: not there. Nothing was deleted");
    assertThat(queue.size()).isEqualTo(1);
  }

  @Test
  void whatIsTooLargeElsewhereOrNoPointerIsPoisonWithoutARequest() {
    queue.add(
        PointerMessages.body("payloads", "k"),
        PointerMessages.length(EngineFixture.MAX_PAYLOAD + 1));
    queue.add(PointerMessages.body("secrets", "k"), PointerMessages.length(5));
    queue.add("hello", PointerMessages.length(5));

    start(PoisonPolicy.DROP);
    fixture.engine.advance(ALL_BACKOFFS);

    assertThat(queue.size()).isZero();
    assertThat(store.gets()).isEmpty();
    assertThat(fixture.failure.isSet()).isFalse();
  }

  @Test
  void aMessageThatIsDeliveredAgainMeanwhileIsFetchedOnce() {
    store.hold();
    addPointer(1);
    start(PoisonPolicy.FAIL);
    queue.failing("extend", new SqsFailure.Passing(Kind.QUEUE, "SQS: ", "500"));
    fixture.keepPolling();
    fixture.engine.advance(FakeSqsQueue.VISIBILITY);
    queue.answerOpenPolls();
    fixture.engine.run();
    queue.healed("extend");

    store.answer();
    fixture.engine.run();

    assertThat(take()).hasSize(1);
    assertThat(store.gets()).hasSize(1);
  }

  @Test
  void whatIsGivenBackIsNotFetchedAnyMore() {
    store.hold();
    IntStream.range(0, 40).forEach(this::addPointer);
    Intake intake = start(PoisonPolicy.FAIL);

    intake.close();
    store.answer();
    fixture.engine.run();

    assertThat(queue.visible()).isEqualTo(40);
    assertThat(store.gets()).hasSize(Payloads.MAX_CONCURRENT_GETS);
    assertThat(take()).isEmpty();
    assertThat(fixture.failure.isSet()).isFalse();
  }

  @Test
  void aDeadLetterIsTheUntouchedPointer() {
    String body = PointerMessages.body("payloads", "gone");
    queue.add(body, PointerMessages.length(5));

    start(PoisonPolicy.DEAD_LETTER);
    fixture.engine.advance(ALL_BACKOFFS);

    assertThat(queue.size()).isZero();
    SqsMessage letter = fixture.deadLetterQueue.messages().get(0);
    assertThat(letter.body()).isEqualTo(body);
    assertThat(letter.attributes())
        .containsAllEntriesOf(PointerMessages.length(5))
        .containsKey("sealstream.error");
  }

  @Test
  void aLargePayloadLeavesItsDeadLettersAttributesTheirRoom() {
    String payload = "x".repeat(EngineFixture.MAX_PAYLOAD);
    store.put("payloads", "key-1", payload);
    queue.add(
        PointerMessages.body("payloads", "key-1"),
        PointerMessages.length(EngineFixture.MAX_PAYLOAD));

    Intake intake =
        fixture.intake(
            fixture.rejected(PoisonPolicy.DEAD_LETTER, SkippedRecordPolicy.RELEASE),
            text -> {
              throw new PoisonException("no good, of length " + text.length());
            });
    fixture.receivers(intake, 1).start();
    fixture.engine.advance(ALL_BACKOFFS);

    SqsMessage letter = fixture.deadLetterQueue.messages().get(0);
    assertThat(letter.attributes().get("sealstream.error").text())
        .endsWith("no good, of length 2000000");
    assertThat(letter.attributes()).hasSize(4);
  }

  private void addPointer(int number) {
    String payload = "load" + number % 10;
    store.put("payloads", "key-" + number, payload);
    queue.add(
        PointerMessages.body("payloads", "key-" + number),
        PointerMessages.length(payload.length()));
  }

  private Intake start(PoisonPolicy poison) {
    Intake intake =
        fixture.intake(fixture.rejected(poison, SkippedRecordPolicy.RELEASE), ValueFormat.string());
    fixture.receivers(intake, 8).start();
    fixture.engine.run();
    return intake;
  }

  private List<SourceRecord> take() {
    return take(fixture);
  }

  private static List<SourceRecord> take(EngineFixture fixture) {
    try {
      return fixture.ledger.takeReady(1000, Duration.ZERO);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
