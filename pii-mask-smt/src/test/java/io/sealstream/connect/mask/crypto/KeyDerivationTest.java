package io.sealstream.connect.mask.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.daead.AesSivKey;
import com.google.crypto.tink.daead.AesSivParameters;
import com.google.crypto.tink.prf.HkdfPrfKey;
import com.google.crypto.tink.prf.HkdfPrfParameters;
import io.sealstream.connect.mask.TestKeysets;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyDerivationTest {
  @ParameterizedTest
  @CsvSource({
    "SHA256, 32, 0, TINK",
    "SHA256, 64, 0, CRUNCHY",
    "SHA256, 47, 32, NO_PREFIX",
    "SHA256, 65, 100, TINK",
    "SHA512, 64, 0, TINK",
    "SHA512, 32, 8, NO_PREFIX"
  })
  void agreesWithTheReference(String hash, int secretBytes, int saltBytes, String variant)
      throws Exception {
    Random random = new Random(5869);
    for (int i = 0; i < 20; i++) {
      byte[] secret = bytes(random, secretBytes);
      byte[] salt = bytes(random, saltBytes);
      byte[] domain = bytes(random, 1 + random.nextInt(100));
      KeysetHandle keyset = deriving(secret, salt, hash, variant);

      AesSivKey key = (AesSivKey) KeyDerivation.derive(keyset, domain).getPrimary().getKey();

      assertThat(key.getKeyBytes().toByteArray(InsecureSecretKeyAccess.get()))
          .isEqualTo(new ReferenceHkdf("Hmac" + hash).derive(secret, salt, domain, 64));
      assertThat(key.getParameters()).isEqualTo(siv(variant));
    }
  }

  private static KeysetHandle deriving(byte[] secret, byte[] salt, String hash, String variant)
      throws Exception {
    HkdfPrfKey prf =
        TestKeysets.hkdf(
            secret,
            hash.equals("SHA256")
                ? HkdfPrfParameters.HashType.SHA256
                : HkdfPrfParameters.HashType.SHA512,
            salt);
    AesSivParameters derived = siv(variant);
    KeysetHandle keyset =
        TestKeysets.deriving(prf, derived, derived.hasIdRequirement() ? (Integer) 7 : null);
    return Keysets.parse(TestKeysets.json(keyset)).handle();
  }

  private static AesSivParameters siv(String variant) throws Exception {
    AesSivParameters.Variant prefix =
        switch (variant) {
          case "TINK" -> AesSivParameters.Variant.TINK;
          case "CRUNCHY" -> AesSivParameters.Variant.CRUNCHY;
          default -> AesSivParameters.Variant.NO_PREFIX;
        };
    return AesSivParameters.builder().setKeySizeBytes(64).setVariant(prefix).build();
  }

  private static byte[] bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
