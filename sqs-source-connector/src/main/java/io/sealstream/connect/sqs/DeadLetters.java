package io.sealstream.connect.sqs;

import java.util.ArrayDeque;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/**
 * Sends messages that cannot become records to the dead letter queue, and only then hands the
 * originals to the {@link Deleter}. A send that fails for now is tried again; one that fails for
 * good fails the task. In both cases the original stays in its queue.
 *
 * <p>{@link #send} may be called by any thread and never blocks; all other state is confined to the
 * engine's thread.
 */
final class DeadLetters {

  private static final int MAX_CONCURRENT_SENDS = 16;

  private record Parcel(InFlightMessage message, DeadLetter letter) {}

  private final SqsQueue deadLetterQueue;
  private final InFlightLedger ledger;
  private final Deleter deleter;
  private final Engine engine;
  private final Retry retry;
  private final TaskFailure failure;

  private final ArrayDeque<Parcel> waiting = new ArrayDeque<>();
  private int outstanding;
  private int failuresInRow;

  DeadLetters(
      SqsQueue deadLetterQueue,
      InFlightLedger ledger,
      Deleter deleter,
      Engine engine,
      Retry retry,
      TaskFailure failure) {
    this.deadLetterQueue = deadLetterQueue;
    this.ledger = ledger;
    this.deleter = deleter;
    this.engine = engine;
    this.retry = retry;
    this.failure = failure;
  }

  /**
   * Takes over {@code message}.
   *
   * @param error why it is no record, without any value
   */
  void send(InFlightMessage message, String error) {
    Parcel parcel = new Parcel(message, DeadLetter.of(message, error));
    engine.execute(() -> enqueue(parcel));
  }

  private void enqueue(Parcel parcel) {
    waiting.add(parcel);
    sendWaiting();
  }

  private void sendWaiting() {
    while (outstanding < MAX_CONCURRENT_SENDS && !failure.isSet() && !waiting.isEmpty()) {
      Parcel parcel = waiting.remove();
      outstanding++;
      deadLetterQueue
          .send(parcel.letter().body(), parcel.letter().attributes())
          .whenComplete((sent, error) -> engine.execute(() -> answered(parcel, error)));
    }
  }

  private void answered(Parcel parcel, @Nullable Throwable error) {
    outstanding--;
    if (error == null) {
      failuresInRow = 0;
      if (ledger.settle(parcel.message())) {
        deleter.delete(parcel.message());
      }
    } else {
      retry.after(explained(error), ++failuresInRow, () -> enqueue(parcel));
    }
    sendWaiting();
  }

  /** A user who reads the task's failure must see at once that the dead letter queue is meant. */
  private Throwable explained(Throwable error) {
    if (error instanceof ConnectException fatal && !(error instanceof RetriableException)) {
      return new ConnectException(
          "Nothing can be sent to the dead letter queue: " + fatal.getMessage(), fatal);
    }
    return error;
  }
}
