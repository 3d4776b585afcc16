package io.sealstream.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.http.HttpTimeoutException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;

class AskedServerTest {
  private static final String SENTENCE =
      "The pipeline cannot be read: HttpTimeoutException: request timed out.";

  private final AtomicLong nanos = new AtomicLong();
  private final AtomicInteger asked = new AtomicInteger();
  private final AskedServer server = new AskedServer(nanos::get);

  @Test
  void afterAServerHungNoPartOfItIsAskedForAWhileAndThenAgain() {
    assertThatFails(3_000).withMessage(SENTENCE);

    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(4_999));
    assertThatFails(0).withMessage(SENTENCE);
    assertThat(asked).hasValue(1);

    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
    assertThat(server.ask(() -> 8)).isEqualTo(8);
    assertThatFails(0);
    assertThat(asked).hasValue(2);
  }

  @Test
  void whatFailsAtOnceIsAskedAgainAtOnce() {
    assertThatFails(999);
    assertThatFails(999);

    assertThat(asked).hasValue(2);
    assertThat(server.ask(() -> 8)).isEqualTo(8);
  }

  private ThrowableAssertAlternative<QuickstartException> assertThatFails(long afterMillis) {
    return assertThatExceptionOfType(QuickstartException.class)
        .isThrownBy(
            () ->
                server.ask(
                    () -> {
                      asked.incrementAndGet();
                      nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(afterMillis));
                      throw new HttpTimeoutException("request timed out");
                    }));
  }
}
