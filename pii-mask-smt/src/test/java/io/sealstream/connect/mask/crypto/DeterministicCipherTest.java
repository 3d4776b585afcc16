package io.sealstream.connect.mask.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.KeyStatus;
import com.google.crypto.tink.KeysetHandle;
import io.sealstream.connect.mask.TestKeysets;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeterministicCipherTest {
  private KeysetHandle keyset;
  private DeterministicCipher ip;

  @BeforeEach
  void setUp() throws Exception {
    keyset = TestKeysets.goldenKeyset().handle();
    ip = cipher(keyset, "ip");
  }

  // Checked with another implementation (Python's cryptography, AESSIV). A change here is a release
  // that cannot join or recover what an earlier one wrote: never adapt these to the code.
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          ip,        203.0.113.7, AUmWAtI5e2ZK/7z/hl0b4uxBSgy96CAjNeLLeuoj/dQ=
          device_id, 203.0.113.7, AUmWAtKU6dO80q5rFg9yPHFRFCRLUlJ/xnrh/iNX3fM=
          ip,        '',          AUmWAtJOU8V5YD7vNAPbN3GeeEZf
          user,      Zoë €,       AUmWAtKxA2S6oc5E8THhzQ7tFEwyPUcfsfJ8dPI=
          ip,        2001:db8::1, AUmWAtKEMzTIStpRLvN6OU0+RFm3+iWzrh6QeJOGOrM=
          """)
  void ciphertextsNeverChange(String domain, String plaintext, String ciphertext) throws Exception {
    DeterministicCipher cipher = cipher(keyset, domain);
    assertThat(cipher.encrypt(plaintext)).isEqualTo(ciphertext);
    assertThat(cipher.decrypt(ciphertext)).isEqualTo(plaintext);
  }

  @Test
  void agreesWithPublishedVectors() throws Exception {
    int checked = 0;
    for (WycheproofVector vector : WycheproofVector.all()) {
      if (vector.associatedData().length == 0) {
        continue; // no domain is empty
      }
      DeterministicCipher cipher =
          new DeterministicCipher(TestKeysets.raw(vector.key()), vector.associatedData());
      if (vector.valid()) {
        assertThat(cipher.encrypt(vector.plaintext()))
            .as("vector %s", vector.id())
            .isEqualTo(vector.ciphertext());
        assertThat(cipher.decrypt(vector.ciphertext())).isEqualTo(vector.plaintext());
      } else {
        assertThatThrownBy(() -> cipher.decrypt(vector.ciphertext()))
            .as("vector %s", vector.id())
            .isInstanceOf(CipherException.class);
      }
      checked++;
    }
    assertThat(checked).isEqualTo(33);
  }

  @Test
  void agreesWithTheReferenceAndHasThePrefixOfTink() throws Exception {
    Random random = new Random(5297);
    for (int length = 0; length < 200; length++) {
      byte[] key = new byte[64];
      random.nextBytes(key);
      int id = random.nextInt();
      String text = text(random, length);
      String domain = text(random, 1 + random.nextInt(20));

      byte[] actual =
          Base64.getDecoder().decode(cipher(TestKeysets.tink(key, id), domain).encrypt(text));

      byte[] siv =
          new ReferenceAesSiv(key)
              .encrypt(
                  text.getBytes(StandardCharsets.UTF_8), domain.getBytes(StandardCharsets.UTF_8));
      assertThat(actual)
          .isEqualTo(ByteBuffer.allocate(5 + siv.length).put((byte) 1).putInt(id).put(siv).array());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "7", "Zoë €", "𝄞 clef", "a\nb", "\u0000"})
  void recoversEveryText(String text) throws Exception {
    assertThat(ip.decrypt(ip.encrypt(text))).isEqualTo(text);
  }

  @Test
  void equalTextsOfDifferentDomainsDiffer() throws Exception {
    DeterministicCipher other = cipher(keyset, "device_id");
    assertThat(other.encrypt("203.0.113.7")).isNotEqualTo(ip.encrypt("203.0.113.7"));
    assertThatThrownBy(() -> other.decrypt(ip.encrypt("203.0.113.7")))
        .isInstanceOf(CipherException.class)
        .hasMessage("does not decrypt with this keyset and domain");
  }

  @Test
  void aTextOf171BytesFits256Characters() throws Exception {
    assertThat(ip.encrypt("x".repeat(171))).hasSize(256);
    assertThat(ip.encrypt("é".repeat(85) + "x")).hasSize(256);
    assertThat(ip.encrypt("x".repeat(172)).length()).isGreaterThan(256);
  }

  @Test
  void alteredCiphertextIsRefused() throws Exception {
    byte[] bytes = Base64.getDecoder().decode(ip.encrypt("203.0.113.7"));
    for (int i = 0; i < bytes.length; i++) {
      byte[] altered = bytes.clone();
      altered[i] ^= 1;
      String text = Base64.getEncoder().encodeToString(altered);
      assertThatThrownBy(() -> ip.decrypt(text)).isInstanceOf(CipherException.class);
    }
  }

  @Test
  void whatIsNotBase64IsRefusedWithoutACause() {
    assertThatThrownBy(() -> ip.decrypt("203.0.113.7"))
        .isInstanceOf(CipherException.class)
        .hasMessage("is not base64")
        .hasNoCause();
  }

  @Test
  void anotherSpellingOfTheSameBytesIsRefused() throws Exception {
    String padded = ip.encrypt("203.0.113.7");
    assertThat(padded).endsWith("Q=");
    for (String other : List.of(padded.replace("=", ""), padded.replace("Q=", "R="))) {
      assertThat(Base64.getDecoder().decode(other)).isEqualTo(Base64.getDecoder().decode(padded));
      assertThatThrownBy(() -> ip.decrypt(other))
          .isInstanceOf(CipherException.class)
          .hasMessage("is not base64 as it was written: its end was cut or altered")
          .hasNoCause();
    }
  }

  @Test
  void bytesThatAreNoTextAreRefused() {
    String ciphertext = Base64.getEncoder().encodeToString(ip.encrypt(new byte[] {(byte) 0xff}));
    assertThatThrownBy(() -> ip.decrypt(ciphertext))
        .isInstanceOf(CipherException.class)
        .hasMessage("decrypts to bytes that are not UTF-8 text");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\ud834", "\udd1e", "a\ud834b", "\udd1e\ud834"})
  void anUnpairedSurrogateIsRefusedNotReplaced(String text) {
    assertThatThrownBy(() -> ip.encrypt(text))
        .isInstanceOf(CipherException.class)
        .hasMessage("is not well-formed Unicode: it has an unpaired surrogate");
  }

  @Test
  void anEmptyDomainIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Domain.utf8(""))
        .withMessage("the domain is empty");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Domain.utf8("\ud834"))
        .withMessage("the domain is not well-formed Unicode");
  }

  @Test
  void anOlderKeyStillDecryptsAsLongAsItIsEnabled() throws Exception {
    String old = ip.encrypt("203.0.113.7");
    DeterministicCipher rotated = cipher(TestKeysets.rotated(KeyStatus.ENABLED), "ip");
    DeterministicCipher disabled = cipher(TestKeysets.rotated(KeyStatus.DISABLED), "ip");

    assertThat(rotated.decrypt(old)).isEqualTo("203.0.113.7");
    assertThat(rotated.encrypt("203.0.113.7")).isNotEqualTo(old);
    assertThatThrownBy(() -> disabled.decrypt(old)).isInstanceOf(CipherException.class);
  }

  @Test
  void selfTestPasses() throws Exception {
    ip.selfTest();
  }

  @ParameterizedTest
  @EnumSource(BrokenAead.class)
  void selfTestFindsABrokenPrimitive(BrokenAead broken) {
    assertThatThrownBy(() -> broken.cipher().selfTest())
        .isInstanceOf(KeysetException.class)
        .hasMessage(
            "failed the self-test: a text did not come back, encrypted differently the second time,"
                + " stayed in clear, or decrypted for another domain")
        .hasNoCause();
  }

  @Test
  void eightThreadsGetTheSameBytesAsOne() throws Exception {
    List<String> texts = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      texts.add("value " + i);
      expected.add(ip.encrypt("value " + i));
    }
    Callable<List<String>> work =
        () -> {
          List<String> actual = new ArrayList<>();
          for (String text : texts) {
            actual.add(ip.encrypt(text));
          }
          return actual;
        };
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      for (Future<List<String>> result :
          threads.invokeAll(List.of(work, work, work, work, work, work, work, work))) {
        assertThat(result.get()).isEqualTo(expected);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static DeterministicCipher cipher(KeysetHandle keyset, String domain)
      throws KeysetException {
    return new DeterministicCipher(keyset, domain.getBytes(StandardCharsets.UTF_8));
  }

  /** Any characters but surrogates. */
  private static String text(Random random, int length) {
    return random
        .ints(1, 0xd800)
        .limit(length)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
