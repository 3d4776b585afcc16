package io.sealstream.connect.sqs;

import java.time.Duration;
import org.slf4j.LoggerFactory;

/** The engine's stations around one fake queue, one fake dead letter queue and a manual clock. */
final class EngineFixture {

  static final Duration LINGER = Duration.ofMillis(100);

  final ManualEngine engine = new ManualEngine();
  final FakeSqsQueue queue = new FakeSqsQueue("logins", engine::nanos);
  final FakeSqsQueue deadLetterQueue = new FakeSqsQueue("dead", engine::nanos);
  final TaskFailure failure = new TaskFailure();
  final InFlightLedger ledger;
  final Deleter deleter;
  final DeadLetters deadLetters;
  final Releaser releaser = new Releaser();

  EngineFixture() {
    this(10_000);
  }

  EngineFixture(int maxMessages) {
    ledger = new InFlightLedger(maxMessages, Long.MAX_VALUE / 100, engine::nanos);
    deleter = new Deleter(ledger, engine, retry(), trouble(), engine::nanos, LINGER);
    deadLetters = new DeadLetters(deadLetterQueue, ledger, deleter, engine, retry());
  }

  Retry retry() {
    return new Retry(engine, new Backoff(), trouble(), failure);
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
    wantRecords();
    engine.schedule(this::keepPolling, Duration.ofMillis(500));
  }

  RejectedMessages rejected(PoisonPolicy poison, SkippedRecordPolicy skipped) {
    return new RejectedMessages(poison, skipped, ledger, deleter, deadLetters, failure, trouble());
  }

  Intake intake(RejectedMessages rejected, ValueFormat format) {
    return new Intake(ledger, TestMessages.mapper(format), rejected, deleter, releaser, failure);
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
    return new Receivers(of, ledger, intake, engine, retry(), failure, maxConcurrency, null);
  }
}
