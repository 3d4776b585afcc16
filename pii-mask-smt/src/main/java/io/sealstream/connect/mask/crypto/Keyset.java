package io.sealstream.connect.mask.crypto;

import com.google.crypto.tink.KeysetHandle;

/**
 * A keyset that was checked, and what can be made of it. Immutable and thread-safe.
 *
 * <p>It prints as its class only: no method but those of {@link Keysets} and {@link KeysetFiles}
 * gives a key away.
 */
public final class Keyset {
  private final KeysetHandle handle;

  /**
   * @param handle checked by {@link Keysets}
   */
  Keyset(KeysetHandle handle) {
    this.handle = handle;
  }

  /** What the keys of a keyset are for. All of a keyset are of one kind. */
  public enum Kind {
    /** AES-SIV: one key encrypts all domains. */
    AES_SIV,
    /** A PRF from which each domain gets an AES-SIV key of its own. */
    DERIVING,
    /** HMAC: pseudonyms that nobody can decrypt. */
    HMAC
  }

  /** What its keys are for. */
  public Kind kind() {
    return Kind.AES_SIV;
  }

  /** The id of the key that encrypts, 0 to 2^32 - 1. It is no secret: every ciphertext has it. */
  public long primaryKeyId() {
    return Integer.toUnsignedLong(handle.getPrimary().getId());
  }

  /**
   * The cipher of one domain.
   *
   * @param domain not empty; equal values match inside one domain and nowhere else
   * @throws KeysetException when Tink cannot use the keyset on this JVM
   * @throws IllegalArgumentException when the domain is empty or not well-formed Unicode
   */
  public DeterministicCipher cipher(String domain) throws KeysetException {
    return new DeterministicCipher(handle, domain);
  }

  KeysetHandle handle() {
    return handle;
  }
}
