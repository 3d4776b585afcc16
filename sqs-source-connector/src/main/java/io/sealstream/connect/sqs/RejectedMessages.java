package io.sealstream.connect.sqs;

import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/**
 * Carries out the policies for messages that do not end up in Kafka: those that cannot become a
 * record, and those whose record was skipped. Thread-safe; never blocks, never throws.
 */
final class RejectedMessages {

  private static final String SKIPPED =
      "the record was not produced: a transform dropped it, or it failed and errors are tolerated";

  private final PoisonPolicy poisonPolicy;
  private final SkippedRecordPolicy skippedPolicy;
  private final InFlightLedger ledger;
  private final Deleter deleter;
  private final @Nullable DeadLetters deadLetters;
  private final TaskFailure failure;
  private final Trouble trouble;
  private final SourceMetrics metrics;

  /**
   * @param deadLetters null where no dead letter queue is configured; then no policy asks for it
   */
  RejectedMessages(
      PoisonPolicy poisonPolicy,
      SkippedRecordPolicy skippedPolicy,
      InFlightLedger ledger,
      Deleter deleter,
      @Nullable DeadLetters deadLetters,
      TaskFailure failure,
      Trouble trouble,
      SourceMetrics metrics) {
    this.poisonPolicy = poisonPolicy;
    this.skippedPolicy = skippedPolicy;
    this.ledger = ledger;
    this.deleter = deleter;
    this.deadLetters = deadLetters;
    this.failure = failure;
    this.trouble = trouble;
    this.metrics = metrics;
  }

  /** A message that cannot become a record. */
  void poison(InFlightMessage message, PoisonException why) {
    metrics.poison(poisonPolicy);
    String error = "Message " + message + " cannot become a record: " + why.getMessage();
    switch (poisonPolicy) {
      case FAIL -> fail(message, error);
      case RELEASE -> {
        trouble.happened(error);
        ledger.forget(message);
      }
      case DEAD_LETTER -> {
        trouble.happened(error);
        sendToDeadLetters(message, error);
      }
      case DROP -> {
        trouble.happened(error);
        delete(message);
      }
    }
  }

  /** A message whose record came back without metadata. */
  void skipped(InFlightMessage message) {
    metrics.skipped(skippedPolicy);
    switch (skippedPolicy) {
      case RELEASE -> {
        trouble.happened("Message " + message + ": " + SKIPPED);
        ledger.forget(message);
      }
      case DELETE -> delete(message);
      case DEAD_LETTER -> {
        String error = "Message " + message + ": " + SKIPPED;
        trouble.happened(error);
        sendToDeadLetters(message, error);
      }
    }
  }

  /** A message whose record Kafka did not take: nothing is known to be wrong with it. */
  void notTaken(InFlightMessage message) {
    metrics.notTaken();
    trouble.happened("Message " + message + ": Kafka did not take the record; it comes again");
    ledger.forget(message);
  }

  private void fail(InFlightMessage message, String error) {
    failure.set(
        new ConnectException(error + ". Nothing was deleted; " + SqsSourceConfig.POISON_HINT));
    // Not given back at once: that would only fail the next task as fast.
    ledger.forget(message);
  }

  private void delete(InFlightMessage message) {
    if (ledger.settle(message)) {
      deleter.delete(message);
    }
  }

  private void sendToDeadLetters(InFlightMessage message, String error) {
    if (deadLetters == null) {
      failure.set(new ConnectException(error + ", and there is no dead letter queue"));
    } else {
      if (ledger.reject(message)) {
        deadLetters.send(message, error);
      }
    }
  }
}
