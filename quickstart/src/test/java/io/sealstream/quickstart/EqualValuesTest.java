package io.sealstream.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EqualValuesTest {
  private final EqualValues values = new EqualValues(1);

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

  @Test
  void failsWhenAnAddressIsInsideWhatArrived() {
    values.add("198.18.0.1", "x198.18.0.1x");

    assertThat(values.holds()).isFalse();
  }

  @Test
  void aShortValueMayBeInACiphertextByChance() {
    values.add("0", "AQx0y5Z=");
    values.add("5", "AQy0x5Z=");
    values.add("", "AQz0x5Z=");

    assertThat(values.holds()).isTrue();
  }

  @Test
  void aShortValueAloneIsInClear() {
    values.add("", "");

    assertThat(values.holds()).isFalse();
  }

  @Test
  void failsWhenAValueIsLost() {
    values.add("a", null);

    assertThat(values.holds()).isFalse();
    assertThat(values.problem()).isEqualTo("1 value arrived as NULL");
  }

  @Test
  void provesNothingWhenFewerThanExpectedWereCompared() {
    EqualValues two = new EqualValues(2);
    two.add("a", "X1");

    assertThat(two.holds()).isFalse();
    assertThat(two.problem()).isEqualTo("1 of 2 values found no row");
    assertThat(values.holds()).as("none at all").isFalse();
  }
}
