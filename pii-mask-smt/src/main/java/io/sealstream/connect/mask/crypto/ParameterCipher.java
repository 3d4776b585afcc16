package io.sealstream.connect.mask.crypto;

import com.google.crypto.tink.DeterministicAead;

/**
 * Encrypts what describes the fields of a domain: the parameters of their schemas. A ciphertext
 * belongs to its parameter's name. Under another name it does not decrypt, and equal values of two
 * parameters differ.
 *
 * <p>The key is that of {@link Keyset#cipher}. The associated data is {@code 00}, {@code
 * parameter}, {@code 00}, the domain, {@code 00}, the parameter's name, all in UTF-8. No domain has
 * a control character, so no ciphertext equals one of a domain's values. Thread-safe and immutable.
 */
public final class ParameterCipher {
  private final DeterministicAead aead;
  private final byte[] domain;

  /**
   * @param domain from {@link Domain#utf8}
   */
  ParameterCipher(DeterministicAead aead, byte[] domain) {
    this.aead = aead;
    this.domain = domain.clone();
  }

  /**
   * Encrypts the value of a parameter; the empty value too.
   *
   * @return padded standard base64, ASCII only
   * @throws CipherException when the name or the value has an unpaired surrogate
   */
  public String encrypt(String name, String value) throws CipherException {
    return cipher(name).encrypt(value);
  }

  /**
   * Recovers the value that {@link #encrypt} was given with this name.
   *
   * @throws CipherException as {@link DeterministicCipher#decrypt(String)}, and when the value is
   *     that of another parameter
   */
  public String decrypt(String name, String ciphertext) throws CipherException {
    return cipher(name).decrypt(ciphertext);
  }

  /**
   * Encrypts and decrypts a fixed text, as {@link DeterministicCipher#selfTest}.
   *
   * @throws KeysetException as there
   */
  public void selfTest() throws KeysetException {
    new DeterministicCipher(aead, Domain.parameter(domain, "")).selfTest();
  }

  private DeterministicCipher cipher(String name) throws CipherException {
    if (!UnicodeText.isWellFormed(name)) {
      // In UTF-8 two such names could be one.
      throw new CipherException("has a name that is not well-formed Unicode");
    }
    return new DeterministicCipher(aead, Domain.parameter(domain, name));
  }
}
