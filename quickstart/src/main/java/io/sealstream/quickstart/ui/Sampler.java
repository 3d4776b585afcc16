package io.sealstream.quickstart.ui;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the pipeline, one thread however many pages look, and keeps what it read last.
 *
 * <p>It reads once a second, and more often while a login that somebody typed is on its way. Where
 * a reading fails, the numbers of the one before stay, with what is wrong and with their age.
 */
final class Sampler implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Sampler.class);
  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final Duration EVERY_WHILE_FOLLOWING = Duration.ofMillis(150);
  private static final double FOLLOWS_CLOSELY_SECONDS = 20;

  /** More than a reading can take once it is interrupted. */
  private static final Duration STOPS_WITHIN = Duration.ofSeconds(10);

  private final LivePipeline pipeline;
  private final FollowedLogins followed;
  private final LongSupplier nanos;
  private final History history = new History();
  private final Semaphore wishes = new Semaphore(0);
  private final Thread thread = new Thread(this::run, "ui-sampler");
  private volatile Sample latest = new Sample(null, 0, null, List.of());
  private volatile boolean closed;

  /**
   * Reads nothing yet.
   *
   * @param nanos the time since the page was started
   */
  Sampler(LivePipeline pipeline, FollowedLogins followed, LongSupplier nanos) {
    this.pipeline = pipeline;
    this.followed = followed;
    this.nanos = nanos;
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler(
        (ended, error) ->
            failed("The pipeline is read no more; the servers' log says why.", error));
  }

  /**
   * What was read last.
   *
   * @param reading null before the first one
   * @param readAt when, in nanoseconds since the page was started
   * @param problem why there is no newer one; null if the last try succeeded
   */
  record Sample(
      @Nullable Reading reading,
      long readAt,
      @Nullable String problem,
      List<History.Point> history) {}

  /** Reads once in the caller's thread, and then in one of its own until it is closed. */
  void start() {
    sample();
    thread.start();
  }

  Sample latest() {
    return latest;
  }

  /** Asks for a reading now instead of when it is due. */
  void wake() {
    wishes.release();
  }

  /** Reads once; for {@link #start} and for tests. */
  void sample() {
    try {
      Reading reading = pipeline.read(followed.open());
      long now = nanos.getAsLong();
      history.add(reading, now);
      latest = new Sample(reading, now, null, history.points());
      followed.update(reading.followed()); // after it: who reads this first sees its row too
    } catch (PipelineException e) {
      failed(String.valueOf(e.getMessage()), e);
    } catch (RuntimeException e) {
      // The thread must go on, and the page must say that its numbers do not.
      failed("The pipeline cannot be read; the servers' log says why.", e);
    }
  }

  private void failed(String problem, Throwable cause) {
    if (closed) {
      return; // what is interrupted fails, and nobody looks any more
    }
    Sample before = latest;
    if (!problem.equals(before.problem())) {
      LOG.warn("The pipeline could not be read", cause); // once, not every second
    }
    latest = new Sample(before.reading(), before.readAt(), problem, before.history());
  }

  /** Ends the reading, and waits for it: what is read with is for one thread. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(STOPS_WITHIN.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!closed) {
        Duration pause =
            followed.hasOpenYoungerThan(FOLLOWS_CLOSELY_SECONDS) ? EVERY_WHILE_FOLLOWING : EVERY;
        if (wishes.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
          wishes.drainPermits();
        }
        if (!closed) {
          sample();
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("The page is being closed", e);
    }
  }
}
