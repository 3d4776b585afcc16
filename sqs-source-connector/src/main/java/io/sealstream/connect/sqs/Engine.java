package io.sealstream.connect.sqs;

import java.time.Duration;

/**
 * The one background thread of a task: every request to SQS is made here, and the state of {@link
 * Receivers}, {@link Deleter}, {@link VisibilityKeeper}, {@link Releaser} and {@link DeadLetters}
 * is confined to it.
 */
interface Engine {

  /** Runs {@code work} soon; never blocks. Does nothing once the engine is closed. Any thread. */
  void execute(Runnable work);

  /** Runs {@code work} after {@code delay}. Does nothing once the engine is closed. Any thread. */
  void schedule(Runnable work, Duration delay);
}
