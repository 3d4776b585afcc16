package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NameSelectionTest {

  @Test
  void aStarAloneSelectsEveryName() {
    NameSelection selection = NameSelection.of(List.of("*"));

    assertThat(selection.includes("anything")).isTrue();
    assertThat(selection.includes("")).isTrue();
  }

  @Test
  void anEmptyListSelectsNothing() {
    assertThat(NameSelection.of(List.of()).includes("anything")).isFalse();
  }

  @Test
  void namesSelectThemselvesAndAreCaseSensitive() {
    NameSelection selection = NameSelection.of(List.of("trace", "tenant", "trace"));

    assertThat(selection.includes("trace")).isTrue();
    assertThat(selection.includes("tenant")).isTrue();
    assertThat(selection.includes("Trace")).isFalse();
    assertThat(selection.includes("trace.id")).isFalse();
  }

  @Test
  void aStarAmongNamesIsNoWildcard() {
    NameSelection selection = NameSelection.of(List.of("*", "trace"));

    assertThat(selection.includes("trace")).isTrue();
    assertThat(selection.includes("tenant")).isFalse();
  }
}
