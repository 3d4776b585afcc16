package io.sealstream.quickstart;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that must be closed, last opened first, whichever thread ends the run: the main thread
 * or the JVM's shutdown hook.
 *
 * <p>Thread-safe. After {@link #close()} began nothing new starts, and what was still starting is
 * waited for, so that no server process outlives the run because it came up a moment too late.
 */
public final class Resources implements AutoCloseable {
  private static final Duration STARTS_END_WITHIN = Duration.ofSeconds(30);

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private int starting;
  private boolean closing;
  private boolean closed;

  /** Holds nothing yet. */
  public Resources() {}

  /**
   * Opens something that {@link #close()} will close.
   *
   * @param opener leaves nothing open when it throws
   * @return what was opened
   * @throws QuickstartException if the run is already being ended
   * @throws Exception what {@code opener} throws
   */
  public <T extends AutoCloseable> T open(Callable<T> opener) throws Exception {
    synchronized (this) {
      if (closing) {
        throw new QuickstartException("The run is being ended.");
      }
      starting++;
    }
    @Nullable T opened = null;
    try {
      opened = opener.call();
      return opened;
    } finally {
      synchronized (this) {
        starting--;
        if (opened != null) {
          open.push(opened);
        }
        notifyAll();
      }
    }
  }

  /** Whether the end of the run began. */
  synchronized boolean isClosing() {
    return closing;
  }

  /** Closes everything; a second caller waits until the first is done. Failures are only logged. */
  @Override
  public void close() {
    synchronized (this) {
      boolean first = !closing;
      closing = true;
      if (!first) {
        awaitClosed();
        return;
      }
      awaitStarts();
    }
    try {
      closeAll();
    } finally {
      synchronized (this) {
        closed = true;
        notifyAll();
      }
    }
  }

  private void closeAll() {
    for (AutoCloseable next = next(); next != null; next = next()) {
      try {
        next.close();
      } catch (Exception e) {
        log().warn("Could not close {}", next, e);
      }
    }
  }

  private synchronized @Nullable AutoCloseable next() {
    return open.poll();
  }

  private synchronized void awaitStarts() {
    long deadline = System.nanoTime() + STARTS_END_WITHIN.toNanos();
    try {
      for (long left = deadline - System.nanoTime();
          starting > 0 && left > 0;
          left = deadline - System.nanoTime()) {
        wait(1 + left / 1_000_000);
      }
    } catch (InterruptedException e) {
      // Closing is the last thing that happens: there is nobody left to hand the interrupt to.
      log().debug("Interrupted while closing", e);
    }
  }

  private synchronized void awaitClosed() {
    try {
      while (!closed) {
        wait();
      }
    } catch (InterruptedException e) {
      log().debug("Interrupted while closing", e);
    }
  }

  /** Not a constant: this class is loaded before it is known where the log goes. */
  private static Logger log() {
    return LoggerFactory.getLogger(Resources.class);
  }
}
