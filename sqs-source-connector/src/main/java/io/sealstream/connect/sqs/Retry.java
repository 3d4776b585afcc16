package io.sealstream.connect.sqs;

import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;

/**
 * What follows a failed request: trouble that passes is tried again after a jittered backoff, for
 * ever, and logged once a minute; anything else fails the task at once. Thread-safe.
 */
final class Retry {

  /**
   * So many failed requests in a row mean that the next would fail too. Fewer, among others that
   * succeed, are chance: what goes on with the others loses no time by them.
   */
  static final int FAILURES_THAT_STOP = 5;

  private final Engine engine;
  private final Backoff backoff;
  private final Trouble trouble;
  private final TaskFailure failure;

  Retry(Engine engine, Backoff backoff, Trouble trouble, TaskFailure failure) {
    this.engine = engine;
    this.backoff = backoff;
    this.trouble = trouble;
    this.failure = failure;
  }

  /**
   * @param error what the request's future failed with
   * @param failuresInRow how many requests have failed in a row, this one included
   * @param again what to run on the engine after the backoff
   */
  void after(Throwable error, int failuresInRow, Runnable again) {
    Throwable cause = SqsFailure.causeOf(error);
    if (cause instanceof RetriableException) {
      later(String.valueOf(cause.getMessage()), failuresInRow, again);
    } else if (cause instanceof ConnectException fatal) {
      failure.set(fatal);
    } else {
      failure.unexpected("A request to SQS failed", cause);
    }
  }

  /** The same for an answer that asks to come back later. {@code why} never holds a value. */
  void later(String why, int failuresInRow, Runnable again) {
    trouble.happened(why);
    engine.schedule(again, backoff.after(failuresInRow));
  }
}
