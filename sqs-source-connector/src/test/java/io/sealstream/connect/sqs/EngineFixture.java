package io.sealstream.connect.sqs;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/** The engine's stations around one fake queue, one fake dead letter queue and a manual clock. */
final class EngineFixture {

  /** Delete batches under way at most. */
  static final int DELETES = 64;

  static final Duration LINGER = Duration.ofMillis(100);

  final ManualEngine engine;
  private final Engine own;
  final FakeSqsQueue queue;
  final FakeSqsQueue deadLetterQueue;
  final TaskFailure failure = new TaskFailure();
  final SourceMetrics metrics = new SourceMetrics("test", 0, new ManualTime());

  /** Of one message, in bytes. */
  static final int MAX_PAYLOAD = 2_000_000;

  final PayloadPointers pointers =
      new PayloadPointers(List.of("payloads", "more-payloads"), MAX_PAYLOAD);
  final FakePayloadStore payloadStore = new FakePayloadStore();
  final InFlightLedger ledger;
  final Payloads payloads;
  final PayloadDeleter payloadDeleter;
  final Deleter deleter;
  final DeadLetters deadLetters;
  final Releaser releaser;
  private boolean polling;

  EngineFixture() {
    this(10_000);
  }

  EngineFixture(int maxMessages) {
    this(maxMessages, "logins");
  }

  /** A task of several queues, of which the fixture itself reads {@code logins} only. */
  EngineFixture(int maxMessages, String... queues) {
    this(new ManualEngine(), maxMessages, queues);
  }

  private EngineFixture(ManualEngine engine, int maxMessages, String... queues) {
    this(engine, engine, maxMessages, queues);
  }

  /**
   * One of several tasks in the same time.
   *
   * @param own the task's own engine, which it may close
   */
  EngineFixture(ManualEngine engine, Engine own, int maxMessages, String... queues) {
    this.engine = engine;
    this.own = own;
    queue = new FakeSqsQueue("logins", engine::nanos);
    deadLetterQueue = new FakeSqsQueue("dead", engine::nanos);
    List<String> urls = Stream.of(queues).map(FakeSqsQueue::urlOf).toList();
    Room room = new Room(64, maxMessages, Long.MAX_VALUE / 100, urls);
    ledger = new InFlightLedger(room, pointers::sizeInBytes, maxMessages, engine::nanos);
    payloadDeleter = new PayloadDeleter(pointers, payloadStore, own, new Backoff(), trouble());
    payloads = new Payloads(pointers, payloadStore, ledger, own, retry());
    releaser = new Releaser(own, ledger::mayBeReleased);
    deleter =
        new Deleter(
            ledger,
            own,
            retry(),
            trouble(),
            payloadDeleter::afterDeleteOf,
            engine::nanos,
            LINGER,
            DELETES);
    deadLetters = new DeadLetters(deadLetterQueue, ledger, deleter, own, retry());
  }

  Retry retry() {
    return new Retry(own, new Backoff(), trouble(), failure);
  }

  private Trouble trouble() {
    return new Trouble(LoggerFactory.getLogger(EngineFixture.class), engine::nanos, "Trouble");
  }

  void wantRecords() {
    try {
      ledger.takeReady(0, Duration.ZERO);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Connect calls {@code poll()} all the time, even when it takes nothing. */
  void keepPolling() {
    polling = true;
    pollAgain();
  }

  private void pollAgain() {
    if (polling) {
      wantRecords();
      engine.schedule(this::pollAgain, Duration.ofMillis(500));
    }
  }

  /** As when the connector is paused. */
  void stopPolling() {
    polling = false;
  }

  RejectedMessages rejected(PoisonPolicy poison, SkippedRecordPolicy skipped) {
    return new RejectedMessages(
        poison, skipped, ledger, deleter, deadLetters, failure, trouble(), metrics);
  }

  Intake intake(RejectedMessages rejected, ValueFormat format) {
    return new Intake(
        ledger,
        TestMessages.mapper(format),
        rejected,
        deleter,
        releaser,
        failure,
        metrics,
        payloads);
  }

  Intake intake() {
    return intake(rejected(PoisonPolicy.FAIL, SkippedRecordPolicy.RELEASE), ValueFormat.string());
  }

  Receivers receivers(Intake intake, int maxConcurrency) {
    Receivers receivers = receivers(queue, intake, maxConcurrency);
    ledger.onRoom(receivers::resume);
    return receivers;
  }

  Receivers receivers(FakeSqsQueue of, Intake intake, int maxConcurrency) {
    return new Receivers(
        of,
        ledger,
        intake,
        own,
        retry(),
        failure,
        keeper(of),
        maxConcurrency,
        null,
        (url, timeout) -> timeout.isZero() ? SqsSourceConfig.hidesNothing(url) : null);
  }

  VisibilityKeeper keeper(FakeSqsQueue of) {
    Backoff backoff = new Backoff(VisibilityKeeper.LONGEST_BACKOFF);
    Retry retry = new Retry(own, backoff, trouble(), failure);
    return new VisibilityKeeper(of, ledger, own, retry, trouble(), engine::nanos);
  }
}
