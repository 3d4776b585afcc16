package io.sealstream.connect.mask.crypto;

import com.google.crypto.tink.Key;
import com.google.crypto.tink.Parameters;
import com.google.crypto.tink.daead.AesSivKey;
import com.google.crypto.tink.daead.AesSivParameters;
import com.google.crypto.tink.keyderivation.PrfBasedKeyDerivationKey;
import com.google.crypto.tink.prf.HkdfPrfParameters;
import com.google.crypto.tink.prf.HmacPrfKey;
import com.google.crypto.tink.prf.HmacPrfParameters;
import com.google.crypto.tink.prf.PrfParameters;

/**
 * The type of a key that may be in a keyset: AES-SIV with 64 bytes, a key that derives such keys by
 * HKDF, or HMAC. The hashes are SHA-256 and SHA-512, the secrets have 32 bytes or more.
 *
 * @param kind what it is for
 * @param name as {@link KeyInfo} tells it
 * @param prefix what its ciphertexts begin with
 */
record KeyType(Keyset.Kind kind, String name, KeyInfo.Prefix prefix) {
  private static final int AES_SIV_BYTES = 64;
  private static final int LEAST_SECRET_BYTES = 32;
  private static final String AES256_SIV = "AES256_SIV";

  /**
   * The type of a key.
   *
   * @throws KeysetException when it is none that may be in a keyset; the message is a verb phrase
   *     about the keyset, and lacks only which key it is
   */
  static KeyType of(Key key) throws KeysetException {
    if (key instanceof AesSivKey siv) {
      return aesSiv(siv.getParameters());
    }
    if (key instanceof PrfBasedKeyDerivationKey deriving) {
      return deriving(
          deriving.getParameters().getPrfParameters(),
          deriving.getParameters().getDerivedKeyParameters());
    }
    if (key instanceof HmacPrfKey hmac) {
      return hmac(hmac.getParameters());
    }
    throw new KeysetException("has a key that is none of AES-SIV, deriving and HMAC PRF");
  }

  private static KeyType aesSiv(AesSivParameters parameters) throws KeysetException {
    int size = parameters.getKeySizeBytes();
    if (size != AES_SIV_BYTES) {
      throw new KeysetException("has a key of " + size + " bytes instead of " + AES_SIV_BYTES);
    }
    return new KeyType(Keyset.Kind.AES_SIV, AES256_SIV, prefix(parameters));
  }

  private static KeyType deriving(PrfParameters prf, Parameters derived) throws KeysetException {
    if (!(prf instanceof HkdfPrfParameters hkdf)) {
      throw new KeysetException("has a key that derives by another function than HKDF");
    }
    String hash = hkdf.getHashType().toString();
    if (!isStrong(hash)) {
      throw new KeysetException(
          "has a key that derives by HKDF with " + hash + " instead of SHA256 or SHA512");
    }
    if (hkdf.getKeySizeBytes() < LEAST_SECRET_BYTES) {
      throw new KeysetException(
          "has a key that derives from "
              + hkdf.getKeySizeBytes()
              + " bytes; at least "
              + LEAST_SECRET_BYTES
              + " are needed");
    }
    if (!(derived instanceof AesSivParameters siv)) {
      throw new KeysetException("has a key that derives keys of another type than " + AES256_SIV);
    }
    if (siv.getKeySizeBytes() != AES_SIV_BYTES) {
      throw new KeysetException(
          "has a key that derives keys of "
              + siv.getKeySizeBytes()
              + " bytes instead of "
              + AES_SIV_BYTES);
    }
    return new KeyType(
        Keyset.Kind.DERIVING, "HKDF_" + hash + " deriving " + AES256_SIV, prefix(siv));
  }

  private static KeyType hmac(HmacPrfParameters parameters) throws KeysetException {
    String hash = parameters.getHashType().toString();
    if (!isStrong(hash)) {
      throw new KeysetException("has an HMAC key for " + hash + " instead of SHA256 or SHA512");
    }
    if (parameters.getKeySizeBytes() < LEAST_SECRET_BYTES) {
      throw new KeysetException(
          "has an HMAC key of "
              + parameters.getKeySizeBytes()
              + " bytes; at least "
              + LEAST_SECRET_BYTES
              + " are needed");
    }
    return new KeyType(Keyset.Kind.HMAC, "HMAC_" + hash, KeyInfo.Prefix.RAW);
  }

  // Tink's hash types are objects of two unrelated classes; their names are the same.
  private static boolean isStrong(String hash) {
    return hash.equals("SHA256") || hash.equals("SHA512");
  }

  private static KeyInfo.Prefix prefix(AesSivParameters parameters) {
    if (parameters.getVariant() == AesSivParameters.Variant.TINK) {
      return KeyInfo.Prefix.TINK;
    }
    return parameters.getVariant() == AesSivParameters.Variant.CRUNCHY
        ? KeyInfo.Prefix.CRUNCHY
        : KeyInfo.Prefix.RAW;
  }
}
