package io.sealstream.connect.mask.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.KeyStatus;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.prf.HmacPrfParameters;
import com.google.crypto.tink.prf.Prf;
import io.sealstream.connect.mask.TestKeysets;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PseudonymizerTest {
  private static final String SELF_TEST =
      "failed the self-test: a text had two pseudonyms, or the same one in two domains";

  private final Pseudonymizer ip;

  PseudonymizerTest() throws Exception {
    ip = TestKeysets.goldenHmac().pseudonymizer("ip");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "7", "Zoë €", "𝄞 clef"})
  void aPseudonymHas44Characters(String text) throws Exception {
    assertThat(ip.mask(text)).hasSize(44).isEqualTo(ip.mask(text));
    assertThat(ip.mask("x".repeat(10_000))).hasSize(44);
  }

  @Test
  void equalTextsOfDifferentDomainsDiffer() throws Exception {
    Keyset keyset = TestKeysets.goldenHmac();
    assertThat(keyset.pseudonymizer("ip2").mask("03"))
        .isNotEqualTo(keyset.pseudonymizer("ip").mask("03"))
        // Without the length, the two would run together.
        .isNotEqualTo(keyset.pseudonymizer("ip").mask("203"));
  }

  @Test
  void sha512IsCutTo32Bytes() throws Exception {
    byte[] key = TestKeysets.bytes(1, 64);
    Keyset keyset =
        Keysets.parse(
            TestKeysets.json(TestKeysets.hmac(key, HmacPrfParameters.HashType.SHA512, 7)));

    byte[] pseudonym = Base64.getDecoder().decode(keyset.pseudonymizer("é").mask("Zoë"));

    Mac mac = Mac.getInstance("HmacSHA512");
    mac.init(new SecretKeySpec(key, "HmacSHA512"));
    mac.update(ByteBuffer.allocate(4).putInt(2).array());
    byte[] whole = mac.doFinal("éZoë".getBytes(StandardCharsets.UTF_8));
    assertThat(pseudonym).isEqualTo(Arrays.copyOf(whole, 32));
  }

  @Test
  void thePrimaryKeyMakesThePseudonym() throws Exception {
    KeysetHandle primary = TestKeysets.hmac(new byte[32], HmacPrfParameters.HashType.SHA256, 7);
    Map<KeysetHandle, KeyStatus> keys = new LinkedHashMap<>();
    keys.put(primary, KeyStatus.ENABLED);
    keys.put(TestKeysets.goldenHmac().handle(), KeyStatus.ENABLED);
    Keyset rotated = Keysets.parse(TestKeysets.json(TestKeysets.joined(keys)));

    assertThat(rotated.pseudonymizer("ip").mask("7"))
        .isEqualTo(Keysets.parse(TestKeysets.json(primary)).pseudonymizer("ip").mask("7"))
        .isNotEqualTo(ip.mask("7"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\ud834", "\udd1e", "a\ud834b"})
  void anUnpairedSurrogateIsRefusedNotReplaced(String text) {
    assertThatThrownBy(() -> ip.mask(text))
        .isInstanceOf(CipherException.class)
        .hasMessage("is not well-formed Unicode: it has an unpaired surrogate")
        .hasNoCause();
  }

  @Test
  void theSelfTestPassesOnAWorkingKeyset() {
    assertThatCode(ip::selfTest).doesNotThrowAnyException();
  }

  @Test
  void theSelfTestFindsABrokenPrimitive() {
    AtomicInteger calls = new AtomicInteger();
    Prf counting = (input, length) -> new byte[] {(byte) calls.incrementAndGet()};
    Prf constant = (input, length) -> new byte[length];
    Prf crashing =
        (input, length) -> {
          throw new ArrayIndexOutOfBoundsException("marker");
        };
    for (Prf prf : List.of(counting, constant, crashing, failing())) {
      Pseudonymizer broken = new Pseudonymizer(prf, Domain.utf8("ip"));
      assertThatThrownBy(broken::selfTest)
          .isInstanceOf(KeysetException.class)
          .hasMessage(SELF_TEST)
          .hasNoCause();
    }
  }

  @Test
  void aFailureNamesItsKindAndNothingElse() {
    Pseudonymizer broken = new Pseudonymizer(failing(), Domain.utf8("ip"));
    assertThatThrownBy(() -> broken.mask("marker"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("HMAC failed (GeneralSecurityException)")
        .hasNoCause();
  }

  private static Prf failing() {
    return (input, length) -> {
      throw new GeneralSecurityException("marker " + Arrays.toString(input));
    };
  }
}
