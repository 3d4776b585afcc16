package io.sealstream.connect.mask.crypto;

/**
 * What may be told of one key: nothing here is secret.
 *
 * @param id 0 to 2^32 - 1; every ciphertext with a prefix begins with it
 * @param type the algorithm: {@code AES256_SIV}, {@code HKDF_SHA256 deriving AES256_SIV}, {@code
 *     HMAC_SHA256}
 * @param primary whether it is the key that encrypts
 * @param status whether it may be used
 * @param prefix what its ciphertexts begin with
 */
public record KeyInfo(long id, String type, boolean primary, Status status, Prefix prefix) {

  /** Whether a key may be used. */
  public enum Status {
    /** It decrypts, and encrypts if it is the primary key. */
    ENABLED,
    /** It is kept, and not used until it is enabled. */
    DISABLED,
    /** It is never used again. */
    DESTROYED
  }

  /** What the ciphertexts of a key begin with. The names are those of Tink's JSON. */
  public enum Prefix {
    /** The byte 1 and the key id, 4 bytes, big-endian. */
    TINK(1 + Integer.BYTES),
    /** The byte 0 and the key id, 4 bytes, big-endian: Tink's older form. */
    CRUNCHY(1 + Integer.BYTES),
    /** Nothing: a ciphertext does not tell its key. Pseudonyms never have a prefix. */
    RAW(0);

    private final int bytes;

    Prefix(int bytes) {
      this.bytes = bytes;
    }

    int bytes() {
      return bytes;
    }
  }
}
