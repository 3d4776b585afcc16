package io.sealstream.connect.mask.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.daead.PredefinedDeterministicAeadParameters;
import io.sealstream.connect.mask.TestKeysets;
import org.junit.jupiter.api.Test;

class KeysetsTest {
  private static final String NOT_A_KEYSET =
      "is not a Tink keyset in JSON: it may be cut off, or be something else";

  @Test
  void aNewKeysetHasOneUsableKeyWithAnIdThatIsNeverNegative() throws Exception {
    Keyset keyset = Keysets.parse(Keysets.toJson(Keysets.generate()));

    assertThat(keyset.handle().size()).isEqualTo(1);
    assertThat(keyset.handle().getPrimary().getKey().getParameters())
        .isEqualTo(PredefinedDeterministicAeadParameters.AES256_SIV);
    assertThat(keyset.primaryKeyId()).isBetween(0L, (1L << 32) - 1);
  }

  @Test
  void twoNewKeysetsDiffer() {
    assertThat(Keysets.generate().handle().equalsKeyset(Keysets.generate().handle())).isFalse();
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
        "{\"encryptedKeyset\":\"AAAA\"}", "is encrypted by a KMS key, which is not supported yet");
  }

  @Test
  void aKeysetThatIsCutOffAnywhereIsRefused() {
    String json = TestKeysets.golden().strip();
    for (int length = 0; length < json.length(); length++) {
      String cut = json.substring(0, length);
      assertThatThrownBy(() -> Keysets.parse(cut))
          .as("cut after %d characters", length)
          .isInstanceOf(KeysetException.class)
          .hasNoCause();
    }
  }

  @Test
  void keysThatCannotEncryptAreRefusedWithTheReason() throws Exception {
    String golden = TestKeysets.golden();
    refused(golden.replace("\"ENABLED\"", "\"DISABLED\""), "has no primary key that is enabled");
    refused(
        golden.replace("\"primaryKeyId\": 1234567890", "\"primaryKeyId\": 1"),
        "has no primary key that is enabled");
    refused(golden.replace("EkAAAQID", "AAAAAQID"), "has a damaged key: key 1 of 1");
    refused(golden.replace("EkAAAQID", "!kAAAQID"), "has a damaged key: key 1 of 1");
    refused(
        TestKeysets.json(TestKeysets.raw(new byte[32])),
        "has a key of 32 bytes instead of 64: key 1 of 1");
    AeadConfig.register();
    refused(
        TestKeysets.json(KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM)),
        "has a key of another type than AES256_SIV: key 1 of 1");
    refused(
        golden.replace("AesSivKey", "PrfBasedDeriverKey"),
        "has a key of another type than AES256_SIV: key 1 of 1");
  }

  @Test
  void aKeyIdThatOccursTwiceIsRefused() {
    String golden = TestKeysets.golden();
    String key = golden.substring(golden.indexOf('[') + 1, golden.lastIndexOf(']'));
    refused(golden.replace(key, key + "," + key), "has the key id of key 2 of 2 twice");
  }

  private static void refused(String json, String reason) {
    assertThatThrownBy(() -> Keysets.parse(json))
        .isInstanceOf(KeysetException.class)
        .hasMessage(reason)
        .hasNoCause();
  }
}
