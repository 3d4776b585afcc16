package io.sealstream.connect.mask.cli;

import io.sealstream.connect.mask.crypto.CipherException;
import io.sealstream.connect.mask.crypto.DeterministicCipher;

/**
 * What becomes of values that do not decrypt: an error, or they pass as they are and are counted.
 * For one run of a command; not thread-safe.
 */
final class Unmasking {
  private final Undecryptable undecryptable;
  private long passed;

  Unmasking(Undecryptable undecryptable) {
    this.undecryptable = undecryptable;
  }

  /** The choices of {@code --on-undecryptable}. */
  enum Undecryptable {
    FAIL,
    PASS
  }

  TextChange with(DeterministicCipher cipher) {
    return text -> decrypt(cipher, text);
  }

  /** How many values passed as they are. */
  long passed() {
    return passed;
  }

  private String decrypt(DeterministicCipher cipher, String text) throws CipherException {
    try {
      return cipher.decrypt(text);
    } catch (CipherException e) {
      if (undecryptable == Undecryptable.FAIL) {
        throw e;
      }
      passed++;
      return text;
    }
  }
}
