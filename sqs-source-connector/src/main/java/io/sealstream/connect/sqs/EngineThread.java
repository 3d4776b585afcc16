package io.sealstream.connect.sqs;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** An {@link Engine} on a real daemon thread. What its work throws fails the task. */
final class EngineThread implements Engine, AutoCloseable {

  private final ScheduledThreadPoolExecutor executor;
  private final TaskFailure failure;

  EngineThread(String name, TaskFailure failure) {
    this.failure = failure;
    executor =
        new ScheduledThreadPoolExecutor(
            1,
            work -> {
              Thread thread = new Thread(work, name);
              thread.setDaemon(true);
              return thread;
            },
            new ThreadPoolExecutor.DiscardPolicy());
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    executor.setRemoveOnCancelPolicy(true);
  }

  @Override
  public void execute(Runnable work) {
    executor.execute(guarded(work));
  }

  @Override
  public void schedule(Runnable work, Duration delay) {
    executor.schedule(guarded(work), delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Drops delayed work, finishes what was executed before, and lets the thread end. */
  @Override
  public void close() {
    executor.shutdown();
  }

  private Runnable guarded(Runnable work) {
    return () -> {
      try {
        work.run();
      } catch (Throwable e) { // an Error too: nobody else would ever hear of it
        failure.unexpected("The SQS source failed in its background thread", e);
      }
    };
  }
}
