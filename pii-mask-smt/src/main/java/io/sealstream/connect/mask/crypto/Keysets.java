package io.sealstream.connect.mask.crypto;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeyStatus;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.daead.AesSivKey;
import com.google.crypto.tink.daead.DeterministicAeadConfig;
import com.google.crypto.tink.daead.PredefinedDeterministicAeadParameters;
import java.security.GeneralSecurityException;
import java.util.HashSet;
import java.util.Set;

/**
 * Tink keysets of AES256_SIV keys: parse, check, create.
 *
 * <p>A keyset is text in Tink's JSON format, not encrypted. A parsed one is sure to be usable:
 * every key in it is a 64-byte AES-SIV key with an id of its own, and the primary key is enabled.
 * All methods are thread-safe.
 */
public final class Keysets {
  private static final int KEY_BYTES = 64;

  static {
    try {
      DeterministicAeadConfig.register();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Tink has no deterministic encryption on this JVM", e);
    }
  }

  private Keysets() {}

  /**
   * Parses and checks a keyset.
   *
   * @param json Tink's JSON keyset format, in clear text
   * @throws KeysetException when it is not a keyset that can encrypt; the message is a verb phrase
   *     whose subject is the keyset
   */
  public static Keyset parse(String json) throws KeysetException {
    if (json.isBlank()) {
      throw new KeysetException("is empty");
    }
    if (json.contains("\"encryptedKeyset\"")) {
      throw new KeysetException("is encrypted by a KMS key, which is not supported yet");
    }
    KeysetHandle keyset = read(json);
    checkKeys(keyset);
    return new Keyset(keyset);
  }

  /** Makes a new keyset of one random AES256_SIV key. */
  public static Keyset generate() {
    try {
      return new Keyset(KeysetHandle.generateNew(PredefinedDeterministicAeadParameters.AES256_SIV));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot generate an AES256_SIV key on this JVM", e);
    }
  }

  /** The keyset as clear JSON: whoever has it can decrypt. */
  static String toJson(Keyset keyset) {
    try {
      return TinkJsonProtoKeysetFormat.serializeKeyset(
          keyset.handle(), InsecureSecretKeyAccess.get());
    } catch (GeneralSecurityException e) {
      throw failure("cannot be written as JSON", e);
    }
  }

  private static KeysetHandle read(String json) throws KeysetException {
    try {
      return TinkJsonProtoKeysetFormat.parseKeyset(json, InsecureSecretKeyAccess.get());
    } catch (GeneralSecurityException | RuntimeException e) {
      // Not chained: JSON and base64 parsers quote what they read.
      throw new KeysetException(
          "is not a Tink keyset in JSON: it may be cut off, or be something else");
    }
  }

  private static void checkKeys(KeysetHandle keyset) throws KeysetException {
    Set<Integer> ids = new HashSet<>();
    boolean enabledPrimary = false;
    for (int i = 0; i < keyset.size(); i++) {
      String where = "key " + (i + 1) + " of " + keyset.size();
      KeysetHandle.Entry entry = entry(keyset, i, where);
      if (!ids.add(entry.getId())) {
        throw new KeysetException("has the key id of " + where + " twice");
      }
      checkType(entry, where);
      enabledPrimary |= entry.isPrimary() && entry.getStatus() == KeyStatus.ENABLED;
    }
    if (!enabledPrimary) {
      throw new KeysetException("has no primary key that is enabled");
    }
  }

  private static KeysetHandle.Entry entry(KeysetHandle keyset, int index, String where)
      throws KeysetException {
    try {
      return keyset.getAt(index);
    } catch (IllegalStateException e) {
      throw new KeysetException("has a damaged key: " + where);
    }
  }

  private static void checkType(KeysetHandle.Entry entry, String where) throws KeysetException {
    if (!(entry.getKey() instanceof AesSivKey key)) {
      throw new KeysetException("has a key of another type than AES256_SIV: " + where);
    }
    int size = key.getParameters().getKeySizeBytes();
    if (size != KEY_BYTES) {
      throw new KeysetException(
          "has a key of " + size + " bytes instead of " + KEY_BYTES + ": " + where);
    }
  }

  /** An exception that names the kind of the problem only: messages from below may hold content. */
  private static IllegalStateException failure(String what, Exception problem) {
    return new IllegalStateException(
        "the keyset " + what + " (" + problem.getClass().getSimpleName() + ")");
  }
}
