package io.sealstream.connect.mask.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.google.crypto.tink.KeyStatus;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.prf.HkdfPrfParameters;
import io.sealstream.connect.mask.TestKeysets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeysetTest {
  private static final String IP = "203.0.113.7";

  @ParameterizedTest
  @ValueSource(strings = {"TINK", "CRUNCHY", "RAW"})
  void noMaskedTextIsShorterThanThatOfTheEmptyText(String prefix) throws Exception {
    Keyset aesSiv = Keysets.parse(TestKeysets.golden().replace("TINK", prefix));
    for (Keyset keyset : List.of(aesSiv, TestKeysets.goldenDeriving())) {
      assertThat(keyset.leastMaskedLength()).isEqualTo(keyset.cipher("ip").mask("").length());
      assertThat(keyset.leastMaskedLength()).isLessThan(Pseudonymizer.LENGTH);
    }
    Keyset hmac = TestKeysets.goldenHmac();
    assertThat(hmac.leastMaskedLength()).isEqualTo(hmac.pseudonymizer("ip").mask("").length());
  }

  @Test
  void aDerivingKeysetGivesEachDomainAKeyOfItsOwn() throws Exception {
    Keyset keyset = TestKeysets.goldenDeriving();
    Keyset ip = keyset.derive("ip");
    Keyset other = keyset.derive("device_id");

    assertThat(ip.kind()).isEqualTo(Keyset.Kind.AES_SIV);
    assertThat(ip.keys())
        .containsExactly(
            new KeyInfo(
                2345678901L, "AES256_SIV", true, KeyInfo.Status.ENABLED, KeyInfo.Prefix.TINK));
    assertThat(ip.handle().getPrimary().getKey().equalsKey(other.handle().getPrimary().getKey()))
        .isFalse();
    // The key differs, not the associated data only: with one key, this would decrypt.
    String ciphertext = keyset.cipher("ip").encrypt(IP);
    assertThatThrownBy(() -> other.cipher("ip").decrypt(ciphertext))
        .isInstanceOf(CipherException.class);
  }

  @Test
  void theKeysetOfOneDomainReadsThatDomainWhereverItIsTaken() throws Exception {
    Keyset keyset = TestKeysets.goldenDeriving();
    Keyset exported = Keysets.parse(Keysets.toJson(keyset.derive("ip")));
    String ciphertext = keyset.cipher("ip").encrypt(IP);
    String device = keyset.cipher("device_id").encrypt(IP);

    assertThat(exported.cipher("ip").decrypt(ciphertext)).isEqualTo(IP);
    assertThat(exported.cipher("ip").encrypt(IP)).isEqualTo(ciphertext);
    assertThat(
            exported
                .parameterCipher("ip")
                .decrypt("p", keyset.parameterCipher("ip").encrypt("p", IP)))
        .isEqualTo(IP);
    assertThatThrownBy(() -> exported.cipher("device_id").decrypt(device))
        .isInstanceOf(CipherException.class)
        .hasMessage("does not decrypt with this keyset and domain");
  }

  @Test
  void anOlderDerivingKeyStillDecryptsAsLongAsItIsEnabled() throws Exception {
    String old = TestKeysets.goldenDeriving().cipher("ip").encrypt(IP);
    Keyset enabled = derivingRotated(KeyStatus.ENABLED);

    assertThat(enabled.cipher("ip").decrypt(old)).isEqualTo(IP);
    assertThat(enabled.cipher("ip").encrypt(IP)).isNotEqualTo(old);
    assertThat(enabled.derive("ip").cipher("ip").decrypt(old)).isEqualTo(IP);
    for (KeyStatus status : List.of(KeyStatus.DISABLED, KeyStatus.DESTROYED)) {
      DeterministicCipher cipher = derivingRotated(status).cipher("ip");
      assertThatThrownBy(() -> cipher.decrypt(old)).isInstanceOf(CipherException.class);
    }
  }

  @Test
  void aDerivedKeysetHasTheEnabledKeysWithTheirIds() throws Exception {
    assertThat(derivingRotated(KeyStatus.ENABLED).derive("ip").keys())
        .extracting(KeyInfo::id, KeyInfo::primary, KeyInfo::status)
        .containsExactly(
            tuple(7L, true, KeyInfo.Status.ENABLED),
            tuple(2345678901L, false, KeyInfo.Status.ENABLED));
    for (KeyStatus status : List.of(KeyStatus.DISABLED, KeyStatus.DESTROYED)) {
      assertThat(derivingRotated(status).derive("ip").keys())
          .extracting(KeyInfo::id, KeyInfo::primary, KeyInfo::status)
          .containsExactly(tuple(7L, true, KeyInfo.Status.ENABLED));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"AES_SIV", "DERIVING"})
  void aParameterNeverLooksLikeAValue(Keyset.Kind kind) throws Exception {
    Keyset keyset = Keysets.generate(kind);
    ParameterCipher parameters = keyset.parameterCipher("ip");
    String ciphertext = parameters.encrypt("p", IP);

    assertThat(parameters.decrypt("p", ciphertext)).isEqualTo(IP);
    assertThat(ciphertext).isNotEqualTo(keyset.cipher("ip").encrypt(IP));
    assertThat(ciphertext).isNotEqualTo(keyset.parameterCipher("device_id").encrypt("p", IP));
    assertThatThrownBy(() -> keyset.cipher("ip").decrypt(ciphertext))
        .isInstanceOf(CipherException.class);
  }

  @ParameterizedTest
  @EnumSource(names = {"AES_SIV", "DERIVING"})
  void aParameterBelongsToItsName(Keyset.Kind kind) throws Exception {
    ParameterCipher parameters = Keysets.generate(kind).parameterCipher("ip");
    String ciphertext = parameters.encrypt("allowed", IP);

    assertThat(parameters.encrypt("other", IP)).isNotEqualTo(ciphertext);
    assertThatThrownBy(() -> parameters.decrypt("other", ciphertext))
        .isInstanceOf(CipherException.class)
        .hasMessage("does not decrypt with this keyset and domain");
    assertThat(parameters.decrypt("a\0b", parameters.encrypt("a\0b", IP))).isEqualTo(IP);
    assertThatThrownBy(() -> parameters.encrypt("a\ud834", IP))
        .isInstanceOf(CipherException.class)
        .hasMessage("has a name that is not well-formed Unicode");
  }

  @Test
  void eachEnabledKeyIsAKeysetPrimaryFirst() throws Exception {
    Map<KeysetHandle, KeyStatus> keys = new LinkedHashMap<>();
    for (int id = 1; id <= 4; id++) {
      keys.put(
          TestKeysets.tink(TestKeysets.bytes(id, 64), id),
          id == 2 ? KeyStatus.DISABLED : KeyStatus.ENABLED);
    }
    KeysetHandle.Builder builder = KeysetHandle.newBuilder(TestKeysets.joined(keys));
    builder.getAt(2).makePrimary();
    Keyset keyset = Keysets.parse(TestKeysets.json(builder.build()));

    List<Keyset> singles = keyset.eachEnabledKey();

    assertThat(singles).extracting(Keyset::primaryKeyId).containsExactly(3L, 1L, 4L);
    for (Keyset single : singles) {
      assertThat(single.keys()).hasSize(1);
      String ciphertext = single.cipher("ip").encrypt(IP);
      assertThat(keyset.cipher("ip").decrypt(ciphertext)).isEqualTo(IP);
    }
    assertThat(singles.get(0).cipher("ip").encrypt(IP)).isEqualTo(keyset.cipher("ip").encrypt(IP));
  }

  @Test
  void eachEnabledKeyOfTheOtherKindsKeepsItsKind() throws Exception {
    assertThat(TestKeysets.goldenDeriving().eachEnabledKey().get(0).cipher("ip").encrypt(IP))
        .isEqualTo(TestKeysets.goldenDeriving().cipher("ip").encrypt(IP));
    assertThat(TestKeysets.goldenHmac().eachEnabledKey().get(0).pseudonymizer("ip").mask(IP))
        .isEqualTo(TestKeysets.goldenHmac().pseudonymizer("ip").mask(IP));
  }

  @Test
  void theWrongUseOfAKindIsAnError() throws Exception {
    Keyset hmac = TestKeysets.goldenHmac();
    assertThatIllegalStateException()
        .isThrownBy(() -> hmac.cipher("ip"))
        .withMessage("a keyset of kind HMAC has no cipher");
    assertThatIllegalStateException()
        .isThrownBy(() -> hmac.parameterCipher("ip"))
        .withMessage("a keyset of kind HMAC has no cipher");
    assertThatIllegalStateException()
        .isThrownBy(() -> TestKeysets.goldenKeyset().pseudonymizer("ip"))
        .withMessage("a keyset of kind AES_SIV makes no pseudonyms");
    assertThatIllegalStateException()
        .isThrownBy(() -> TestKeysets.goldenKeyset().derive("ip"))
        .withMessage("a keyset of kind AES_SIV has no keys of domains");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\0", "a\nb", "\u007f", "\u0085", "\0parameter\0ip"})
  void aDomainWithAControlCharacterIsRefused(String domain) throws Exception {
    Keyset siv = TestKeysets.goldenKeyset();
    Keyset deriving = TestKeysets.goldenDeriving();
    String reason = "the domain has a control character";
    assertThatIllegalArgumentException().isThrownBy(() -> siv.cipher(domain)).withMessage(reason);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> siv.parameterCipher(domain))
        .withMessage(reason);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> deriving.derive(domain))
        .withMessage(reason);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TestKeysets.goldenHmac().pseudonymizer(domain))
        .withMessage(reason);
  }

  @Test
  void neitherAKeysetNorWhatIsMadeOfItPrintsAKey() throws Exception {
    Keyset keyset = TestKeysets.goldenKeyset();
    assertThat(keyset.toString()).matches("io\\.sealstream\\.[\\w.]+\\.Keyset@[0-9a-f]+");
    assertThat(keyset.cipher("ip").toString()).doesNotContain("AQID");
    assertThat(keyset.keys().toString()).doesNotContain("AQID");
  }

  /** The golden key is no longer primary and has a status. */
  private static Keyset derivingRotated(KeyStatus goldenStatus) throws Exception {
    Map<KeysetHandle, KeyStatus> keys = new LinkedHashMap<>();
    keys.put(
        TestKeysets.deriving(new byte[32], HkdfPrfParameters.HashType.SHA256, 64, 7),
        KeyStatus.ENABLED);
    keys.put(TestKeysets.goldenDeriving().handle(), goldenStatus);
    return Keysets.parse(TestKeysets.json(TestKeysets.joined(keys)));
  }
}
