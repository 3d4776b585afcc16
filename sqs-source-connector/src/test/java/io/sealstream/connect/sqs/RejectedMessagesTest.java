package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Poison and skipped messages under each policy, from their receipt to the two queues. */
class RejectedMessagesTest {

  private static final String BODY = "{\"foo\": \"not a login\"";
  private static final Map<String, MessageAttribute> ATTRIBUTES =
      Map.of(
          "text", new MessageAttribute("String.custom", "a", null),
          "bytes", new MessageAttribute("Binary", null, ByteBuffer.wrap(new byte[] {1, 2})));

  private final EngineFixture fixture = new EngineFixture();
  private final ManualEngine engine = fixture.engine;
  private final FakeSqsQueue queue = fixture.queue;
  private final FakeSqsQueue deadLetters = fixture.deadLetterQueue;

  @Test
  void failStopsTheTaskWithoutTheBodyAndLeavesTheMessage() {
    poison(PoisonPolicy.FAIL);

    assertThatThrownBy(fixture.failure::throwIfSet)
        .isInstanceOf(ConnectException.class)
        .hasMessage(
            "Message logins-0 of logins cannot become a record: the body is not valid JSON at line"
                + " 1, column 22. Nothing was deleted; mend the message's producer, or set"
                + " poison.policy to dead-letter, release or drop")
        .hasNoCause();
    assertThat(queue.size()).isEqualTo(1);
    assertThat(deadLetters.size()).isZero();
  }

  @Test
  void releaseLeavesTheMessageToItsVisibilityTimeout() {
    poison(PoisonPolicy.RELEASE);

    assertThat(fixture.ledger.size()).isZero();
    assertThat(queue.visible()).isZero();
    assertThat(queue.releaseBatches).isEmpty();
    engine.advance(FakeSqsQueue.VISIBILITY);
    assertThat(queue.visible()).isEqualTo(1);
  }

  @Test
  void dropDeletesTheMessage() {
    poison(PoisonPolicy.DROP);
    engine.advance(EngineFixture.LINGER);

    assertThat(queue.size()).isZero();
    assertThat(deadLetters.size()).isZero();
    assertThat(fixture.ledger.size()).isZero();
  }

  @Test
  void deadLetterSendsBodyAndAttributesUntouchedWithTheErrorThenDeletes() {
    poison(PoisonPolicy.DEAD_LETTER);
    engine.advance(EngineFixture.LINGER);

    SqsMessage letter = deadLetters.messages().get(0);
    assertThat(letter.body()).isEqualTo(BODY);
    assertThat(letter.attributes()).containsAllEntriesOf(ATTRIBUTES).hasSize(5);
    assertThat(letter.attributes().get("sealstream.error").text())
        .isEqualTo(
            "Message logins-0 of logins cannot become a record: the body is not valid JSON at line"
                + " 1, column 22");
    assertThat(letter.attributes().get("sealstream.source.queue").text()).isEqualTo("logins");
    assertThat(letter.attributes().get("sealstream.source.message.id").text())
        .isEqualTo("logins-0");
    assertThat(queue.size()).isZero();
    assertThat(fixture.ledger.size()).isZero();
  }

  @Test
  void theOriginalStaysUntilTheDeadLetterIsSent() {
    deadLetters.failing("send", new RetriableException("HTTP 503"));
    poison(PoisonPolicy.DEAD_LETTER);
    engine.advance(Duration.ofSeconds(20));
    assertThat(queue.size()).isEqualTo(1);
    assertThat(deadLetters.size()).isZero();
    fixture.failure.throwIfSet();

    deadLetters.healed("send");
    engine.advance(Duration.ofSeconds(30));

    assertThat(deadLetters.bodies()).containsExactly(BODY);
    assertThat(queue.size()).isZero();
  }

  @Test
  void aDeadLetterQueueThatRefusesFailsTheTaskAndTheOriginalStays() {
    deadLetters.failing("send", new ConnectException("access denied"));
    poison(PoisonPolicy.DEAD_LETTER);
    engine.advance(Duration.ofMinutes(1));

    assertThatThrownBy(fixture.failure::throwIfSet)
        .hasMessage("Nothing can be sent to the dead letter queue: access denied");
    assertThat(queue.size()).isEqualTo(1);
  }

  @Test
  void aDeadLetterQueueWithALowerLimitGetsTheOriginalAlone() {
    deadLetters.maxAttributes = ATTRIBUTES.size();
    poison(PoisonPolicy.DEAD_LETTER);
    engine.advance(EngineFixture.LINGER);

    fixture.failure.throwIfSet();
    assertThat(deadLetters.messages().get(0).attributes()).isEqualTo(ATTRIBUTES);
    assertThat(queue.size()).isZero();
  }

  @Test
  void manyDeadLettersAllArrive() {
    for (int i = 0; i < 100; i++) {
      queue.add("garbage " + i);
    }
    receiveAll(PoisonPolicy.DEAD_LETTER, SkippedRecordPolicy.RELEASE, new JsonFormat(null));
    engine.advance(EngineFixture.LINGER);

    assertThat(deadLetters.size()).isEqualTo(100);
    assertThat(queue.size()).isZero();
  }

  @Test
  void aPoisonMessageDoesNotHoldUpItsNeighbours() throws Exception {
    queue.add("{\"a\": 1}");
    queue.add(BODY);
    queue.add("{\"a\": 2}");
    receiveAll(PoisonPolicy.DEAD_LETTER, SkippedRecordPolicy.RELEASE, new JsonFormat(null));

    assertThat(fixture.ledger.takeReady(10, Duration.ZERO))
        .extracting(record -> (Object) record.value())
        .containsExactly(Map.of("a", 1L), Map.of("a", 2L));
  }

  @Test
  void skippedAndReleaseComesAgainAfterItsVisibilityTimeout() throws Exception {
    skip(SkippedRecordPolicy.RELEASE);

    assertThat(queue.size()).isEqualTo(1);
    assertThat(queue.visible()).isZero();
    assertThat(fixture.ledger.size()).isZero();
    engine.advance(FakeSqsQueue.VISIBILITY);
    assertThat(queue.visible()).isEqualTo(1);
  }

  @Test
  void skippedAndDeleteIsDeleted() throws Exception {
    skip(SkippedRecordPolicy.DELETE);

    assertThat(queue.size()).isZero();
    assertThat(deadLetters.size()).isZero();
  }

  @Test
  void skippedAndDeadLetterIsSentThenDeleted() throws Exception {
    skip(SkippedRecordPolicy.DEAD_LETTER);

    assertThat(queue.size()).isZero();
    assertThat(deadLetters.bodies()).containsExactly("fine");
    assertThat(deadLetters.messages().get(0).attributes().get("sealstream.error").text())
        .isEqualTo(
            "Message logins-0 of logins: the record was not produced: a transform dropped it, or"
                + " it failed and errors are tolerated");
  }

  @ParameterizedTest
  @CsvSource({
    "FAIL, poison-fail-total",
    "RELEASE, poison-release-total",
    "DEAD_LETTER, poison-dead-letter-total",
    "DROP, poison-drop-total"
  })
  void poisonIsCountedByItsPolicy(PoisonPolicy policy, String metric) {
    poison(policy);

    assertThat(fixture.metrics.value(metric)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "RELEASE, skipped-release-total",
    "DELETE, skipped-delete-total",
    "DEAD_LETTER, skipped-dead-letter-total"
  })
  void whatIsSkippedIsCountedByItsPolicy(SkippedRecordPolicy policy, String metric)
      throws Exception {
    skip(policy);

    assertThat(fixture.metrics.value(metric)).isEqualTo(1);
  }

  private void poison(PoisonPolicy policy) {
    queue.add(BODY, ATTRIBUTES);
    receiveAll(policy, SkippedRecordPolicy.RELEASE, new JsonFormat(null));
  }

  private void skip(SkippedRecordPolicy policy) throws InterruptedException {
    queue.add("fine");
    RejectedMessages rejected = receiveAll(PoisonPolicy.FAIL, policy, ValueFormat.string());
    List<?> records = fixture.ledger.takeReady(1, Duration.ZERO);
    assertThat(records).hasSize(1);
    rejected.skipped(fixture.ledger.find(queue.url(), "logins-0"));
    engine.advance(EngineFixture.LINGER);
  }

  private RejectedMessages receiveAll(
      PoisonPolicy poison, SkippedRecordPolicy skipped, ValueFormat format) {
    RejectedMessages rejected = fixture.rejected(poison, skipped);
    fixture.receivers(fixture.intake(rejected, format), 4).start();
    engine.run();
    return rejected;
  }
}
