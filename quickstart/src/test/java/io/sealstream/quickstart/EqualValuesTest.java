package io.sealstream.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EqualValuesTest {
  private final EqualValues values = new EqualValues();

  @Test
  void holdsWhenTheMappingIsOneToOne() {
    values.add("a", "X1");
    values.add("b", "X2");
    values.add("a", "X1");

    assertThat(values.holds()).isTrue();
    assertThat(values.values()).isEqualTo(3);
    assertThat(values.distinct()).isEqualTo(2);
    assertThat(values.distinctMasked()).isEqualTo(2);
  }

  @Test
  void failsWhenEqualValuesDiffer() {
    values.add("a", "X1");
    values.add("a", "X2");

    assertThat(values.holds()).isFalse();
    assertThat(values.problem()).isEqualTo("1 value broke the one-to-one mapping");
  }

  @Test
  void failsWhenDifferentValuesBecomeOne() {
    values.add("a", "X1");
    values.add("b", "X1");

    assertThat(values.holds()).isFalse();
  }

  @Test
  void failsWhenAValueArrivesInClear() {
    values.add("198.18.0.1", "198.18.0.1");

    assertThat(values.holds()).isFalse();
    assertThat(values.problem()).isEqualTo("1 value arrived in clear");
  }
}
