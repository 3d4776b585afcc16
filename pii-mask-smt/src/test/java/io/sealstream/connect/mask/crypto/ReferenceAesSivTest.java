package io.sealstream.connect.mask.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The yardstick itself, checked against published vectors. */
class ReferenceAesSivTest {
  private static final HexFormat HEX = HexFormat.of();

  @Test
  void agreesWithRfc5297AppendixA1() throws Exception {
    byte[] key = HEX.parseHex("fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff");
    byte[] associatedData = HEX.parseHex("101112131415161718191a1b1c1d1e1f2021222324252627");
    byte[] plaintext = HEX.parseHex("112233445566778899aabbccddee");

    byte[] ciphertext = new ReferenceAesSiv(key).encrypt(plaintext, associatedData);

    assertThat(HEX.formatHex(ciphertext))
        .isEqualTo("85632d07c6e8f37f950acd320a2ecc9340c02b9690c4dc04daef7f6afe5c");
  }

  @Test
  void agreesWithEveryPublished512BitVector() throws Exception {
    for (WycheproofVector vector : WycheproofVector.all()) {
      byte[] ciphertext =
          new ReferenceAesSiv(vector.key()).encrypt(vector.plaintext(), vector.associatedData());
      // The invalid ones are valid ones with a changed synthetic IV.
      assertThat(HEX.formatHex(ciphertext).equals(HEX.formatHex(vector.ciphertext())))
          .as("vector %s", vector.id())
          .isEqualTo(vector.valid());
    }
  }
}
