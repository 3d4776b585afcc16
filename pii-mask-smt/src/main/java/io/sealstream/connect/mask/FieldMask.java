package io.sealstream.connect.mask;

import io.sealstream.connect.mask.crypto.CipherException;
import io.sealstream.connect.mask.crypto.DeterministicCipher;
import org.apache.kafka.connect.errors.DataException;

/** Turns one field's value into its ciphertext. Thread-safe. */
final class FieldMask {
  private final FieldPath path;
  private final DeterministicCipher cipher;
  private final int maxLength;

  /**
   * @param maxLength characters that a ciphertext may have at most
   */
  FieldMask(FieldPath path, DeterministicCipher cipher, int maxLength) {
    this.path = path;
    this.cipher = cipher;
    this.maxLength = maxLength;
  }

  FieldPath path() {
    return path;
  }

  /**
   * Encrypts a value.
   *
   * @throws DataException when it is not text or its ciphertext would be too long
   */
  String mask(Object value) {
    if (!(value instanceof String text)) {
      throw Problems.wrongType(path, "STRING", Problems.typeName(value));
    }
    String ciphertext = encrypt(text);
    if (ciphertext.length() > maxLength) {
      throw new DataException(
          "Field '%s': its ciphertext of %d characters is longer than the %d allowed"
              .formatted(path, ciphertext.length(), maxLength));
    }
    return ciphertext;
  }

  private String encrypt(String text) {
    try {
      return cipher.encrypt(text);
    } catch (CipherException e) {
      throw new DataException("Field '" + path + "': its text " + e.getMessage());
    }
  }
}
