package io.sealstream.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

class LastKnownTest {
  private static final Callable<Integer> AWAY =
      () -> {
        throw new ConnectException("Connection refused");
      };

  private final LastKnown<Integer> part = new LastKnown<>(new AskedServer(() -> 0));
  private final List<String> problems = new ArrayList<>();

  @Test
  void whatDoesNotAnswerIsWhatItWasAndIsTold() {
    part.ask(() -> 7, problems);
    assertThat(problems).isEmpty();
    assertThat(part.isFresh()).isTrue();

    assertThat(part.ask(AWAY, problems)).isEqualTo(7);
    assertThat(problems)
        .containsExactly("The pipeline cannot be read: ConnectException: Connection refused.");
    assertThat(part.isFresh()).isFalse();
    assertThat(part.ask(() -> 8, problems)).isEqualTo(8);
    assertThat(part.isFresh()).isTrue();
    assertThat(problems).hasSize(1);
  }

  @Test
  void anInterruptEndsTheReading() {
    part.ask(() -> 7, problems);
    Thread.currentThread().interrupt();
    try {
      assertThatExceptionOfType(QuickstartException.class)
          .isThrownBy(() -> part.ask(AWAY, problems));
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(problems).isEmpty();
  }

  @Test
  void whatNeverAnsweredIsAFailure() {
    assertThatExceptionOfType(QuickstartException.class)
        .isThrownBy(() -> part.ask(AWAY, problems))
        .withMessage("The pipeline cannot be read: ConnectException: Connection refused.");
  }
}
