package io.sealstream.connect.mask.crypto;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.Parameters;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.daead.DeterministicAeadConfig;
import com.google.crypto.tink.daead.PredefinedDeterministicAeadParameters;
import com.google.crypto.tink.keyderivation.KeyDerivationConfig;
import com.google.crypto.tink.keyderivation.PrfBasedKeyDerivationParameters;
import com.google.crypto.tink.prf.HkdfPrfParameters;
import com.google.crypto.tink.prf.PredefinedPrfParameters;
import com.google.crypto.tink.prf.PrfConfig;
import java.security.GeneralSecurityException;

/**
 * Tink keysets: parse, check, create.
 *
 * <p>A keyset is text in Tink's JSON format. A parsed one is sure to be usable: all its keys are of
 * one {@link Keyset.Kind} and strong enough for it, each has an id of its own, and the primary key
 * is enabled. All methods are thread-safe.
 */
public final class Keysets {
  private static final int DERIVING_SECRET_BYTES = 64;

  static {
    try {
      DeterministicAeadConfig.register();
      PrfConfig.register();
      KeyDerivationConfig.register();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Tink has no deterministic encryption on this JVM", e);
    }
  }

  private Keysets() {}

  /**
   * Parses and checks a keyset.
   *
   * @param json Tink's JSON keyset format, in clear text
   * @throws KeysetException when it is not a keyset that can be used; the message is a verb phrase
   *     whose subject is the keyset
   */
  public static Keyset parse(String json) throws KeysetException {
    if (json.isBlank()) {
      throw new KeysetException("is empty");
    }
    if (JsonText.isCutOff(json)) {
      throw new KeysetException("is cut off: its JSON has no end");
    }
    if (json.contains("\"encryptedKeyset\"")) {
      throw new KeysetException("is encrypted by a KMS key: give the URI of that key (kek.uri)");
    }
    return checked(read(json));
  }

  /** Makes a new keyset of one random AES256_SIV key. */
  public static Keyset generate() {
    return generate(Keyset.Kind.AES_SIV);
  }

  /**
   * Makes a new keyset of one random key: AES256_SIV; HKDF-SHA256 with a secret of 64 bytes and no
   * salt, deriving AES256_SIV; or HMAC-SHA256 with 32 bytes. Ciphertexts have Tink's prefix.
   */
  public static Keyset generate(Keyset.Kind kind) {
    try {
      return new Keyset(KeysetHandle.generateNew(parameters(kind)), kind);
    } catch (GeneralSecurityException e) {
      throw failure("cannot be generated", e);
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

  private static Parameters parameters(Keyset.Kind kind) throws GeneralSecurityException {
    return switch (kind) {
      case AES_SIV -> PredefinedDeterministicAeadParameters.AES256_SIV;
      case DERIVING ->
          PrfBasedKeyDerivationParameters.builder()
              .setPrfParameters(
                  HkdfPrfParameters.builder()
                      .setKeySizeBytes(DERIVING_SECRET_BYTES)
                      .setHashType(HkdfPrfParameters.HashType.SHA256)
                      .build())
              .setDerivedKeyParameters(PredefinedDeterministicAeadParameters.AES256_SIV)
              .build();
      case HMAC -> PredefinedPrfParameters.HMAC_SHA256_PRF;
    };
  }

  private static Keyset checked(KeysetHandle keyset) throws KeysetException {
    return new Keyset(keyset, KeysetCheck.kind(keyset));
  }

  private static KeysetHandle read(String json) throws KeysetException {
    try {
      return TinkJsonProtoKeysetFormat.parseKeyset(json, InsecureSecretKeyAccess.get());
    } catch (GeneralSecurityException | RuntimeException e) {
      // Not chained: JSON and base64 parsers quote what they read.
      throw new KeysetException("is not a Tink keyset in JSON");
    }
  }

  /** An exception that names the kind of the problem only: messages from below may hold content. */
  private static IllegalStateException failure(String what, Exception problem) {
    return new IllegalStateException(
        "the keyset " + what + " (" + problem.getClass().getSimpleName() + ")");
  }
}
