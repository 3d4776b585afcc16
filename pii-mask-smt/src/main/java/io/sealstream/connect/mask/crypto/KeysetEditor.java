package io.sealstream.connect.mask.crypto;

import com.google.crypto.tink.KeysetHandle;
import java.security.GeneralSecurityException;

/** Makes keysets out of the keys of another, which stays as it is. */
final class KeysetEditor {
  private KeysetEditor() {}

  /** A keyset of one key, which keeps its id and is the primary one. */
  static KeysetHandle only(KeysetHandle.Entry entry) {
    try {
      return KeysetHandle.newBuilder()
          .addEntry(KeysetHandle.importKey(entry.getKey()).withFixedId(entry.getId()).makePrimary())
          .build();
    } catch (GeneralSecurityException e) {
      throw failure("take a key out of a keyset", e);
    }
  }

  /** The kind of the problem only: messages from below may hold content. */
  private static IllegalStateException failure(String what, GeneralSecurityException problem) {
    return new IllegalStateException(
        "cannot " + what + " (" + problem.getClass().getSimpleName() + ")");
  }
}
