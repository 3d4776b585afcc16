package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.connect.errors.RetriableException;
import org.junit.jupiter.api.Test;

/** Where dead letters go; when they are sent is in {@link RejectedMessagesTest}. */
class DeadLettersTest {

  private final EngineFixture fixture = new EngineFixture(100, "logins", "orders.fifo");
  private final FakeSqsQueue fifo = new FakeSqsQueue("dead.fifo", fixture.engine::nanos);

  private void sendTo(FakeSqsQueue deadLetterQueue, FakeSqsQueue source, String group) {
    source.add("body", Map.of(), group == null ? Map.of() : Map.of("MessageGroupId", group));
    fixture.wantRecords();
    Room.Reservation room = fixture.ledger.tryReserve(source);
    InFlightMessage message =
        fixture
            .ledger
            .admit(
                room,
                source,
                source.receive(10, FakeSqsQueue.VISIBILITY).join(),
                FakeSqsQueue.VISIBILITY)
            .fresh()
            .get(0);
    assertThat(fixture.ledger.reject(message)).isTrue();
    new DeadLetters(
            deadLetterQueue, fixture.ledger, fixture.deleter, fixture.engine, fixture.retry())
        .send(message, "no record");
    fixture.engine.advance(EngineFixture.LINGER);
  }

  @Test
  void aFifoQueueKeepsADeadLetterInItsMessagesGroup() {
    FakeSqsQueue source = new FakeSqsQueue("orders.fifo", fixture.engine::nanos);

    sendTo(fifo, source, "customer-7");

    assertThat(fifo.messages().get(0).systemAttributes())
        .containsEntry("MessageGroupId", "customer-7")
        .containsEntry("MessageDeduplicationId", "orders.fifo-0");
    assertThat(source.size()).isZero();
  }

  @Test
  void aMessageWithoutAGroupIsGroupedByItsQueue() {
    sendTo(fifo, fixture.queue, null);

    assertThat(fifo.messages().get(0).systemAttributes())
        .containsEntry("MessageGroupId", "logins")
        .containsEntry("MessageDeduplicationId", "logins-0");
    assertThat(fixture.queue.size()).isZero();
  }

  @Test
  void aStandardQueueIsToldNoPlaceWhateverTheMessageHad() {
    FakeSqsQueue source = new FakeSqsQueue("orders.fifo", fixture.engine::nanos);

    sendTo(fixture.deadLetterQueue, source, "customer-7");

    fixture.failure.throwIfSet();
    assertThat(fixture.deadLetterQueue.messages().get(0).systemAttributes())
        .containsOnlyKeys("SentTimestamp");
    assertThat(source.size()).isZero();
  }

  @Test
  void aSendThatIsTriedAgainGoesToTheSamePlace() {
    fifo.failing("send", new RetriableException("connection lost"));
    sendTo(fifo, fixture.queue, "tenant-1");
    assertThat(fixture.queue.size()).isEqualTo(1);

    fifo.healed("send");
    fixture.engine.advance(Duration.ofSeconds(30));

    fixture.failure.throwIfSet();
    assertThat(fifo.messages())
        .singleElement()
        .satisfies(
            letter ->
                assertThat(letter.systemAttributes())
                    .containsEntry("MessageGroupId", "tenant-1")
                    .containsEntry("MessageDeduplicationId", "logins-0"));
    assertThat(fixture.queue.size()).isZero();
  }
}
