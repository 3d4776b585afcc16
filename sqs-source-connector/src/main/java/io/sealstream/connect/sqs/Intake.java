package io.sealstream.connect.sqs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What happens to messages right after their receipt: into the ledger, mapped to records, and into
 * the buffer that {@code poll()} drains. Runs on the thread that completed the receive; any number
 * of threads at once.
 */
final class Intake {

  private final InFlightLedger ledger;
  private final RecordMapper mapper;
  private final RejectedMessages rejected;
  private final Deleter deleter;
  private final Releaser releaser;
  private final TaskFailure failure;
  private final SourceMetrics metrics;
  private volatile boolean closed;

  Intake(
      InFlightLedger ledger,
      RecordMapper mapper,
      RejectedMessages rejected,
      Deleter deleter,
      Releaser releaser,
      TaskFailure failure,
      SourceMetrics metrics) {
    this.ledger = ledger;
    this.mapper = mapper;
    this.rejected = rejected;
    this.deleter = deleter;
    this.releaser = releaser;
    this.failure = failure;
    this.metrics = metrics;
  }

  /**
   * Takes over {@code messages} and ends the reservation of their receive.
   *
   * @param visibility how long SQS hides them
   */
  void accept(
      Room.Reservation reservation,
      SqsQueue queue,
      List<SqsMessage> messages,
      Duration visibility) {
    InFlightLedger.Admission admission = ledger.admit(reservation, queue, messages, visibility);
    metrics.suppressed(messages.size() - admission.fresh().size() - admission.excess().size());
    admission.settledBefore().forEach(deleter::delete);
    releaser.release(admission.excess());
    List<MappedMessage> mapped = new ArrayList<>(admission.fresh().size());
    for (InFlightMessage message : admission.fresh()) {
      map(message, mapped);
    }
    ledger.ready(mapped);
    if (closed) {
      giveBack();
    }
  }

  /** Gives everything that Connect never saw back to its queue, now and whatever still comes. */
  void close() {
    closed = true;
    giveBack();
  }

  /** Gives everything that Connect never saw back to its queue. */
  void giveBack() {
    releaser.release(ledger.withdraw());
  }

  private void map(InFlightMessage message, List<MappedMessage> mapped) {
    try {
      mapped.add(new MappedMessage(message, mapper.map(message.queue(), message.message())));
    } catch (PoisonException e) {
      rejected.poison(message, e);
    } catch (RuntimeException e) {
      failure.unexpected("Message " + message + " could not be mapped", e);
    }
  }
}
