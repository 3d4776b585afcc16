package io.sealstream.connect.sqs;

import java.util.ArrayDeque;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/**
 * Sends messages that cannot become records to the dead letter queue, and only then hands the
 * originals to the {@link Deleter}. A send that fails for now is tried again; one that fails for
 * good, even without our own attributes, fails the task. In both cases the original stays in its
 * queue.
 *
 * <p>{@link #send} may be called by any thread and never blocks; all other state is confined to the
 * engine's thread.
 */
final class DeadLetters {

  static final int MAX_CONCURRENT_SENDS = 16;

  private record Parcel(InFlightMessage message, DeadLetter letter) {}

  private final SqsQueue deadLetterQueue;
  private final InFlightLedger ledger;
  private final Deleter deleter;
  private final Engine engine;
  private final Retry retry;

  private final ArrayDeque<Parcel> waiting = new ArrayDeque<>();
  private int outstanding;
  private int roundsFailed;
  private boolean paused;

  DeadLetters(
      SqsQueue deadLetterQueue,
      InFlightLedger ledger,
      Deleter deleter,
      Engine engine,
      Retry retry) {
    this.deadLetterQueue = deadLetterQueue;
    this.ledger = ledger;
    this.deleter = deleter;
    this.engine = engine;
    this.retry = retry;
  }

  /**
   * Takes over {@code message}.
   *
   * @param error why it is no record, without any value
   */
  void send(InFlightMessage message, String error) {
    Parcel parcel = new Parcel(message, DeadLetter.of(message, error));
    engine.execute(
        () -> {
          waiting.add(parcel);
          sendWaiting();
        });
  }

  private void sendWaiting() {
    while (!paused && outstanding < MAX_CONCURRENT_SENDS && !waiting.isEmpty()) {
      Parcel parcel = waiting.remove();
      outstanding++;
      deadLetterQueue
          .send(parcel.letter().body(), parcel.letter().attributes(), place(parcel.message()))
          .whenComplete((sent, error) -> engine.execute(() -> answered(parcel, error)));
    }
  }

  /**
   * In a FIFO queue dead letters stay in their message's group, or are grouped by the queue that
   * they come from. Sent again after an answer was lost, a dead letter is still one.
   */
  private SqsQueue.@Nullable FifoPlace place(InFlightMessage message) {
    if (!deadLetterQueue.isFifo()) {
      return null;
    }
    String group = message.message().groupId();
    return new SqsQueue.FifoPlace(
        group == null ? message.queue().name() : group, message.message().id());
  }

  private void answered(Parcel parcel, @Nullable Throwable error) {
    outstanding--;
    if (error == null) {
      delivered(parcel.message());
    } else if (isFinal(error) && parcel.letter().hasAttributesOfOurs()) {
      // The dead letter queue's own size limit may be lower: the original alone fitted one before.
      waiting.addFirst(new Parcel(parcel.message(), parcel.letter().originalOnly()));
    } else {
      waiting.addFirst(parcel);
      pauseAfter(error);
    }
    sendWaiting();
  }

  private void delivered(InFlightMessage message) {
    if (!paused) {
      roundsFailed = 0;
    }
    if (ledger.settle(message)) {
      deleter.delete(message);
    }
  }

  /** The sends under way fail with this one, but count as one failure. */
  private void pauseAfter(Throwable error) {
    if (!paused) {
      paused = true;
      retry.after(explained(error), ++roundsFailed, this::tryAgain);
    }
  }

  private void tryAgain() {
    paused = false;
    sendWaiting();
  }

  private static boolean isFinal(Throwable error) {
    return error instanceof ConnectException && !(error instanceof RetriableException);
  }

  /** A user who reads the task's failure must see at once that the dead letter queue is meant. */
  private static Throwable explained(Throwable error) {
    return isFinal(error)
        ? new ConnectException(
            "Nothing can be sent to the dead letter queue: " + error.getMessage(), error)
        : error;
  }
}
