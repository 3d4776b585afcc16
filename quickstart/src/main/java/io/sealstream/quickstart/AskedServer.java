package io.sealstream.quickstart;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A server of which one or more parts are asked. After one that was waited for in vain none is
 * asked for a while, so that a server which hangs does not hold up the looks at the others; what
 * fails at once is asked again at once. For one thread.
 */
final class AskedServer {
  private static final long IN_VAIN_NANOS = TimeUnit.SECONDS.toNanos(1);
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
    long begin = nanos.getAsLong();
    QuickstartException before = hung;
    if (before != null && begin - hungAt < LEFT_ALONE_NANOS) {
      throw before;
    }
    hung = null;
    try {
      return part.call();
    } catch (Exception e) {
      QuickstartException explained = QuickstartException.of("The pipeline cannot be read", e);
      long now = nanos.getAsLong();
      if (now - begin >= IN_VAIN_NANOS) {
        hung = explained;
        hungAt = now;
      }
      throw explained;
    }
  }
}
