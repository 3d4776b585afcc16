package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The ledger where leases matter: a message counts as hidden only while nobody else can have it.
 */
class LeaseTest {

  private static final Duration VISIBILITY = Duration.ofSeconds(120);
  private static final Duration LEASE = Duration.ofSeconds(45);

  private final ManualEngine time = new ManualEngine();
  private final FakeSqsQueue queue = new FakeSqsQueue("logins.fifo", time::nanos);
  private final InFlightLedger ledger =
      new InFlightLedger(
          new Room(64, 100, 1_000_000, List.of(queue.url())),
          SqsMessage::sizeInBytes,
          100,
          time::nanos,
          LEASE,
          new Events(Duration.ofMinutes(5), time::nanos, System::currentTimeMillis));

  private InFlightLedger.Admission receive(Duration took, SqsMessage... messages) {
    askForRecords();
    Room.Reservation room = ledger.tryReserve(queue);
    assertThat(room).isNotNull();
    time.advance(took);
    return ledger.admit(room, queue, List.of(messages), VISIBILITY);
  }

  private List<InFlightMessage> receive(String... ids) {
    return receive(
            Duration.ZERO,
            Stream.of(ids).map(id -> message(id, "handle")).toArray(SqsMessage[]::new))
        .fresh();
  }

  private static SqsMessage message(String id, String handle) {
    return new SqsMessage(
        id, handle, "body", Map.of(), Map.of("MessageGroupId", "group", "SequenceNumber", id));
  }

  private void askForRecords() {
    take(0);
  }

  private List<String> take(int max) {
    try {
      return ledger.takeReady(max, Duration.ZERO).stream().map(RecordMapper::messageIdOf).toList();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void makeReady(List<InFlightMessage> messages) {
    ledger.ready(
        messages.stream()
            .map(
                m ->
                    new MappedMessage(
                        m, TestMessages.stringMapper().map(queue, m.message()).record()))
            .toList());
  }

  private InFlightMessage dispatch(String id) {
    InFlightMessage message = receive(id).get(0);
    makeReady(List.of(message));
    assertThat(take(1)).containsExactly(id);
    return message;
  }

  private int lapsed(InFlightMessage message) {
    return ledger.lapsed(List.of(message));
  }

  @Test
  void aLeaseIsCountedFromBeforeTheReceive() {
    InFlightMessage message =
        receive(Duration.ofSeconds(20), message("1", "handle")).fresh().get(0);

    assertThat(time.nanos() - message.hiddenSinceNanos())
        .isEqualTo(Duration.ofSeconds(20).toNanos());
    assertThat(time.nanos() - message.heldSinceNanos()).isZero();
    time.advance(VISIBILITY.minus(LEASE).minusSeconds(21));
    assertThat(lapsed(message)).isZero();
    time.advance(Duration.ofSeconds(1));
    assertThat(lapsed(message)).isEqualTo(1);
  }

  @Test
  void whatIsNotHiddenForTheWholeLeaseIsNotHandedOver() {
    makeReady(receive("1"));
    time.advance(VISIBILITY.minus(LEASE));

    assertThat(take(1)).isEmpty();
    assertThat(ledger.size()).isZero();
  }

  @Test
  void aRenewalThatIsAnsweredInTimeCounts() {
    InFlightMessage message = dispatch("1");
    time.advance(VISIBILITY.minusSeconds(1));
    ledger.renewed(message, "handle", time.nanos() + VISIBILITY.toNanos());

    assertThat(lapsed(message)).isZero();
  }

  @Test
  void aRenewalThatIsAnsweredAfterTheLeaseProvesNothing() {
    InFlightMessage message = dispatch("1");
    time.advance(VISIBILITY);
    ledger.renewed(message, "handle", time.nanos() + VISIBILITY.toNanos());

    assertThat(lapsed(message)).isEqualTo(1);
  }

  @Test
  void aDeliveryThatSqsDoesNotKnowAnyMoreHasLapsed() {
    InFlightMessage message = dispatch("1");

    ledger.lost(message, "handle");

    assertThat(lapsed(message)).isEqualTo(1);
  }

  @Test
  void anotherDeliveryDuringTheLeaseRenewsIt() {
    InFlightMessage message = dispatch("1");
    time.advance(VISIBILITY.minusSeconds(1));

    assertThat(receive(Duration.ZERO, message("1", "newer")).fresh()).isEmpty();

    assertThat(lapsed(message)).isZero();
    assertThat(message.receiptHandle()).isEqualTo("newer");
  }

  /** Between the two deliveries another task may have produced it. */
  @Test
  void anotherDeliveryAfterTheLeaseDoesNotSaveWhatWasHandedOver() {
    InFlightMessage message = dispatch("1");
    time.advance(VISIBILITY);

    assertThat(receive(Duration.ZERO, message("1", "newer")).fresh()).isEmpty();

    assertThat(lapsed(message)).isEqualTo(1);
    assertThat(message.receiptHandle()).isEqualTo("newer");
  }

  @Test
  void anotherDeliveryAfterTheLeaseIsLookedUpAnewWhereNothingWasHandedOver() {
    List<InFlightMessage> before = receive("1", "2", "3");
    List<InFlightMessage> orphans = new ArrayList<>();
    ledger.onOrphans(orphans::addAll);
    time.advance(VISIBILITY);

    List<InFlightMessage> again =
        receive(Duration.ZERO, message("1", "newer"), message("2", "newer"), message("3", "newer"))
            .fresh();

    assertThat(again).hasSize(3).doesNotContainAnyElementsOf(before);
    assertThat(orphans).as("given back with a receipt that others may have replaced").isEmpty();
    makeReady(before);
    assertThat(take(3)).as("what was looked up before").isEmpty();
    makeReady(again);
    assertThat(take(3)).containsExactly("1");
  }

  @Test
  void whatOthersMayHaveIsNotReleasedAndItsDeleteProvesNothing() {
    InFlightMessage message = dispatch("1");
    time.advance(VISIBILITY.minusSeconds(1));
    assertThat(ledger.mayBeReleased(message)).isTrue();
    assertThat(ledger.isHidden(message)).isTrue();
    time.advance(Duration.ofSeconds(1));

    assertThat(ledger.mayBeReleased(message)).isFalse();
    assertThat(ledger.isHidden(message)).isFalse();
  }

  @Test
  void whatLeavesInTimeTakesAlongWhatWaitsBehindIt() {
    List<InFlightMessage> messages = receive("1", "2");
    List<InFlightMessage> orphans = new ArrayList<>();
    ledger.onOrphans(orphans::addAll);

    ledger.forget(messages.get(0));

    assertThat(orphans).containsExactly(messages.get(1));
  }
}
