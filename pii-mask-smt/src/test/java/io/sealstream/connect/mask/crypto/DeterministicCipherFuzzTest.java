package io.sealstream.connect.mask.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.sealstream.connect.mask.FuzzSeeds;
import io.sealstream.connect.mask.TestKeysets;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DeterministicCipherFuzzTest {
  private static final Set<String> REFUSALS =
      Set.of(
          "is not base64",
          "is not base64 as it was written: its end was cut or altered",
          "does not decrypt with this keyset and domain",
          "decrypts to bytes that are not UTF-8 text");

  private DeterministicCipher cipher;

  @BeforeEach
  void setUp() throws Exception {
    cipher = TestKeysets.goldenKeyset().cipher("ip");
  }

  static Stream<Arguments> ciphertextsAndPlaintexts() {
    return FuzzSeeds.numbered(
        List.of(
            seed("AUmWAtI5e2ZK/7z/hl0b4uxBSgy96CAjNeLLeuoj/dQ=", "203.0.113.7"),
            seed("AUmWAtKU6dO80q5rFg9yPHFRFCRLUlJ/xnrh/iNX3fM=", "Zoë €"),
            seed("AUmWAtJOU8V5YD7vNAPbN3GeeEZf", ""),
            seed("AUmWAtKEMzTIStpRLvN6OU0+RFm3+iWzrh6QeJOGOrM=", "𝄞 clef"),
            seed("AUmWAtI5e2ZK/7z/hl0b4uxBSgy96CAjNeLLeuoj/dR=", "\u0000"),
            seed("AUmWAtI5e2ZK/7z/hl0b4uxBSgy96CAjNeLLeuoj/dQ", "\ufeff"),
            seed("AUmW\r\nAtI5", "\uffff"),
            seed("AUmWAtI5e2ZK_7z_", "a"),
            seed("====", "b"),
            seed("203.0.113.7", "c")));
  }

  @MethodSource("ciphertextsAndPlaintexts")
  @FuzzTest
  void whatIsDecryptedEncryptsToTheSameCharacters(
      @NotNull String ciphertext, byte @NotNull [] plaintext) throws Exception {
    check(ciphertext);
    // No mutation finds a ciphertext that authenticates, so the bytes behind one are mutated too
    check(Base64.getEncoder().encodeToString(cipher.encrypt(plaintext)));
  }

  private void check(String ciphertext) throws Exception {
    String text;
    try {
      text = cipher.decrypt(ciphertext);
    } catch (CipherException e) {
      assertThat(e.getMessage()).isIn(REFUSALS);
      assertThat(e).hasNoCause();
      return;
    }
    assertThat(cipher.encrypt(text)).isEqualTo(ciphertext);
  }

  private static Arguments seed(String ciphertext, String plaintext) {
    return arguments(ciphertext, plaintext.getBytes(StandardCharsets.UTF_8));
  }
}
