package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;

class IdLookupTest {

  private static final Duration RETENTION = Duration.ofMinutes(5);
  private static final Duration LONGEST = Duration.ofSeconds(65);
  private static final Duration PACE = Duration.ofMillis(50);

  private final ManualEngine engine = new ManualEngine();
  private final FakeSqsQueue queue = new FakeSqsQueue("logins", engine::nanos);
  private final FakeOffsets offsets = new FakeOffsets();
  private final TaskFailure failure = new TaskFailure();
  private final SourceMetrics metrics = new SourceMetrics("test", 0, new ManualTime());
  private final InFlightLedger ledger =
      new InFlightLedger(
          new Room(64, 100, 1_000_000, List.of(queue.url())),
          SqsMessage::sizeInBytes,
          100,
          engine::nanos);
  private final CommittedIdRing ring = ring(0);
  private final CommittedIds ids = new CommittedIds(queue.url(), 2, offsets, group -> {});
  private final List<InFlightMessage> produced = new ArrayList<>();
  private final List<InFlightMessage> fresh = new ArrayList<>();
  private final IdLookup lookup =
      new IdLookup(
          Map.of(queue.url(), ids),
          Map.of(queue.url(), ring),
          0,
          ledger,
          engine,
          failure,
          metrics,
          engine::nanos,
          LONGEST.toNanos(),
          produced::add,
          fresh::addAll);

  private CommittedIdRing ring(int task) {
    return new CommittedIdRing(queue.url(), task, RETENTION, engine::nanos, () -> 0);
  }

  private List<InFlightMessage> receive(String... ids) {
    try {
      ledger.takeReady(0, Duration.ZERO);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return ledger
        .admit(
            ledger.tryReserve(queue),
            queue,
            Stream.of(ids)
                .map(id -> new SqsMessage(id, "handle", "body", Map.of(), Map.of()))
                .toList(),
            Duration.ofSeconds(120))
        .fresh();
  }

  private void commit(CommittedIdRing into, String... messageIds) {
    CommittedIdRing.Group group = into.begin();
    Stream.of(messageIds).map(ShortId::of).forEach(id -> group.list(id, null));
    offsets.commit(Map.of(group.partition(), group.offset()));
  }

  @Test
  void tellsWhatIsInTheTopicFromWhatIsNot() {
    commit(ring(1), "b");
    List<InFlightMessage> received = receive("a", "b", "c");

    lookup.lookUp(received);
    engine.run();

    assertThat(produced).containsExactly(received.get(1));
    assertThat(fresh).containsExactly(received.get(0), received.get(2));
    assertThat(metrics.value("duplicates-suppressed-total")).isEqualTo(1);
  }

  @Test
  void readsOnceForAllThatWaits() {
    lookup.lookUp(receive("a"));
    lookup.lookUp(receive("b", "c"));
    engine.run();
    engine.advance(PACE);
    offsets.reads.clear();
    lookup.lookUp(receive("d"));
    lookup.lookUp(receive("e"));
    engine.run();

    assertThat(offsets.reads).hasSize(1);
    assertThat(fresh).extracting(m -> m.message().id()).containsExactly("a", "b", "c", "d", "e");
  }

  @Test
  void whatComesSoonAfterAReadSharesTheNext() {
    lookup.lookUp(receive("a"));
    engine.run();
    offsets.reads.clear();
    lookup.lookUp(receive("b"));
    engine.advance(PACE.dividedBy(2));
    lookup.lookUp(receive("c"));
    assertThat(fresh).hasSize(1);

    engine.advance(PACE.dividedBy(2));

    assertThat(offsets.reads).hasSize(1);
    assertThat(fresh).hasSize(3);
  }

  @Test
  void findsWhatIsCommittedAfterTheReceiptAndBeforeTheRead() {
    lookup.lookUp(receive("a"));
    engine.run();
    List<InFlightMessage> received = receive("b");
    commit(ring(1), "b");

    lookup.lookUp(received);
    engine.advance(PACE);

    assertThat(produced).containsExactly(received.get(0));
  }

  @Test
  void aLookupThatTookTooLongProvesNothing() {
    List<InFlightMessage> received = receive("a");
    offsets.beforeRead = () -> engine.advance(LONGEST);
    lookup.lookUp(received);
    engine.run();

    assertThat(fresh).isEmpty();
    assertThat(produced).isEmpty();
    assertThat(ledger.size()).as("it comes again").isZero();
  }

  @Test
  void aReadThatConnectEndsWithTheTaskIsNoFailure() {
    offsets.beforeRead =
        () -> {
          throw new ConnectException("Offset reader is closed.");
        };
    lookup.lookUp(receive("a"));
    lookup.close();
    engine.run();

    assertThat(failure.isSet()).isFalse();
    assertThat(fresh).isEmpty();
  }
}
