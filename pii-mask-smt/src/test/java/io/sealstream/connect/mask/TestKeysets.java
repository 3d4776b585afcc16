package io.sealstream.connect.mask;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.Key;
import com.google.crypto.tink.KeyStatus;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.Parameters;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.daead.AesSivKey;
import com.google.crypto.tink.daead.AesSivParameters;
import com.google.crypto.tink.keyderivation.PrfBasedKeyDerivationKey;
import com.google.crypto.tink.keyderivation.PrfBasedKeyDerivationParameters;
import com.google.crypto.tink.prf.HkdfPrfKey;
import com.google.crypto.tink.prf.HkdfPrfParameters;
import com.google.crypto.tink.prf.HmacPrfKey;
import com.google.crypto.tink.prf.HmacPrfParameters;
import com.google.crypto.tink.prf.PrfKey;
import com.google.crypto.tink.util.Bytes;
import com.google.crypto.tink.util.SecretBytes;
import io.sealstream.connect.mask.crypto.Keyset;
import io.sealstream.connect.mask.crypto.Keysets;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Map;

/** Keysets for tests. */
public final class TestKeysets {
  /** The base64 of the golden keyset's key: what no message may ever hold. */
  public static final String GOLDEN_KEY_TEXT = "EkAAAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyAh";

  private TestKeysets() {}

  /** Key bytes 00, 01, to 3f; key id 1234567890. */
  public static String golden() {
    return resource("golden-keyset.json");
  }

  public static Keyset goldenKeyset() throws Exception {
    return Keysets.parse(golden());
  }

  /** HKDF-SHA256 with the secret 40, 41, to 7f, no salt; key id 2345678901. */
  public static Keyset goldenDeriving() throws Exception {
    return Keysets.parse(derivingJson());
  }

  public static String derivingJson() {
    return resource("golden-deriving-keyset.json");
  }

  /** HMAC-SHA256 with the key 80, 81, to 9f; key id 3456789012. */
  public static Keyset goldenHmac() throws Exception {
    return Keysets.parse(hmacJson());
  }

  public static String hmacJson() {
    return resource("golden-hmac-keyset.json");
  }

  /** Bytes that count up. */
  public static byte[] bytes(int first, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (first + i);
    }
    return bytes;
  }

  /** One key without an output prefix, so that the ciphertext is RFC 5297's own. */
  public static KeysetHandle raw(byte[] key) throws GeneralSecurityException {
    return KeysetHandle.newBuilder()
        .addEntry(
            KeysetHandle.importKey(key(key, AesSivParameters.Variant.NO_PREFIX, null))
                .withFixedId(1)
                .makePrimary())
        .build();
  }

  /** One key with Tink's prefix. */
  public static KeysetHandle tink(byte[] key, int id) throws GeneralSecurityException {
    return KeysetHandle.newBuilder()
        .addEntry(KeysetHandle.importKey(key(key, AesSivParameters.Variant.TINK, id)).makePrimary())
        .build();
  }

  /** The golden key, no longer primary, with a status, and a new primary key. */
  public static KeysetHandle rotated(KeyStatus goldenStatus) throws Exception {
    byte[] fresh = new byte[64];
    fresh[0] = 1;
    KeysetHandle.Builder builder = KeysetHandle.newBuilder(handle(golden()));
    builder.getAt(0).setStatus(goldenStatus);
    return builder
        .addEntry(
            KeysetHandle.importKey(key(fresh, AesSivParameters.Variant.TINK, 7)).makePrimary())
        .build();
  }

  /** Tink's own view of a keyset, whether it is one of ours or not. */
  public static KeysetHandle handle(String json) throws GeneralSecurityException {
    return TinkJsonProtoKeysetFormat.parseKeyset(json, InsecureSecretKeyAccess.get());
  }

  public static String json(KeysetHandle keyset) throws GeneralSecurityException {
    return TinkJsonProtoKeysetFormat.serializeKeyset(keyset, InsecureSecretKeyAccess.get());
  }

  /** One key that derives keys of a size in bytes by HKDF without a salt. */
  public static KeysetHandle deriving(
      byte[] secret, HkdfPrfParameters.HashType hash, int derivedSize, int id)
      throws GeneralSecurityException {
    return deriving(
        hkdf(secret, hash, new byte[0]), siv(derivedSize, AesSivParameters.Variant.TINK), id);
  }

  /**
   * One key that derives whatever Tink lets it derive.
   *
   * @param id null for parameters that have no id
   */
  public static KeysetHandle deriving(PrfKey prf, Parameters derived, Integer id)
      throws GeneralSecurityException {
    PrfBasedKeyDerivationKey key =
        PrfBasedKeyDerivationKey.create(
            PrfBasedKeyDerivationParameters.builder()
                .setPrfParameters(prf.getParameters())
                .setDerivedKeyParameters(derived)
                .build(),
            prf,
            id);
    return single(key, id == null ? 1 : id);
  }

  /**
   * What a key derives with.
   *
   * @param salt empty for none
   */
  public static HkdfPrfKey hkdf(byte[] secret, HkdfPrfParameters.HashType hash, byte[] salt)
      throws GeneralSecurityException {
    return HkdfPrfKey.builder()
        .setParameters(
            HkdfPrfParameters.builder()
                .setKeySizeBytes(secret.length)
                .setHashType(hash)
                .setSalt(Bytes.copyFrom(salt))
                .build())
        .setKeyBytes(SecretBytes.copyFrom(secret, InsecureSecretKeyAccess.get()))
        .build();
  }

  public static KeysetHandle hmac(byte[] secret, HmacPrfParameters.HashType hash, int id)
      throws GeneralSecurityException {
    return single(
        HmacPrfKey.builder()
            .setParameters(
                HmacPrfParameters.builder()
                    .setKeySizeBytes(secret.length)
                    .setHashType(hash)
                    .build())
            .setKeyBytes(SecretBytes.copyFrom(secret, InsecureSecretKeyAccess.get()))
            .build(),
        id);
  }

  /** One enabled key. */
  public static KeysetHandle single(Key key, int id) throws GeneralSecurityException {
    return KeysetHandle.newBuilder()
        .addEntry(KeysetHandle.importKey(key).withFixedId(id).makePrimary())
        .build();
  }

  /** The keys of several keysets with a status each; the first one's is the primary key. */
  public static KeysetHandle joined(Map<KeysetHandle, KeyStatus> keysets)
      throws GeneralSecurityException {
    KeysetHandle.Builder builder = KeysetHandle.newBuilder();
    for (Map.Entry<KeysetHandle, KeyStatus> keyset : keysets.entrySet()) {
      KeysetHandle.Entry entry = keyset.getKey().getAt(0);
      builder.addEntry(
          KeysetHandle.importKey(entry.getKey())
              .withFixedId(entry.getId())
              .setStatus(keyset.getValue()));
    }
    builder.getAt(0).makePrimary();
    return builder.build();
  }

  private static String resource(String name) {
    try (InputStream in = TestKeysets.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static AesSivParameters siv(int size, AesSivParameters.Variant variant)
      throws GeneralSecurityException {
    return AesSivParameters.builder().setKeySizeBytes(size).setVariant(variant).build();
  }

  private static AesSivKey key(byte[] key, AesSivParameters.Variant variant, Integer id)
      throws GeneralSecurityException {
    AesSivKey.Builder builder =
        AesSivKey.builder()
            .setParameters(siv(key.length, variant))
            .setKeyBytes(SecretBytes.copyFrom(key, InsecureSecretKeyAccess.get()));
    return (id == null ? builder : builder.setIdRequirement(id)).build();
  }
}
