package io.sealstream.connect.mask.crypto;

import com.google.crypto.tink.DeterministicAead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;

/**
 * Encrypts text so that equal values of one domain give equal ciphertexts, and can be recovered.
 *
 * <p>AES-SIV (RFC 5297) by Tink, with the domain's UTF-8 bytes as the one associated data string
 * and the value's UTF-8 bytes as the plaintext. The ciphertext is Tink's output, unchanged, in
 * padded standard base64 (RFC 4648 section 4): for a keyset of {@link Keysets#generate} 0x01, the
 * key id (4 bytes, big-endian), the synthetic IV (16 bytes), then as many bytes as the plaintext
 * has.
 *
 * <p>Encryption uses the keyset's primary key, decryption any enabled key. Thread-safe and
 * immutable.
 */
public final class DeterministicCipher implements TextMask {
  private static final int IV_BYTES = 16;
  private static final String PROBE = "sealstream self-test \u00fc\u20ac";

  private final DeterministicAead aead;
  private final byte[] associatedData;

  /**
   * @param keyset checked, of AES-SIV keys
   * @param associatedData from {@link Domain}; not empty
   * @throws KeysetException when Tink cannot use the keyset on this JVM
   */
  DeterministicCipher(KeysetHandle keyset, byte[] associatedData) throws KeysetException {
    this(aead(keyset), associatedData);
  }

  /** With a primitive of the caller's; for tests, which put a broken one here. */
  DeterministicCipher(DeterministicAead aead, byte[] associatedData) {
    this.aead = aead;
    this.associatedData = associatedData.clone();
  }

  /** How many characters the ciphertext of the empty text has, which is all that others add to. */
  static int leastLength(KeyInfo.Prefix prefix) {
    byte[] ciphertext = new byte[prefix.bytes() + IV_BYTES];
    return Base64.getEncoder().encodeToString(ciphertext).length();
  }

  @Override
  public String mask(String text) throws CipherException {
    return encrypt(text);
  }

  /**
   * Encrypts a text; the empty text too.
   *
   * @return padded standard base64, ASCII only
   * @throws CipherException when the text has an unpaired surrogate, which UTF-8 cannot carry
   */
  public String encrypt(String plaintext) throws CipherException {
    if (!UnicodeText.isWellFormed(plaintext)) {
      // String.getBytes would put a question mark there: another value, and not recoverable.
      throw new CipherException("is not well-formed Unicode: it has an unpaired surrogate");
    }
    byte[] ciphertext = encrypt(plaintext.getBytes(StandardCharsets.UTF_8));
    return Base64.getEncoder().encodeToString(ciphertext);
  }

  /**
   * Recovers the text that {@link #encrypt(String)} was given.
   *
   * @throws CipherException when it is not base64, was not made by an enabled key of this keyset
   *     for this domain, was altered in any character, or does not hold text
   */
  public String decrypt(String ciphertext) throws CipherException {
    byte[] plaintext = decrypt(decode(ciphertext));
    try {
      // A new decoder reports malformed input instead of replacing it.
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(plaintext)).toString();
    } catch (CharacterCodingException e) {
      throw new CipherException("decrypts to bytes that are not UTF-8 text");
    }
  }

  /**
   * Encrypts and decrypts a fixed text, to find a broken set-up before the first record does.
   *
   * @throws KeysetException when the text does not come back, encrypts differently twice, shows in
   *     its ciphertext, or decrypts for another domain
   */
  public void selfTest() throws KeysetException {
    try {
      String ciphertext = encrypt(PROBE);
      if (PROBE.equals(decrypt(ciphertext))
          && ciphertext.equals(encrypt(PROBE))
          && !showsProbe(decode(ciphertext))
          && isOfThisDomain(ciphertext)) {
        return;
      }
    } catch (CipherException | RuntimeException e) {
      // Falls through: the kind of failure adds nothing to what the message says.
    }
    throw new KeysetException(
        "failed the self-test: a text did not come back, encrypted differently the second time,"
            + " stayed in clear, or decrypted for another domain");
  }

  private static boolean showsProbe(byte[] ciphertext) {
    // A character for each byte, so that texts are compared as bytes
    String probe = new String(PROBE.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    return new String(ciphertext, StandardCharsets.ISO_8859_1).contains(probe);
  }

  private boolean isOfThisDomain(String ciphertext) {
    try {
      new DeterministicCipher(aead, Domain.parameter(associatedData, ""))
          .decrypt(decode(ciphertext));
      return false;
    } catch (CipherException e) {
      return true;
    }
  }

  byte[] encrypt(byte[] plaintext) {
    try {
      return aead.encryptDeterministically(plaintext, associatedData);
    } catch (GeneralSecurityException e) {
      // Not chained: nothing promises that a provider's message is free of its input.
      throw new IllegalStateException("AES-SIV failed (" + e.getClass().getSimpleName() + ")");
    }
  }

  byte[] decrypt(byte[] ciphertext) throws CipherException {
    try {
      return aead.decryptDeterministically(ciphertext, associatedData);
    } catch (GeneralSecurityException e) {
      throw new CipherException("does not decrypt with this keyset and domain");
    }
  }

  static DeterministicAead aead(KeysetHandle keyset) throws KeysetException {
    try {
      return keyset.getPrimitive(RegistryConfiguration.get(), DeterministicAead.class);
    } catch (GeneralSecurityException e) {
      throw new KeysetException(
          "cannot be used on this JVM (" + e.getClass().getSimpleName() + ")");
    }
  }

  private static byte[] decode(String ciphertext) throws CipherException {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(ciphertext);
    } catch (IllegalArgumentException e) {
      throw new CipherException("is not base64");
    }
    // Java's decoder takes missing padding and stray bits in the last character. Two spellings of
    // one ciphertext would decrypt alike and not join.
    if (!Base64.getEncoder().encodeToString(bytes).equals(ciphertext)) {
      throw new CipherException("is not base64 as it was written: its end was cut or altered");
    }
    return bytes;
  }
}
