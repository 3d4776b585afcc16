package io.sealstream.connect.sqs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * What happens to messages right after their receipt: into the ledger, mapped to records, and into
 * the buffer that {@code poll()} drains. Runs on the thread that completed the receive; any number
 * of threads at once.
 */
final class Intake {

  private final InFlightLedger ledger;
  private final RecordMapper mapper;
  private final RejectedMessages rejected;
  private final Releaser releaser;
  private final TaskFailure failure;
  private volatile boolean closed;

  Intake(
      InFlightLedger ledger,
      RecordMapper mapper,
      RejectedMessages rejected,
      Releaser releaser,
      TaskFailure failure) {
    this.ledger = ledger;
    this.mapper = mapper;
    this.rejected = rejected;
    this.releaser = releaser;
    this.failure = failure;
  }

  /**
   * Takes over {@code messages} and ends the reservation of their receive.
   *
   * @param visibility how long SQS hides them
   */
  void accept(SqsQueue queue, List<SqsMessage> messages, Duration visibility) {
    List<InFlightMessage> admitted = ledger.admit(queue, messages, visibility);
    List<MappedMessage> mapped = new ArrayList<>(admitted.size());
    for (InFlightMessage message : admitted) {
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

  private void giveBack() {
    releaser.release(ledger.withdraw());
  }

  private void map(InFlightMessage message, List<MappedMessage> mapped) {
    try {
      mapped.add(new MappedMessage(message, mapper.map(message.queue(), message.message())));
    } catch (PoisonException e) {
      rejected.poison(message, e);
    } catch (RuntimeException e) {
      // Not chained: the message of an unforeseen exception may hold a value.
      failure.set(
          new ConnectException(
              "Message " + message + " could not be mapped: " + e.getClass().getName()));
    }
  }
}
