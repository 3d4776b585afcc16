package io.sealstream.connect.mask.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealstream.connect.mask.Python;
import io.sealstream.connect.mask.TestKeysets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/**
 * What the golden keysets make of fixed texts. The file is printed by
 * src/test/python/golden_ciphertexts.py, from hashlib, hmac and the AESSIV and HKDF of Python's
 * package cryptography. A row that changes is a release that cannot join or recover what an earlier
 * one wrote: add rows, and never adapt one to the code.
 */
class GoldenCiphertextsTest {
  private static final String FILE = "/io/sealstream/connect/mask/golden-ciphertexts.csv";
  private static final Path PROGRAM = Path.of("src/test/python/golden_ciphertexts.py");

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvFileSource(resources = FILE, numLinesToSkip = 1)
  void ciphertextsNeverChange(
      String keyType, String domain, String name, String text, String ciphertext) throws Exception {
    switch (keyType) {
      case "AES_SIV" -> check(TestKeysets.goldenKeyset().cipher(domain), text, ciphertext);
      case "AES_SIV parameter" ->
          check(TestKeysets.goldenKeyset().parameterCipher(domain), name, text, ciphertext);
      case "DERIVING" -> check(TestKeysets.goldenDeriving().cipher(domain), text, ciphertext);
      case "DERIVING parameter" ->
          check(TestKeysets.goldenDeriving().parameterCipher(domain), name, text, ciphertext);
      case "HMAC" ->
          assertThat(TestKeysets.goldenHmac().pseudonymizer(domain).mask(text))
              .isEqualTo(ciphertext);
      default -> throw new AssertionError(keyType);
    }
  }

  /** The same, from the JDK alone and the key bytes, as anybody may do who reads the Javadoc. */
  @ParameterizedTest
  @CsvFileSource(resources = FILE, numLinesToSkip = 1)
  void theyFollowFromTheStandards(
      String keyType, String domain, String name, String text, String ciphertext) throws Exception {
    byte[] domainBytes = utf8(domain);
    byte[] parameter = joined(utf8("\0parameter\0"), domainBytes, new byte[1], utf8(name));
    byte[] siv = TestKeysets.bytes(0x00, 64);
    byte[] secret = TestKeysets.bytes(0x40, 64);
    byte[] derived = new ReferenceHkdf("HmacSHA256").derive(secret, new byte[0], domainBytes, 64);

    byte[] expected =
        switch (keyType) {
          case "AES_SIV" -> sealed(1234567890L, siv, domainBytes, text);
          case "AES_SIV parameter" -> sealed(1234567890L, siv, parameter, text);
          case "DERIVING" -> sealed(2345678901L, derived, domainBytes, text);
          case "DERIVING parameter" -> sealed(2345678901L, derived, parameter, text);
          case "HMAC" -> pseudonym(TestKeysets.bytes(0x80, 32), domainBytes, text);
          default -> throw new AssertionError(keyType);
        };

    assertThat(ciphertext).isEqualTo(Base64.getEncoder().encodeToString(expected));
  }

  @Test
  void everyKindHasItsVectors() throws Exception {
    assertThat(file().lines().skip(1))
        .hasSize(126)
        .extracting(line -> line.substring(0, line.indexOf(',')))
        .contains("AES_SIV", "AES_SIV parameter", "DERIVING", "DERIVING parameter", "HMAC");
  }

  @Test
  void theProgramPrintsTheFile() throws Exception {
    assertThat(Python.run(folder, PROGRAM, "")).isEqualTo(file());
  }

  private static String file() throws IOException {
    try (InputStream in = GoldenCiphertextsTest.class.getResourceAsStream(FILE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void check(DeterministicCipher cipher, String text, String ciphertext)
      throws Exception {
    assertThat(cipher.encrypt(text)).isEqualTo(ciphertext);
    assertThat(cipher.decrypt(ciphertext)).isEqualTo(text);
  }

  private static void check(ParameterCipher cipher, String name, String text, String ciphertext)
      throws Exception {
    assertThat(cipher.encrypt(name, text)).isEqualTo(ciphertext);
    assertThat(cipher.decrypt(name, ciphertext)).isEqualTo(text);
  }

  private static byte[] sealed(long keyId, byte[] key, byte[] associatedData, String text)
      throws Exception {
    return joined(
        new byte[] {1},
        ByteBuffer.allocate(4).putInt((int) keyId).array(),
        new ReferenceAesSiv(key).encrypt(utf8(text), associatedData));
  }

  private static byte[] pseudonym(byte[] key, byte[] domain, String text) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    mac.update(new byte[] {0, 0, 0, (byte) domain.length});
    mac.update(domain);
    return mac.doFinal(utf8(text));
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
