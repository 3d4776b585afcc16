package io.sealstream.connect.mask.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnicodeTextTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a", "\u00fc\u20ac\uffff", "\ud83d\ude00", "a\ud83d\ude00b\ud83d\ude00"})
  void surrogatesInPairsAreWellFormed(String text) {
    assertThat(UnicodeText.isWellFormed(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\ud83d",
        "\ude00",
        "a\ud83d",
        "\ude00\ud83d",
        "\ud83d\ud83d\ude00",
        "\ud83d\ude00\ude00",
        "\ud83d\ude00a\udfff",
        "\u20ac\udbffb"
      })
  void aSurrogateWithoutItsOtherHalfIsNot(String text) {
    assertThat(UnicodeText.isWellFormed(text)).isFalse();
  }
}
