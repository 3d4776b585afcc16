package io.sealstream.it;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Logins that come in steadily while something else happens. Those that a busy machine is late with
 * are sent at once then, so that the rate holds on average.
 */
final class LoginFlow implements AutoCloseable {

  private static final int TICK_MILLIS = 20;

  private final RigPipeline pipeline;
  private final String name;
  private final int perSecond;
  private final long start = System.nanoTime();
  private final AtomicInteger sent = new AtomicInteger();
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private final ScheduledFuture<?> ticks;

  private LoginFlow(RigPipeline pipeline, String name, int perSecond) {
    this.pipeline = pipeline;
    this.name = name;
    this.perSecond = perSecond;
    this.ticks = thread.scheduleAtFixedRate(this::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Begins; {@code name} is part of every login, and of no other flow's at the same time. */
  static LoginFlow start(RigPipeline pipeline, String name, int perSecond) {
    return new LoginFlow(pipeline, name, perSecond);
  }

  private void tick() {
    long due = (System.nanoTime() - start) * perSecond / TimeUnit.SECONDS.toNanos(1);
    while (sent.get() < due) {
      pipeline.send(name);
      sent.incrementAndGet();
    }
  }

  /** Returns when so many were sent since the beginning. */
  void awaitCount(int count) {
    awaitFlowing(
        count + " logins of " + name,
        Duration.ofSeconds(60L + 3L * count / perSecond),
        () -> sent.get() >= count);
  }

  private void awaitFlowing(String what, Duration patience, BooleanSupplier done) {
    await(what).atMost(patience).until(() -> ticks.isDone() || done.getAsBoolean());
    requireNoFailure();
  }

  /** A periodic task is done only when it has failed, or was cancelled. */
  private void requireNoFailure() {
    if (ticks.isDone() && !ticks.isCancelled()) {
      try {
        ticks.get();
      } catch (ExecutionException e) {
        throw new IllegalStateException("A login of " + name + " was not sent", e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  /** Returns when it has lasted this much longer. */
  void awaitFor(Duration duration) {
    long until = System.nanoTime() + duration.toNanos();
    awaitFlowing(
        duration + " of " + name, duration.plusSeconds(60), () -> System.nanoTime() - until >= 0);
  }

  /** Ends it, and waits for its thread; what it could not send is told now. */
  @Override
  public void close() {
    ticks.cancel(false);
    thread.shutdownNow();
    await("the end of the flow").atMost(Duration.ofMinutes(1)).until(thread::isTerminated);
    requireNoFailure();
  }
}
