package io.sealstream.connect.mask.crypto;

import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.keyderivation.KeysetDeriver;
import java.security.GeneralSecurityException;

/**
 * The AES-SIV key of one domain, made from a key that derives.
 *
 * <p>Tink does it, with HKDF (RFC 5869). The derived key is
 *
 * <pre>
 *   HKDF(hash = SHA-256, IKM = the secret of the deriving key, salt = the salt of the deriving
 *        key, info = the domain in UTF-8, L = 64)
 * </pre>
 *
 * and is used as AES-SIV takes it: the first 32 bytes for S2V, the last 32 for CTR (RFC 5297
 * section 2.2). The hash may be SHA-512 instead; the key says so. In a keyset of {@link
 * Keysets#generate} the secret has 64 bytes and there is no salt, which RFC 5869 section 2.2 takes
 * as a salt of zeros as long as the hash, 32 bytes. A derived key has the id of the key it comes
 * from, and the output prefix of its template.
 */
final class KeyDerivation {
  private KeyDerivation() {}

  /**
   * The keyset of one domain, with the ids and the primary key of the one it comes from. Keys that
   * are not enabled are left out: who gets the keyset must not be able to enable them.
   *
   * @param keyset of keys that derive
   * @param domain what HKDF calls info, and Tink salt
   */
  static KeysetHandle derive(KeysetHandle keyset, byte[] domain) throws KeysetException {
    try {
      return keyset
          .getPrimitive(RegistryConfiguration.get(), KeysetDeriver.class)
          .deriveKeyset(domain);
    } catch (GeneralSecurityException e) {
      throw new KeysetException(
          "cannot be used on this JVM (" + e.getClass().getSimpleName() + ")");
    }
  }
}
