package io.sealstream.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {

  @Test
  void figuresStandOnTheRight() {
    Table table =
        new Table(
            List.of("what", "messages/s"),
            List.of(List.of("raw loop", "40,000"), List.of("source", "9")));

    assertThat(table.markdown())
        .isEqualTo(
            """
            | what     | messages/s |
            |----------|-----------:|
            | raw loop |     40,000 |
            | source   |          9 |
            """);
  }

  @Test
  void aRowHasACellForEachColumn() {
    assertThatThrownBy(() -> new Table(List.of("a", "b"), List.of(List.of("1"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a row has other columns than the header: [1]");
  }
}
