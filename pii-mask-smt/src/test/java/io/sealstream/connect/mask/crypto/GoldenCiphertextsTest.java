package io.sealstream.connect.mask.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.daead.PredefinedDeterministicAeadParameters;
import com.google.crypto.tink.prf.HkdfPrfParameters;
import com.google.crypto.tink.prf.HmacPrfParameters;
import io.sealstream.connect.mask.Python;
import io.sealstream.connect.mask.TestKeysets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/**
 * What keysets of every type of key that is accepted make of fixed texts. The file is printed by
 * src/test/python/golden_ciphertexts.py, from hashlib, hmac and the AESSIV and HKDF of Python's
 * package cryptography. A row that changes is a release that cannot join or recover what an earlier
 * one wrote: add rows, and never adapt one to the code.
 */
class GoldenCiphertextsTest {
  private static final String FILE = "/io/sealstream/connect/mask/golden-ciphertexts.csv";
  private static final Path PROGRAM = Path.of("src/test/python/golden_ciphertexts.py");
  private static final String PARAMETER = " parameter";
  private static final long SIV_ID = 1234567890L;
  private static final long DERIVING_ID = 2345678901L;
  private static final long HMAC_ID = 3456789012L;
  private static final byte[] SIV_KEY = TestKeysets.bytes(0x00, 64);
  private static final byte[] SECRET = TestKeysets.bytes(0x40, 64);
  private static final byte[] SALT = TestKeysets.bytes(0xc0, 16);
  private static final byte[] HMAC_SHA512_KEY = TestKeysets.bytes(0x80, 64);

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvFileSource(resources = FILE, numLinesToSkip = 1)
  void ciphertextsNeverChange(
      String keyType, String domain, String name, String text, String ciphertext) throws Exception {
    Keyset keyset = keyset(keyType.replace(PARAMETER, ""));
    if (keyset.kind() == Keyset.Kind.HMAC) {
      assertThat(keyset.pseudonymizer(domain).mask(text)).isEqualTo(ciphertext);
    } else if (keyType.endsWith(PARAMETER)) {
      check(keyset.parameterCipher(domain), name, text, ciphertext);
    } else {
      check(keyset.cipher(domain), text, ciphertext);
    }
  }

  /** The same, from the JDK alone and the key bytes, as anybody may do who reads the Javadoc. */
  @ParameterizedTest
  @CsvFileSource(resources = FILE, numLinesToSkip = 1)
  void theyFollowFromTheStandards(
      String keyType, String domain, String name, String text, String ciphertext) throws Exception {
    byte[] in = utf8(domain);
    byte[] associatedData =
        keyType.endsWith(PARAMETER)
            ? joined(utf8("\0parameter\0"), in, new byte[1], utf8(name))
            : in;

    byte[] expected = standard(keyType.replace(PARAMETER, ""), in, associatedData, text);

    assertThat(ciphertext).isEqualTo(Base64.getEncoder().encodeToString(expected));
  }

  @Test
  void everyKindHasItsVectors() throws Exception {
    assertThat(file().lines().skip(1))
        .hasSize(207)
        .extracting(line -> line.substring(0, line.indexOf(',')))
        .containsOnly(
            "AES_SIV",
            "AES_SIV parameter",
            "AES_SIV RAW",
            "AES_SIV RAW parameter",
            "AES_SIV CRUNCHY",
            "AES_SIV CRUNCHY parameter",
            "DERIVING",
            "DERIVING parameter",
            "DERIVING SHA512",
            "DERIVING SHA512 parameter",
            "DERIVING salted",
            "DERIVING salted parameter",
            "HMAC",
            "HMAC SHA512");
  }

  @Test
  void theProgramPrintsTheFile() throws Exception {
    assertThat(Python.run(folder, PROGRAM, "")).isEqualTo(file());
  }

  private static Keyset keyset(String keyType) throws Exception {
    return switch (keyType) {
      case "AES_SIV" -> TestKeysets.goldenKeyset();
      case "AES_SIV RAW" -> Keysets.parse(TestKeysets.golden().replace("\"TINK\"", "\"RAW\""));
      case "AES_SIV CRUNCHY" ->
          Keysets.parse(TestKeysets.golden().replace("\"TINK\"", "\"CRUNCHY\""));
      case "DERIVING" -> TestKeysets.goldenDeriving();
      case "DERIVING SHA512" -> deriving(HkdfPrfParameters.HashType.SHA512, new byte[0]);
      case "DERIVING salted" -> deriving(HkdfPrfParameters.HashType.SHA256, SALT);
      case "HMAC" -> TestKeysets.goldenHmac();
      case "HMAC SHA512" ->
          parsed(
              TestKeysets.hmac(HMAC_SHA512_KEY, HmacPrfParameters.HashType.SHA512, (int) HMAC_ID));
      default -> throw new AssertionError(keyType);
    };
  }

  private static Keyset deriving(HkdfPrfParameters.HashType hash, byte[] salt) throws Exception {
    return parsed(
        TestKeysets.deriving(
            TestKeysets.hkdf(SECRET, hash, salt),
            PredefinedDeterministicAeadParameters.AES256_SIV,
            (int) DERIVING_ID));
  }

  private static Keyset parsed(KeysetHandle keyset) throws Exception {
    return Keysets.parse(TestKeysets.json(keyset));
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

  private static byte[] standard(String keyType, byte[] domain, byte[] data, String text)
      throws Exception {
    byte[] none = new byte[0];
    byte[] deriving = prefix(1, DERIVING_ID);
    return switch (keyType) {
      case "AES_SIV" -> sealed(prefix(1, SIV_ID), SIV_KEY, data, text);
      case "AES_SIV RAW" -> sealed(none, SIV_KEY, data, text);
      case "AES_SIV CRUNCHY" -> sealed(prefix(0, SIV_ID), SIV_KEY, data, text);
      case "DERIVING" -> sealed(deriving, derived("HmacSHA256", none, domain), data, text);
      case "DERIVING SHA512" -> sealed(deriving, derived("HmacSHA512", none, domain), data, text);
      case "DERIVING salted" -> sealed(deriving, derived("HmacSHA256", SALT, domain), data, text);
      case "HMAC" -> pseudonym("HmacSHA256", TestKeysets.bytes(0x80, 32), domain, text);
      case "HMAC SHA512" -> pseudonym("HmacSHA512", HMAC_SHA512_KEY, domain, text);
      default -> throw new AssertionError(keyType);
    };
  }

  private static byte[] prefix(int first, long keyId) {
    return ByteBuffer.allocate(5).put((byte) first).putInt((int) keyId).array();
  }

  private static byte[] derived(String algorithm, byte[] salt, byte[] domain) throws Exception {
    return new ReferenceHkdf(algorithm).derive(SECRET, salt, domain, 64);
  }

  private static byte[] sealed(byte[] prefix, byte[] key, byte[] associatedData, String text)
      throws Exception {
    return joined(prefix, new ReferenceAesSiv(key).encrypt(utf8(text), associatedData));
  }

  private static byte[] pseudonym(String algorithm, byte[] key, byte[] domain, String text)
      throws Exception {
    Mac mac = Mac.getInstance(algorithm);
    mac.init(new SecretKeySpec(key, algorithm));
    mac.update(new byte[] {0, 0, 0, (byte) domain.length});
    mac.update(domain);
    return Arrays.copyOf(mac.doFinal(utf8(text)), 32);
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
