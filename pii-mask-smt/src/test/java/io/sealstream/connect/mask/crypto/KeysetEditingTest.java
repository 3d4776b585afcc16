package io.sealstream.connect.mask.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.KeyStatus;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.prf.HmacPrfParameters;
import io.sealstream.connect.mask.TestKeysets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KeysetEditingTest {
  private static final long GOLDEN = 1234567890L;

  @ParameterizedTest
  @EnumSource
  void rotationAddsAKeyOfTheSameKindAndUsesIt(Keyset.Kind kind) throws Exception {
    Keyset keyset = Keysets.generate(kind);

    Keyset rotated = reread(keyset.rotated());

    assertThat(rotated.kind()).isEqualTo(kind);
    assertThat(rotated.keys()).extracting(KeyInfo::primary).containsExactly(false, true);
    assertThat(rotated.keys()).extracting(KeyInfo::status).containsOnly(KeyInfo.Status.ENABLED);
    assertThat(rotated.keys().get(0).id()).isEqualTo(keyset.primaryKeyId());
    assertThat(rotated.keys().get(1).type()).isEqualTo(keyset.keys().get(0).type());
    assertThat(mask(rotated).mask("7")).isNotEqualTo(mask(keyset).mask("7"));
    assertThat(keyset.keys()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(names = {"AES_SIV", "DERIVING"})
  void whatWasEncryptedBeforeARotationDecryptsAfterIt(Keyset.Kind kind) throws Exception {
    Keyset keyset = Keysets.generate(kind);
    String old = keyset.cipher("ip").encrypt("7");
    Keyset rotated = keyset.rotated();
    String fresh = rotated.cipher("ip").encrypt("7");

    assertThat(rotated.cipher("ip").decrypt(old)).isEqualTo("7");
    Keyset disabled = rotated.disabled(keyset.primaryKeyId());
    assertThat(disabled.cipher("ip").decrypt(fresh)).isEqualTo("7");
    assertThatThrownBy(() -> disabled.cipher("ip").decrypt(old))
        .isInstanceOf(CipherException.class);
    assertThat(disabled.enabled(keyset.primaryKeyId()).cipher("ip").decrypt(old)).isEqualTo("7");
  }

  @ParameterizedTest
  @EnumSource
  void aStandbyKeyIsUsedOnceItIsPromoted(Keyset.Kind kind) throws Exception {
    Keyset keyset = Keysets.generate(kind);

    Keyset standby = reread(keyset.withStandbyKey());

    assertThat(standby.keys()).extracting(KeyInfo::primary).containsExactly(true, false);
    assertThat(mask(standby).mask("7")).isEqualTo(mask(keyset).mask("7"));
    long id = standby.keys().get(1).id();
    Keyset promoted = reread(standby.promoted(id));
    assertThat(promoted.primaryKeyId()).isEqualTo(id);
    assertThat(promoted.keys()).extracting(KeyInfo::primary).containsExactly(false, true);
    assertThat(mask(promoted).mask("7")).isNotEqualTo(mask(keyset).mask("7"));
    assertThat(promoted.promoted(keyset.primaryKeyId()).primaryKeyId())
        .isEqualTo(keyset.primaryKeyId());
  }

  @Test
  void aFreshKeyHasTheStrengthOfTheOneBefore() throws Exception {
    Keyset keyset =
        Keysets.parse(
            TestKeysets.json(TestKeysets.hmac(new byte[64], HmacPrfParameters.HashType.SHA512, 7)));
    assertThat(keyset.rotated().keys())
        .extracting(KeyInfo::type)
        .containsExactly("HMAC_SHA512", "HMAC_SHA512");
  }

  @Test
  void everyFreshKeyHasAnIdOfItsOwn() {
    Keyset keyset = Keysets.generate();
    for (int i = 0; i < 100; i++) {
      keyset = keyset.rotated();
    }
    Set<Long> ids = new HashSet<>();
    keyset.keys().forEach(key -> ids.add(key.id()));
    assertThat(ids).hasSize(101);
  }

  @Test
  void thePrimaryKeyIsNotDisabled() throws Exception {
    Keyset keyset = TestKeysets.goldenKeyset();
    refused(
        () -> keyset.disabled(GOLDEN),
        "cannot have key 1234567890 disabled: it is the primary key; make another key the primary"
            + " one first");
  }

  @Test
  void aKeyThatIsNotEnabledIsNotPromoted() throws Exception {
    refused(
        () -> with(KeyStatus.DISABLED).promoted(GOLDEN),
        "cannot have key 1234567890 as its primary key: it is disabled; enable it first");
    refused(
        () -> with(KeyStatus.DESTROYED).promoted(GOLDEN),
        "cannot have key 1234567890 as its primary key: it is destroyed");
  }

  @Test
  void aDestroyedKeyStaysDestroyed() throws Exception {
    Keyset keyset = with(KeyStatus.DESTROYED);
    refused(() -> keyset.enabled(GOLDEN), "cannot have key 1234567890 enabled: it is destroyed");
    refused(() -> keyset.disabled(GOLDEN), "cannot have key 1234567890 disabled: it is destroyed");
    assertThat(keyset.rotated().keys())
        .extracting(KeyInfo::status)
        .containsExactly(KeyInfo.Status.ENABLED, KeyInfo.Status.DESTROYED, KeyInfo.Status.ENABLED);
  }

  @Test
  void anUnknownKeyIsRefusedAndTheKnownOnesAreTold() throws Exception {
    Keyset keyset = with(KeyStatus.DISABLED);
    String reason = "has no key 8; its key ids are 4294967295, 1234567890";
    refused(() -> keyset.promoted(8), reason);
    refused(() -> keyset.enabled(8), reason);
    refused(() -> keyset.disabled(8), reason);
    // The low 32 bits are those of a key.
    refused(
        () -> keyset.enabled(GOLDEN + (1L << 32)),
        "has no key 5529535186; its key ids are 4294967295, 1234567890");
  }

  @Test
  void whatIsSoAlreadyStaysSo() throws Exception {
    Keyset keyset = with(KeyStatus.DISABLED);
    assertThat(keyset.disabled(GOLDEN).handle().equalsKeyset(keyset.handle())).isTrue();
    assertThat(keyset.enabled(keyset.primaryKeyId()).handle().equalsKeyset(keyset.handle()))
        .isTrue();
    assertThat(keyset.promoted(keyset.primaryKeyId()).handle().equalsKeyset(keyset.handle()))
        .isTrue();
  }

  /** A primary key with the id 2^32 - 1, then the golden one with a status. */
  private static Keyset with(KeyStatus goldenStatus) throws Exception {
    Map<KeysetHandle, KeyStatus> keys = new LinkedHashMap<>();
    keys.put(TestKeysets.tink(new byte[64], -1), KeyStatus.ENABLED);
    keys.put(TestKeysets.goldenKeyset().handle(), goldenStatus);
    return Keysets.parse(TestKeysets.json(TestKeysets.joined(keys)));
  }

  private static Keyset reread(Keyset keyset) throws Exception {
    return Keysets.parse(Keysets.toJson(keyset));
  }

  private static TextMask mask(Keyset keyset) throws Exception {
    return keyset.kind() == Keyset.Kind.HMAC ? keyset.pseudonymizer("ip") : keyset.cipher("ip");
  }

  private static void refused(ThrowingCallable edit, String reason) {
    assertThatThrownBy(edit).isInstanceOf(KeysetException.class).hasMessage(reason).hasNoCause();
  }
}
