package io.sealstream.connect.sqs;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * About how many messages wait in a queue, for the metrics. SQS is asked in the background, only
 * when somebody wants to know, and once in two minutes at most: that is 0.0083 requests a second
 * beside the scout's 0.05, so that a task whose metrics are scraped all day stays below 0.06 on an
 * empty queue. A reader gets the last answer. Thread-safe; never blocks.
 */
final class QueueDepth {

  static final Duration PERIOD = Duration.ofMinutes(2);

  private static final Logger log = LoggerFactory.getLogger(QueueDepth.class);

  private final SqsQueue queue;
  private final Engine engine;
  private final LongSupplier nanoClock;

  private boolean asked;
  private long askedNanos;
  private volatile double last = Double.NaN;

  QueueDepth(SqsQueue queue, Engine engine, LongSupplier nanoClock) {
    this.queue = queue;
    this.engine = engine;
    this.nanoClock = nanoClock;
  }

  /**
   * The last answer, NaN where there is none or the last request failed: an old number would be
   * taken for one of now. Asks for the next one when it is time.
   */
  double messages() {
    if (isTimeToAsk()) {
      engine.execute(this::ask);
    }
    return last;
  }

  private synchronized boolean isTimeToAsk() {
    long now = nanoClock.getAsLong();
    if (asked && now - askedNanos < PERIOD.toNanos()) {
      return false;
    }
    asked = true;
    askedNanos = now;
    return true;
  }

  private void ask() {
    queue.depth().whenComplete(this::answered);
  }

  private void answered(@Nullable Long answer, @Nullable Throwable error) {
    if (answer != null) {
      last = answer;
    } else {
      last = Double.NaN;
      log.debug("Queue {} did not tell its depth", queue.name(), error);
    }
  }
}
