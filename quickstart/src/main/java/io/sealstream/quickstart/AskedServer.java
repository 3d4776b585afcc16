package io.sealstream.quickstart;

import java.net.SocketTimeoutException;
import java.net.http.HttpTimeoutException;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A server of which one or more parts are asked. After one that did not answer in time none is
 * asked for a while, so that a server which hangs does not hold up the looks at the others; what
 * fails otherwise is asked again at once. For one thread.
 */
final class AskedServer {
  private static final long LEFT_ALONE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final LongSupplier nanos;
  private @Nullable QuickstartException hung;
  private long hungAt;

  /**
   * Asks nothing yet.
   *
   * @param nanos a clock
   */
  AskedServer(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /**
   * Asks a part of it, unless it hung a moment ago.
   *
   * @throws QuickstartException if it does not answer, or did not a moment ago
   */
  <T> T ask(Callable<T> part) {
    QuickstartException before = hung;
    if (before != null && nanos.getAsLong() - hungAt < LEFT_ALONE_NANOS) {
      throw before;
    }
    hung = null;
    try {
      return part.call();
    } catch (Exception e) {
      QuickstartException explained = QuickstartException.of("The pipeline cannot be read", e);
      if (isOutOfTime(e)) {
        hung = explained;
        hungAt = nanos.getAsLong();
      }
      throw explained;
    }
  }

  /** As the clients of HTTP, PostgreSQL and Kafka tell it. */
  private static boolean isOutOfTime(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof HttpTimeoutException
          || cause instanceof SocketTimeoutException
          || cause instanceof TimeoutException) {
        return true;
      }
    }
    return false;
  }
}
