package io.sealstream.connect.mask;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeyStatus;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.daead.AesSivKey;
import com.google.crypto.tink.daead.AesSivParameters;
import com.google.crypto.tink.util.SecretBytes;
import io.sealstream.connect.mask.crypto.Keyset;
import io.sealstream.connect.mask.crypto.Keysets;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

/** Keysets for tests. */
public final class TestKeysets {
  /** The base64 of the golden keyset's key: what no message may ever hold. */
  public static final String GOLDEN_KEY_TEXT = "EkAAAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyAh";

  private TestKeysets() {}

  /** Key bytes 00, 01, to 3f; key id 1234567890. */
  public static String golden() {
    try (InputStream in = TestKeysets.class.getResourceAsStream("golden-keyset.json")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Keyset goldenKeyset() throws Exception {
    return Keysets.parse(golden());
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

  private static AesSivKey key(byte[] key, AesSivParameters.Variant variant, Integer id)
      throws GeneralSecurityException {
    AesSivKey.Builder builder =
        AesSivKey.builder()
            .setParameters(
                AesSivParameters.builder().setKeySizeBytes(key.length).setVariant(variant).build())
            .setKeyBytes(SecretBytes.copyFrom(key, InsecureSecretKeyAccess.get()));
    return (id == null ? builder : builder.setIdRequirement(id)).build();
  }
}
