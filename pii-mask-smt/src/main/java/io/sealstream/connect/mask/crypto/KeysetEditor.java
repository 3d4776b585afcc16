package io.sealstream.connect.mask.crypto;

import com.google.crypto.tink.KeyStatus;
import com.google.crypto.tink.KeysetHandle;
import java.security.GeneralSecurityException;
import java.util.StringJoiner;

/** Makes keysets out of the keys of another, which stays as it is. */
final class KeysetEditor {
  private final KeysetHandle original;

  /**
   * @param original checked by {@link KeysetCheck}
   */
  KeysetEditor(KeysetHandle original) {
    this.original = original;
  }

  /** A keyset of one key, which keeps its id and is the primary one. */
  static KeysetHandle only(KeysetHandle.Entry entry) {
    return build(
        KeysetHandle.newBuilder()
            .addEntry(
                KeysetHandle.importKey(entry.getKey()).withFixedId(entry.getId()).makePrimary()));
  }

  /** Adds a random key like the primary one, with an id of its own. */
  KeysetHandle withFreshKey(boolean primary) {
    // Tink draws the id, and draws again while another key has it.
    KeysetHandle.Builder.Entry fresh =
        KeysetHandle.generateEntryFromParameters(original.getPrimary().getKey().getParameters())
            .withRandomId();
    KeysetHandle.Builder builder = KeysetHandle.newBuilder(original).addEntry(fresh);
    if (primary) {
      fresh.makePrimary();
    }
    return build(builder);
  }

  KeysetHandle promoted(long keyId) throws KeysetException {
    int index = indexOf(keyId);
    KeyStatus status = original.getAt(index).getStatus();
    if (status == KeyStatus.DISABLED) {
      throw new KeysetException(
          "cannot have key " + keyId + " as its primary key: it is disabled; enable it first");
    }
    if (status != KeyStatus.ENABLED) {
      throw new KeysetException(
          "cannot have key " + keyId + " as its primary key: it is destroyed");
    }
    KeysetHandle.Builder builder = KeysetHandle.newBuilder(original);
    builder.getAt(index).makePrimary();
    return build(builder);
  }

  KeysetHandle enabled(long keyId) throws KeysetException {
    int index = indexOf(keyId);
    if (original.getAt(index).getStatus() == KeyStatus.DESTROYED) {
      throw new KeysetException("cannot have key " + keyId + " enabled: it is destroyed");
    }
    return withStatus(index, KeyStatus.ENABLED);
  }

  KeysetHandle disabled(long keyId) throws KeysetException {
    int index = indexOf(keyId);
    if (original.getAt(index).isPrimary()) {
      throw new KeysetException(
          "cannot have key "
              + keyId
              + " disabled: it is the primary key; make another key the primary one first");
    }
    if (original.getAt(index).getStatus() == KeyStatus.DESTROYED) {
      throw new KeysetException("cannot have key " + keyId + " disabled: it is destroyed");
    }
    return withStatus(index, KeyStatus.DISABLED);
  }

  private KeysetHandle withStatus(int index, KeyStatus status) {
    KeysetHandle.Builder builder = KeysetHandle.newBuilder(original);
    builder.getAt(index).setStatus(status);
    return build(builder);
  }

  private int indexOf(long keyId) throws KeysetException {
    StringJoiner ids = new StringJoiner(", ");
    for (int i = 0; i < original.size(); i++) {
      long id = Integer.toUnsignedLong(original.getAt(i).getId());
      if (id == keyId) {
        return i;
      }
      ids.add(Long.toString(id));
    }
    throw new KeysetException("has no key " + keyId + "; its key ids are " + ids);
  }

  private static KeysetHandle build(KeysetHandle.Builder builder) {
    try {
      return builder.build();
    } catch (GeneralSecurityException e) {
      // Not chained: messages from below may hold content.
      throw new IllegalStateException(
          "the keyset cannot be changed (" + e.getClass().getSimpleName() + ")");
    }
  }
}
