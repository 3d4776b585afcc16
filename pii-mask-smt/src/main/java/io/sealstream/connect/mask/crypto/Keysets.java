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
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tink keysets: parse, check, create.
 *
 * <p>A keyset is text in Tink's JSON format. A parsed one is sure to be usable: all its keys are of
 * one {@link Keyset.Kind} and strong enough for it, each has an id of its own, and the primary key
 * is enabled. All methods are thread-safe.
 */
public final class Keysets {
  private static final int DERIVING_SECRET_BYTES = 64;
  private static final String NOT_A_KEYSET = "is not a Tink keyset in JSON";
  private static final String OR_DESTROYED =
      ", or has a destroyed key whose data is missing: remove such a key from the keyset";

  // Tink's parser of JSON refuses such a key, and does not say that it did.
  private static final Pattern DESTROYED = Pattern.compile("\"status\"\\s*:\\s*\"DESTROYED\"");

  private static final byte[] NO_ASSOCIATED_DATA = new byte[0];

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
    return parse(json, null);
  }

  /**
   * Decrypts, parses and checks a keyset. Blocks for a request to the KMS.
   *
   * @param json Tink's JSON format of encrypted keysets, with empty associated data, as tinkey
   *     writes it; in clear text if there is no URI
   * @param kekUri the KMS key that encrypted it, e.g. {@code aws-kms://arn:aws:kms:...}
   * @throws KeysetException as {@link #parse(String)}; and when the keyset is encrypted and there
   *     is no URI or the other way round, when no client of the KMS is found, or the KMS refuses
   */
  public static Keyset parse(String json, @Nullable String kekUri) throws KeysetException {
    if (json.isBlank()) {
      throw new KeysetException("is empty");
    }
    if (JsonText.isCutOff(json)) {
      throw new KeysetException("is cut off: its JSON has no end");
    }
    if (JsonText.hasMore(json)) {
      // Tink would read the first object alone, which may not be the one that is meant.
      throw new KeysetException("has text after the end of its JSON: remove that");
    }
    boolean encrypted = json.contains("\"encryptedKeyset\"");
    if (encrypted && kekUri == null) {
      throw new KeysetException(
          "is encrypted by a KMS key: give the URI of that key (kek.uri; pii: --kek-uri)");
    }
    KeysetHandle keyset = encrypted && kekUri != null ? decrypt(json, kekUri) : read(json);
    if (!encrypted && kekUri != null) {
      throw new KeysetException(
          "is not encrypted, but the URI of a KMS key is given (kek.uri; pii: --kek-uri):"
              + " remove that, or encrypt"
              + " the keyset");
    }
    return new Keyset(keyset, KeysetCheck.kind(keyset));
  }

  /**
   * Checks that a text is a URI. Whether there is a client for it shows when a keyset is read.
   *
   * @throws KeysetException when it is none; the message is a verb phrase whose subject is the
   *     keyset
   */
  public static void checkKekUri(String kekUri) throws KeysetException {
    KmsKey.checkForm(kekUri);
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

  /**
   * The keyset as JSON that its KMS key encrypted, or in clear if there is none.
   *
   * @throws KeysetException when no client of the KMS is found, or the KMS refuses
   */
  static String toJson(Keyset keyset, @Nullable String kekUri) throws KeysetException {
    if (kekUri == null) {
      return toJson(keyset);
    }
    KmsKey kek = KmsKey.at(kekUri);
    try {
      return TinkJsonProtoKeysetFormat.serializeEncryptedKeyset(
          keyset.handle(), kek, NO_ASSOCIATED_DATA);
    } catch (GeneralSecurityException e) {
      if (kek.hasRefused()) {
        throw kek.refusal("encrypted");
      }
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

  private static KeysetHandle decrypt(String json, String kekUri) throws KeysetException {
    KmsKey kek = KmsKey.at(kekUri);
    try {
      return TinkJsonProtoKeysetFormat.parseEncryptedKeyset(json, kek, NO_ASSOCIATED_DATA);
    } catch (GeneralSecurityException | RuntimeException e) {
      if (kek.hasRefused()) {
        throw kek.refusal("decrypted");
      }
      throw new KeysetException(NOT_A_KEYSET);
    }
  }

  private static KeysetHandle read(String json) throws KeysetException {
    try {
      return TinkJsonProtoKeysetFormat.parseKeyset(json, InsecureSecretKeyAccess.get());
    } catch (GeneralSecurityException | RuntimeException e) {
      // Not chained: JSON and base64 parsers quote what they read.
      throw new KeysetException(
          DESTROYED.matcher(json).find() ? NOT_A_KEYSET + OR_DESTROYED : NOT_A_KEYSET);
    }
  }

  /** An exception that names the kind of the problem only: messages from below may hold content. */
  private static IllegalStateException failure(String what, Exception problem) {
    return new IllegalStateException(
        "the keyset " + what + " (" + problem.getClass().getSimpleName() + ")");
  }
}
