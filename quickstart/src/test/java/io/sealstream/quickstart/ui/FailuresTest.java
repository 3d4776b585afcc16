package io.sealstream.quickstart.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class FailuresTest {
  @Test
  void whereAFailureWasIsToldWithoutAMessage() {
    String where = Failures.where(new IllegalStateException("typed", new IOException("typed")));

    assertThat(where)
        .startsWith(
            "java.lang.IllegalStateException\n\tat io.sealstream.quickstart.ui.FailuresTest.")
        .contains("\nCaused by: java.io.IOException\n\tat ")
        .doesNotContain("typed");
  }
}
