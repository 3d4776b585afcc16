package io.sealstream.connect.sqs;

import java.time.Duration;

/**
 * Notices that nobody asks for records any more, because the connector is paused or the producer is
 * stuck: Connect has no hook that says so. What was received and waits in the buffer then goes back
 * to its queue, where another task may receive it.
 */
final class PauseWatch {

  private static final Duration PERIOD = Duration.ofSeconds(1);

  private final InFlightLedger ledger;
  private final Intake intake;
  private final Engine engine;

  PauseWatch(InFlightLedger ledger, Intake intake, Engine engine) {
    this.ledger = ledger;
    this.intake = intake;
    this.engine = engine;
  }

  /** Looks from now on, until the engine is closed. */
  void start() {
    engine.schedule(this::look, PERIOD);
  }

  private void look() {
    if (!ledger.isWanted()) {
      intake.giveBack();
    }
    start();
  }
}
