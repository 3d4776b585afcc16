package io.sealstream.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class SentencesTest {
  @Test
  void theInnermostCauseOfATraceIsOneSentence() {
    String trace =
        """
        org.apache.kafka.connect.errors.ConnectException: Tolerance exceeded in error handler
        \tat org.apache.kafka.connect.runtime.Worker.run(Worker.java:1)
        Caused by: org.apache.kafka.connect.errors.DataException: no such field
        \tat a.B.c(B.java:2)
        Caused by: java.nio.file.NoSuchFileException: /keys/keyset.json
        \t... 12 more
        """;

    assertThat(Sentences.causeOf(trace)).isEqualTo("NoSuchFileException: /keys/keyset.json.");
  }

  @Test
  void aCauseWithoutAMessageIsItsClass() {
    assertThat(Sentences.causeOf("a.B: x\nCaused by: java.lang.NullPointerException\n\tat a.B"))
        .isEqualTo("NullPointerException.");
  }

  @Test
  void aFailureThatExplainsItselfIsNotExplainedAgain() {
    QuickstartException inner = new QuickstartException("Kafka is tired.");

    assertThat(QuickstartException.of("X", new RuntimeException(inner))).isSameAs(inner);
  }

  @Test
  void otherFailuresGetTheirInnermostReason() {
    assertThat(
            QuickstartException.of(
                "Kafka did not start",
                new RuntimeException(new IllegalStateException("port taken"))))
        .hasMessage("Kafka did not start: port taken.");
    assertThat(QuickstartException.of("It failed", new IOException("x")))
        .hasMessage("It failed: IOException: x.");
  }

  @Test
  void countsHaveTheirNoun() {
    assertThat(Sentences.count(1, "row")).isEqualTo("1 row");
    assertThat(Sentences.count(1_200, "row")).isEqualTo("1,200 rows");
  }
}
