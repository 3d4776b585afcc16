package io.sealstream.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.SocketTimeoutException;
import java.net.http.HttpTimeoutException;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AskedServerTest {
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicInteger asked = new AtomicInteger();
  private final AskedServer server = new AskedServer(nanos::get);

  @ParameterizedTest
  @MethodSource("outOfTime")
  void afterAServerHungNoPartOfItIsAskedForAWhileAndThenAgain(Exception outOfTime) {
    String said = assertThatFails(outOfTime);

    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(4_999));
    assertThat(assertThatFails(outOfTime)).isEqualTo(said);
    assertThat(asked).hasValue(1);

    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
    assertThat(server.ask(() -> 8)).isEqualTo(8);
    assertThatFails(outOfTime);
    assertThat(asked).hasValue(2);
  }

  static List<Exception> outOfTime() {
    return List.of(
        new HttpTimeoutException("request timed out"),
        new QuickstartException(
            "No rows.", new SQLException("broken", new SocketTimeoutException("read"))),
        new TimeoutException("no metadata"));
  }

  @Test
  void whatIsRefusedIsAskedAgainAtOnceHoweverLongItTook() {
    Exception refused = new SQLException("canceling statement due to user request");
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(3));
    assertThatFails(refused);
    assertThatFails(refused);

    assertThat(asked).hasValue(2);
    assertThat(server.ask(() -> 8)).isEqualTo(8);
  }

  /** What is said then. */
  private String assertThatFails(Exception failure) {
    return assertThatExceptionOfType(QuickstartException.class)
        .isThrownBy(
            () ->
                server.ask(
                    () -> {
                      asked.incrementAndGet();
                      throw failure;
                    }))
        .actual()
        .getMessage();
  }
}
