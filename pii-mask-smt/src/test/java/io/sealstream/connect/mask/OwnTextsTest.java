package io.sealstream.connect.mask;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealstream.connect.mask.crypto.Keysets;
import org.junit.jupiter.api.Test;

class OwnTextsTest {
  private final OwnTexts texts = OwnTexts.ofPackage(Keysets.class);

  @Test
  void aMessageOfThePackageQuotesNothing() {
    String message = "has a key of 12345678 bytes instead of 64";
    assertThat(texts.quotes(message, message)).isFalse();
  }

  @Test
  void aPieceOfTheInputIsQuoted() {
    assertThat(texts.quotes("has a key of EkAAAQID bytes", "xEkAAAQIDx")).isTrue();
    assertThat(texts.quotes("has a key of 123456789012345678 bytes", "12345678901")).isFalse();
    assertThat(texts.quotes("has a key of EkAAAQI bytes", "xEkAAAQIx")).isFalse();
  }
}
