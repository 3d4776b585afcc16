package io.sealstream.it;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

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

  /** Begins; {@code name} is part of every login, and of no other flow's. */
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
    Duration patience = Duration.ofSeconds(30L + 2L * count / perSecond);
    await(count + " logins of " + name)
        .atMost(patience)
        .until(() -> ticks.isDone() || sent.get() >= count);
    if (ticks.isDone()) {
      throw new IllegalStateException("The flow has ended");
    }
  }

  /** Returns when it has lasted this much longer. */
  void awaitFor(Duration duration) {
    awaitCount(sent.get() + (int) (duration.toMillis() * perSecond / 1000));
  }

  /** Ends it, and waits for its thread. */
  @Override
  public void close() {
    thread.shutdownNow();
    await("the end of the flow").until(thread::isTerminated);
  }
}
