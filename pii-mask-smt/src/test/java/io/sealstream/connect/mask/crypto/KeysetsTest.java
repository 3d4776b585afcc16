package io.sealstream.connect.mask.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.KeyStatus;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.daead.PredefinedDeterministicAeadParameters;
import com.google.crypto.tink.keyderivation.PrfBasedKeyDerivationKey;
import com.google.crypto.tink.keyderivation.PrfBasedKeyDerivationParameters;
import com.google.crypto.tink.prf.AesCmacPrfKey;
import com.google.crypto.tink.prf.AesCmacPrfParameters;
import com.google.crypto.tink.prf.HkdfPrfParameters;
import com.google.crypto.tink.prf.HmacPrfParameters;
import com.google.crypto.tink.prf.PredefinedPrfParameters;
import com.google.crypto.tink.util.SecretBytes;
import io.sealstream.connect.mask.TestKeysets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class KeysetsTest {
  private static final String NOT_A_KEYSET = "is not a Tink keyset in JSON";

  @ParameterizedTest
  @CsvSource({
    "AES_SIV, AES256_SIV, TINK",
    "DERIVING, HKDF_SHA256 deriving AES256_SIV, TINK",
    "HMAC, HMAC_SHA256, RAW"
  })
  void aNewKeysetHasOneUsableKeyWithAnIdThatIsNeverNegative(
      Keyset.Kind kind, String type, KeyInfo.Prefix prefix) throws Exception {
    Keyset keyset = Keysets.parse(Keysets.toJson(Keysets.generate(kind)));

    assertThat(keyset.kind()).isEqualTo(kind);
    assertThat(keyset.keys())
        .containsExactly(
            new KeyInfo(keyset.primaryKeyId(), type, true, KeyInfo.Status.ENABLED, prefix));
    assertThat(keyset.primaryKeyId()).isBetween(0L, (1L << 32) - 1);
  }

  @Test
  void aNewDerivingKeysetHasASecretOf64BytesAndNoSalt() {
    HkdfPrfParameters prf =
        (HkdfPrfParameters)
            ((PrfBasedKeyDerivationKey)
                    Keysets.generate(Keyset.Kind.DERIVING).handle().getPrimary().getKey())
                .getParameters()
                .getPrfParameters();
    assertThat(prf.getKeySizeBytes()).isEqualTo(64);
    assertThat(prf.getSalt()).isNull();
  }

  @ParameterizedTest
  @EnumSource
  void twoNewKeysetsDiffer(Keyset.Kind kind) {
    KeysetHandle one = Keysets.generate(kind).handle();
    assertThat(one.equalsKeyset(Keysets.generate(kind).handle())).isFalse();
  }

  @Test
  void goldenKeysetIsReadWithItsId() throws Exception {
    assertThat(TestKeysets.goldenKeyset().primaryKeyId()).isEqualTo(1234567890L);
  }

  @Test
  void textThatIsNoKeysetIsRefusedWithTheReason() {
    refused("", "is empty");
    refused(" \n", "is empty");
    refused("secret", NOT_A_KEYSET);
    refused("[]", NOT_A_KEYSET);
    refused("{}", NOT_A_KEYSET);
    refused("{\"primaryKeyId\":1,\"key\":[]}", NOT_A_KEYSET);
    refused("{\"primaryKeyId\":\"one\",\"key\":[{}]}", NOT_A_KEYSET);
    refused(TestKeysets.golden().replace("SYMMETRIC", "secret"), NOT_A_KEYSET);
    refused(
        "{\"encryptedKeyset\":\"AAAA\"}",
        "is encrypted by a KMS key: give the URI of that key (kek.uri; pii: --kek-uri)");
  }

  @Test
  void aKeysetThatIsCutOffAnywhereIsRefused() throws Exception {
    for (Keyset keyset : List.of(TestKeysets.goldenKeyset(), TestKeysets.goldenDeriving())) {
      String json = Keysets.toJson(keyset).strip();
      for (int length = 1; length < json.length(); length++) {
        refused(json.substring(0, length), "is cut off: its JSON has no end");
      }
    }
  }

  @Test
  void aKeysetIsTheWholeText() throws Exception {
    String golden = TestKeysets.golden();
    for (String more : List.of("marker", "}", "\0", golden, "{}")) {
      refused(golden + more, "has text after the end of its JSON: remove that");
    }
    accepted(" \n" + golden + " \r\n\t", Keyset.Kind.AES_SIV);
  }

  @Test
  void bracketsInAStringDoNotCountAsCutOff() {
    refused("{\"{[\\\"\":1}", NOT_A_KEYSET);
  }

  @Test
  void aKeysetWithoutAnEnabledPrimaryKeyIsRefused() throws Exception {
    String golden = TestKeysets.golden();
    refused(
        golden.replace("\"ENABLED\"", "\"DISABLED\""),
        "has a disabled primary key: enable it, or make another key the primary one");
    refused(
        golden.replace("\"ENABLED\"", "\"DESTROYED\""),
        "has a destroyed primary key: make another key the primary one");
    refused(
        golden.replace("\"primaryKeyId\": 1234567890", "\"primaryKeyId\": 1"),
        "has no primary key: no key has the primary key id");
  }

  @Test
  void aDamagedKeyIsRefusedWithItsPlace() throws Exception {
    String golden = TestKeysets.golden();
    refused(golden.replace("EkAAAQID", "AAAAAQID"), "has a damaged key: key 1 of 1");
    refused(golden.replace("EkAAAQID", "!kAAAQID"), "has a damaged key: key 1 of 1");
    refused(golden.replace("AesSivKey", "PrfBasedDeriverKey"), "has a damaged key: key 1 of 1");
    refused(golden.replace("AesSivKey", "HmacPrfKey"), "has a damaged key: key 1 of 1");
  }

  @Test
  void aDestroyedKeyWithoutItsDataIsRefusedWithWhatToDo() throws Exception {
    String rotated = TestKeysets.json(TestKeysets.rotated(KeyStatus.DESTROYED));
    accepted(rotated, Keyset.Kind.AES_SIV);
    refused(
        rotated.replaceFirst("(\"value\": ?)\"[^\"]+", "$1\""),
        "has a destroyed key whose data is missing or not sound, so remove it from the keyset:"
            + " key 1 of 2");
    String unread =
        NOT_A_KEYSET
            + ", or has a destroyed key whose data is missing: remove such a key from the keyset";
    String data = "(\"keyData\": ?)\\{[^}]*}";
    refused(rotated.replaceFirst(data, "$1{}"), unread);
    refused(rotated.replaceFirst(data + ",", ""), unread);
    refused(
        rotated.replaceFirst("\"DESTROYED\"", "\"DISABLED\"").replaceFirst(data, "$1{}"),
        NOT_A_KEYSET);
  }

  @Test
  void aKeyOfAnotherTypeIsRefused() throws Exception {
    String reason = "has a key that is none of AES-SIV, deriving and HMAC PRF: key 1 of 1";
    AeadConfig.register();
    refused(
        TestKeysets.json(KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM)), reason);
    refused(
        TestKeysets.json(KeysetHandle.generateNew(PredefinedPrfParameters.HKDF_SHA256)), reason);
    refused(TestKeysets.golden().replace("AesSivKey", "NoSuchKey"), reason);
  }

  @Test
  void anAesSivKeyOfAnotherSizeIsRefused() throws Exception {
    refused(
        TestKeysets.json(TestKeysets.raw(new byte[32])),
        "has a key of 32 bytes instead of 64: key 1 of 1");
  }

  @Test
  void aDerivingKeyThatIsTooWeakIsRefused() throws Exception {
    refused(
        deriving(31, HkdfPrfParameters.HashType.SHA256, 64),
        "has a key that derives from 31 bytes; at least 32 are needed: key 1 of 1");
    refused(
        deriving(32, HkdfPrfParameters.HashType.SHA1, 64),
        "has a key that derives by HKDF with SHA1 instead of SHA256 or SHA512: key 1 of 1");
    refused(
        deriving(32, HkdfPrfParameters.HashType.SHA384, 64),
        "has a key that derives by HKDF with SHA384 instead of SHA256 or SHA512: key 1 of 1");
    AesCmacPrfKey cmac =
        AesCmacPrfKey.create(AesCmacPrfParameters.create(32), SecretBytes.randomBytes(32));
    refused(
        TestKeysets.json(
            TestKeysets.deriving(cmac, PredefinedDeterministicAeadParameters.AES256_SIV, 7)),
        "has a key that derives by another function than HKDF: key 1 of 1");
  }

  @Test
  void aKeyThatDerivesOtherKeysIsRefused() throws Exception {
    refused(
        deriving(32, HkdfPrfParameters.HashType.SHA256, 48),
        "has a key that derives keys of 48 bytes instead of 64: key 1 of 1");
    AeadConfig.register();
    refused(
        TestKeysets.json(
            KeysetHandle.generateNew(
                PrfBasedKeyDerivationParameters.builder()
                    .setPrfParameters(PredefinedPrfParameters.HKDF_SHA256)
                    .setDerivedKeyParameters(PredefinedAeadParameters.AES256_GCM)
                    .build())),
        "has a key that derives keys of another type than AES256_SIV: key 1 of 1");
  }

  @Test
  void anHmacKeyThatIsTooWeakIsRefused() throws Exception {
    refused(
        hmac(31, HmacPrfParameters.HashType.SHA256),
        "has an HMAC key of 31 bytes; at least 32 are needed: key 1 of 1");
    refused(
        hmac(32, HmacPrfParameters.HashType.SHA1),
        "has an HMAC key for SHA1 instead of SHA256 or SHA512: key 1 of 1");
    refused(
        hmac(64, HmacPrfParameters.HashType.SHA384),
        "has an HMAC key for SHA384 instead of SHA256 or SHA512: key 1 of 1");
  }

  @Test
  void theStrongVariantsAreRead() throws Exception {
    accepted(deriving(32, HkdfPrfParameters.HashType.SHA256, 64), Keyset.Kind.DERIVING);
    accepted(deriving(64, HkdfPrfParameters.HashType.SHA512, 64), Keyset.Kind.DERIVING);
    accepted(hmac(32, HmacPrfParameters.HashType.SHA256), Keyset.Kind.HMAC);
    accepted(hmac(64, HmacPrfParameters.HashType.SHA512), Keyset.Kind.HMAC);
    accepted(TestKeysets.json(TestKeysets.raw(new byte[64])), Keyset.Kind.AES_SIV);
  }

  @Test
  void aKeyIdThatOccursTwiceIsRefused() {
    String golden = TestKeysets.golden();
    String key = golden.substring(golden.indexOf('[') + 1, golden.lastIndexOf(']'));
    refused(golden.replace(key, key + "," + key), "has the key id of key 2 of 2 twice");
  }

  @Test
  void keysOfTwoKindsAreRefused() throws Exception {
    Map<KeysetHandle, KeyStatus> keys = new LinkedHashMap<>();
    keys.put(TestKeysets.goldenKeyset().handle(), KeyStatus.ENABLED);
    keys.put(TestKeysets.goldenHmac().handle(), KeyStatus.DISABLED);
    refused(
        TestKeysets.json(TestKeysets.joined(keys)),
        "has keys of the kinds AES_SIV and HMAC: key 2 of 2");
  }

  private static String deriving(int secretBytes, HkdfPrfParameters.HashType hash, int derivedBytes)
      throws Exception {
    return TestKeysets.json(TestKeysets.deriving(new byte[secretBytes], hash, derivedBytes, 7));
  }

  private static String hmac(int secretBytes, HmacPrfParameters.HashType hash) throws Exception {
    return TestKeysets.json(TestKeysets.hmac(new byte[secretBytes], hash, 7));
  }

  private static void accepted(String json, Keyset.Kind kind) throws Exception {
    assertThat(Keysets.parse(json).kind()).isEqualTo(kind);
  }

  private static void refused(String json, String reason) {
    assertThatThrownBy(() -> Keysets.parse(json))
        .isInstanceOf(KeysetException.class)
        .hasMessage(reason)
        .hasNoCause();
  }
}
