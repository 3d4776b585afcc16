package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

class InFlightLedgerTest {

  private static final Duration VISIBILITY = Duration.ofSeconds(30);

  private final ManualEngine time = new ManualEngine();
  private final FakeSqsQueue queue = new FakeSqsQueue("logins", time::nanos);
  private final FakeSqsQueue other = new FakeSqsQueue("other", time::nanos);
  private final InFlightLedger ledger = ledger(100, 10_000);

  @Test
  void admitsEachMessageOnce() {
    List<InFlightMessage> first = admit("a", "b");
    List<InFlightMessage> second = admit("b", "c");

    assertThat(first).extracting(m -> m.message().id()).containsExactly("a", "b");
    assertThat(second).extracting(m -> m.message().id()).containsExactly("c");
    assertThat(ledger.size()).isEqualTo(3);
  }

  @Test
  void redeliveryReplacesTheReceiptHandle() {
    InFlightMessage message = admit("a").get(0);

    admit(queue, message("a", "newer handle", "body"));

    assertThat(message.receiptHandle()).isEqualTo("newer handle");
  }

  @Test
  void theSameIdInAnotherQueueIsAnotherMessage() {
    admit("a");

    assertThat(admit(other, message("a", "h", "body")).fresh()).hasSize(1);
    assertThat(ledger.size()).isEqualTo(2);
  }

  @Test
  void handsOverReadyRecordsInOrderAndAtMostAsManyAsAsked() throws Exception {
    makeReady(admit("a", "b", "c"));

    assertThat(take(2)).containsExactly("a", "b");
    assertThat(take(2)).containsExactly("c");
    assertThat(take(2)).isEmpty();
  }

  @Test
  void forgetsInsteadOfHandingOverWhatSqsHasMadeVisibleAgain() throws Exception {
    AtomicInteger room = new AtomicInteger();
    ledger.onRoom(room::incrementAndGet);
    makeReady(admit("a"));
    time.advance(VISIBILITY);
    take(0);
    makeReady(admit("b"));
    room.set(0);

    assertThat(take(10)).containsExactly("b");
    assertThat(ledger.size()).isEqualTo(1);
    assertThat(room).hasValue(1);
  }

  @Test
  void redeliveryInTheBufferRenewsItsVisibility() throws Exception {
    makeReady(admit("a"));
    time.advance(VISIBILITY.minusSeconds(1));
    take(0);
    admit("a");
    time.advance(Duration.ofSeconds(2));

    assertThat(take(10)).containsExactly("a");
  }

  @Test
  void settlesOnceAndOnlyWhatItHolds() throws Exception {
    InFlightMessage message = admit("a").get(0);
    makeReady(List.of(message));
    take(1);

    assertThat(ledger.settle(message)).isTrue();
    assertThat(ledger.settle(message)).isFalse();
    ledger.forget(message);
    assertThat(ledger.settle(message)).isFalse();
    assertThat(ledger.find(queue.url(), "a")).isNull();
  }

  @Test
  void aDeliveryThatSqsDoesNotKnowAnyMoreIsALossWhileItsMessageIsOpen() {
    List<InFlightMessage> messages = admit("waiting", "again", "settled", "deleted");
    makeReady(messages);
    admit(queue, message("again", "newer handle", "body"));
    ledger.settle(messages.get(2));
    ledger.forget(messages.get(3));

    assertThat(messages)
        .extracting(message -> ledger.lost(message, "handle"))
        .containsExactly(true, false, false, false);
    assertThat(ledger.size()).as("of which one waits for its delete").isEqualTo(2);
  }

  @Test
  void aSettledMessageThatIsDeliveredAgainIsNotProducedAgain() throws Exception {
    InFlightMessage message = admit("a").get(0);
    makeReady(List.of(message));
    take(1);
    ledger.settle(message);

    assertThat(admit("a")).isEmpty();
    assertThat(take(1)).isEmpty();
  }

  @Test
  void reservesNothingWhenNobodyHasAskedForRecordsForFiveSeconds() throws Exception {
    AtomicInteger room = new AtomicInteger();
    ledger.onRoom(room::incrementAndGet);
    time.advance(Duration.ofSeconds(5));
    assertThat(ledger.tryReserve(queue)).isNull();

    take(1);

    assertThat(room).as("says that records are wanted again").hasValue(1);
    assertThat(ledger.tryReserve(queue)).isNotNull();
  }

  @Test
  void whatWasSettledAndForgottenLatelyIsNotProducedAgain() {
    InFlightMessage message = admit("a").get(0);
    ledger.settle(message);
    assertThat(ledger.forgetIfHandleIs(message, "handle")).isTrue();

    InFlightLedger.Admission again = admission("a");

    assertThat(again.fresh()).isEmpty();
    assertThat(again.settledBefore()).extracting(m -> m.message().id()).containsExactly("a");
  }

  @Test
  void whatWasReleasedIsProducedWhenItComesAgain() {
    ledger.forget(admit("a").get(0));

    assertThat(admit("a")).hasSize(1);
  }

  @Test
  void aMessageThatWasDeliveredAgainMeanwhileIsNotForgotten() {
    InFlightMessage message = admit("a").get(0);
    ledger.settle(message);
    admit(queue, message("a", "newer handle", "body"));

    assertThat(ledger.forgetIfHandleIs(message, "handle")).isFalse();
    assertThat(ledger.size()).isEqualTo(1);
  }

  @Test
  void onlyAnOpenMessageCanBeRejected() {
    List<InFlightMessage> messages = admit("withdrawn");
    ledger.withdraw();
    assertThat(ledger.reject(messages.get(0))).isFalse();

    InFlightMessage settled = admit("settled").get(0);
    ledger.settle(settled);
    assertThat(ledger.reject(settled)).isFalse();
    assertThat(ledger.reject(admit("received").get(0))).isTrue();
  }

  @Test
  void forgettingMakesRoomAndSaysSo() {
    AtomicInteger room = new AtomicInteger();
    ledger.onRoom(room::incrementAndGet);
    InFlightMessage message = admit("a").get(0);
    room.set(0);

    ledger.forget(message);

    assertThat(ledger.size()).isZero();
    assertThat(ledger.bytes()).isZero();
    assertThat(room).hasValue(1);
  }

  @Test
  void withdrawsOnlyWhatConnectNeverSaw() throws Exception {
    makeReady(admit("dispatched"));
    take(1);
    admit("received");
    InFlightMessage rejected = admit("rejected").get(0);
    ledger.reject(rejected);
    makeReady(admit("ready"));

    assertThat(ledger.withdraw())
        .extracting(m -> m.message().id())
        .containsExactlyInAnyOrder("received", "ready");
    assertThat(ledger.size()).isEqualTo(2);
    assertThat(take(10)).isEmpty();
  }

  @Test
  void mappingThatEndsAfterTheWithdrawalPutsNothingIntoTheBuffer() throws Exception {
    List<InFlightMessage> received = admit("a");
    ledger.withdraw();

    makeReady(received);

    assertThat(take(1)).isEmpty();
  }

  @Test
  void isDrainedWhenEverythingDispatchedRejectedOrSettledIsForgotten() throws Exception {
    List<InFlightMessage> messages = admit("acknowledged", "rejected", "unread");
    makeReady(List.of(messages.get(0)));
    take(1);
    ledger.reject(messages.get(1));
    assertThat(ledger.awaitDrained(Duration.ZERO)).isFalse();

    ledger.settle(messages.get(0));
    ledger.forget(messages.get(0));
    assertThat(ledger.awaitDrained(Duration.ZERO)).isFalse();

    ledger.settle(messages.get(1));
    ledger.forget(messages.get(1));
    assertThat(ledger.awaitDrained(Duration.ZERO)).isTrue();
  }

  @Test
  void keepsItsBooksUnderConcurrentUse() throws Exception {
    InFlightLedger shared = ledger(100_000, Long.MAX_VALUE);
    int perThread = 2_000;
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      int thread = t;
      threads.add(
          new Thread(
              () ->
                  IntStream.range(0, perThread)
                      .forEach(i -> throughTheLedger(shared, thread + "-" + i))));
    }
    threads.forEach(Thread::start);
    int taken = 0;
    while (taken < 4 * perThread) {
      for (SourceRecord record : shared.takeReady(100, Duration.ofSeconds(10))) {
        InFlightMessage message = shared.find(queue.url(), RecordMapper.messageIdOf(record));
        assertThat(shared.settle(message)).isTrue();
        shared.forget(message);
        taken++;
      }
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(shared.size()).isZero();
    assertThat(shared.bytes()).isZero();
    assertThat(shared.awaitDrained(Duration.ZERO)).isTrue();
  }

  private void throughTheLedger(InFlightLedger shared, String id) {
    Room.Reservation room = shared.tryReserve(queue);
    shared.ready(
        shared.admit(room, queue, List.of(message(id, "h", "body")), VISIBILITY).fresh().stream()
            .map(this::mapped)
            .toList());
  }

  private InFlightLedger ledger(int maxMessages, long maxBytes) {
    Room room = new Room(64, maxMessages, maxBytes, List.of(queue.url(), other.url()));
    return new InFlightLedger(room, SqsMessage::sizeInBytes, maxMessages, time::nanos);
  }

  private List<InFlightMessage> admit(String... ids) {
    return admission(ids).fresh();
  }

  private InFlightLedger.Admission admission(String... ids) {
    return admit(
        queue, Stream.of(ids).map(id -> message(id, "handle", "body")).toArray(SqsMessage[]::new));
  }

  private InFlightLedger.Admission admit(FakeSqsQueue from, SqsMessage... messages) {
    Room.Reservation room = ledger.tryReserve(from);
    assertThat(room).isNotNull();
    return ledger.admit(room, from, List.of(messages), VISIBILITY);
  }

  private void makeReady(List<InFlightMessage> messages) {
    ledger.ready(messages.stream().map(this::mapped).toList());
  }

  private MappedMessage mapped(InFlightMessage message) {
    return new MappedMessage(
        message, TestMessages.stringMapper().map(queue, message.message()).record());
  }

  private List<String> take(int max) throws InterruptedException {
    return ledger.takeReady(max, Duration.ZERO).stream().map(RecordMapper::messageIdOf).toList();
  }

  private static SqsMessage message(String id, String handle, String body) {
    return new SqsMessage(id, handle, body, Map.of(), Map.of());
  }
}
