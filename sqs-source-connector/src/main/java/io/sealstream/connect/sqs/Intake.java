package io.sealstream.connect.sqs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What happens to messages right after their receipt: into the ledger, mapped to records, and into
 * the buffer that {@code poll()} drains. Runs on the thread that completed the receive; any number
 * of threads at once. A message whose payload is in S3 is held meanwhile, and mapped on the thread
 * that brought the payload.
 */
final class Intake {

  private final InFlightLedger ledger;
  private final RecordMapper mapper;
  private final RejectedMessages rejected;
  private final Deleter deleter;
  private final Releaser releaser;
  private final TaskFailure failure;
  private final SourceMetrics metrics;
  private final @Nullable Payloads payloads;
  private volatile boolean closed;
  private volatile Consumer<List<InFlightMessage>> fresh = this::take;

  /**
   * @param payloads null where every body is taken as it is
   */
  Intake(
      InFlightLedger ledger,
      RecordMapper mapper,
      RejectedMessages rejected,
      Deleter deleter,
      Releaser releaser,
      TaskFailure failure,
      SourceMetrics metrics,
      @Nullable Payloads payloads) {
    this.ledger = ledger;
    this.mapper = mapper;
    this.rejected = rejected;
    this.deleter = deleter;
    this.releaser = releaser;
    this.failure = failure;
    this.metrics = metrics;
    this.payloads = payloads;
  }

  /** Sets who gets what was received, before it is mapped, and passes it to {@link #take}. */
  void lookUpFirst(Consumer<List<InFlightMessage>> lookup) {
    fresh = lookup;
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
    fresh.accept(admission.fresh());
    if (closed) {
      giveBack();
    }
  }

  /** Maps messages that are held, and makes them ready. */
  void take(List<InFlightMessage> messages) {
    List<MappedMessage> mapped = new ArrayList<>(messages.size());
    for (InFlightMessage message : messages) {
      if (payloads != null && payloads.isElsewhere(message.message())) {
        payloads.fetch(message).whenComplete((content, error) -> fetched(message, content, error));
      } else {
        map(message, message.message(), mapped);
      }
    }
    ledger.ready(mapped);
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

  private void fetched(
      InFlightMessage message, @Nullable SqsMessage content, @Nullable Throwable error) {
    try {
      takeIn(message, content, error);
    } catch (Throwable e) { // an Error too: the future would swallow it
      failure.unexpected("The payload of message " + message + " could not be taken in", e);
    }
  }

  private void takeIn(
      InFlightMessage message, @Nullable SqsMessage content, @Nullable Throwable error) {
    if (error instanceof PoisonException poison) {
      rejected.poison(message, poison);
    } else if (content != null) {
      List<MappedMessage> mapped = new ArrayList<>(1);
      map(message, content, mapped);
      ledger.ready(mapped);
    } else if (!(error instanceof CancellationException)) {
      failure.unexpected(
          "The payload of message " + message + " could not be taken in",
          error == null ? new IllegalStateException("no payload") : error);
    }
  }

  private void map(InFlightMessage message, SqsMessage content, List<MappedMessage> mapped) {
    try {
      RecordMapper.Mapped made = mapper.map(message.queue(), content);
      mapped.add(new MappedMessage(message, made.record(), made.event()));
    } catch (PoisonException e) {
      rejected.poison(message, e);
    } catch (RuntimeException e) {
      failure.unexpected("Message " + message + " could not be mapped", e);
    }
  }
}
