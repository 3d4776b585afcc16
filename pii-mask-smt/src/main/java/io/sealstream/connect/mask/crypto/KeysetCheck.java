package io.sealstream.connect.mask.crypto;

import com.google.crypto.tink.KeyStatus;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.proto.KeyStatusType;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether a keyset of Tink's may be used here. Keys that are not enabled must be sound as well. */
final class KeysetCheck {
  private final KeysetHandle keyset;

  private KeysetCheck(KeysetHandle keyset) {
    this.keyset = keyset;
  }

  /**
   * The kind of all of a keyset's keys.
   *
   * @throws KeysetException when a key is damaged, of no known type or of another kind than the
   *     rest, when an id occurs twice, or when the primary key is missing or not enabled
   */
  static Keyset.Kind kind(KeysetHandle keyset) throws KeysetException {
    KeysetCheck check = new KeysetCheck(keyset);
    Keyset.Kind kind = check.keys();
    check.primary();
    return kind;
  }

  private Keyset.Kind keys() throws KeysetException {
    Set<Integer> ids = new HashSet<>();
    Keyset.@Nullable Kind kind = null;
    for (int i = 0; i < keyset.size(); i++) {
      KeysetHandle.Entry entry = entry(i);
      if (!ids.add(entry.getId())) {
        throw new KeysetException("has the key id of " + where(i) + " twice");
      }
      Keyset.Kind next = type(entry, i).kind();
      if (kind != null && kind != next) {
        throw new KeysetException(
            "has keys of the kinds " + kind + " and " + next + ": " + where(i));
      }
      kind = next;
    }
    if (kind == null) {
      throw new KeysetException("has no key");
    }
    return kind;
  }

  private KeysetHandle.Entry entry(int index) throws KeysetException {
    try {
      return keyset.getAt(index);
    } catch (IllegalStateException e) {
      throw problem("has a damaged key", index);
    }
  }

  private KeyType type(KeysetHandle.Entry entry, int index) throws KeysetException {
    try {
      return KeyType.of(entry.getKey());
    } catch (KeysetException e) {
      throw problem(e.getMessage(), index);
    }
  }

  /** Where a key was destroyed its data may be gone, and what is wrong with it is of no use. */
  @SuppressWarnings("deprecation") // Tink's newer methods give no status without the key.
  private KeysetException problem(@Nullable String problem, int index) {
    boolean destroyed =
        keyset.getKeysetInfo().getKeyInfo(index).getStatus() == KeyStatusType.DESTROYED;
    String reason =
        destroyed
            ? "has a destroyed key whose data is missing or not sound, so remove it from the keyset"
            : problem;
    return new KeysetException(reason + ": " + where(index));
  }

  private void primary() throws KeysetException {
    for (int i = 0; i < keyset.size(); i++) {
      KeysetHandle.Entry entry = entry(i);
      if (entry.isPrimary()) {
        checkEnabled(entry.getStatus());
        return;
      }
    }
    throw new KeysetException("has no primary key: no key has the primary key id");
  }

  private static void checkEnabled(KeyStatus status) throws KeysetException {
    if (status == KeyStatus.DISABLED) {
      throw new KeysetException(
          "has a disabled primary key: enable it, or make another key the primary one");
    }
    if (status != KeyStatus.ENABLED) {
      throw new KeysetException("has a destroyed primary key: make another key the primary one");
    }
  }

  private String where(int index) {
    return "key " + (index + 1) + " of " + keyset.size();
  }
}
