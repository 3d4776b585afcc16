package io.sealstream.connect.mask.crypto;

/**
 * A value that cannot be encrypted or decrypted. The message is a verb phrase whose subject is the
 * value ("is not base64"); neither it nor a cause holds the value, the ciphertext or the key.
 */
public final class CipherException extends Exception {
  private static final long serialVersionUID = 1L;

  CipherException(String message) {
    super(message);
  }
}
