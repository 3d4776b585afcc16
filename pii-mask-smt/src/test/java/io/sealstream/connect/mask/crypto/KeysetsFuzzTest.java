package io.sealstream.connect.mask.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.sealstream.connect.mask.FuzzSeeds;
import io.sealstream.connect.mask.OwnTexts;
import io.sealstream.connect.mask.TestKeysets;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class KeysetsFuzzTest {
  private final OwnTexts texts = OwnTexts.ofPackage(Keysets.class);

  @BeforeAll
  static void registerKeyTypes() {
    Keysets.generate();
  }

  static Stream<Arguments> keysets() throws Exception {
    String golden = TestKeysets.golden();
    String key = golden.substring(golden.indexOf('[') + 1, golden.lastIndexOf(']'));
    String second = key.replace("1234567890", "7");
    return FuzzSeeds.texts(
        golden,
        Keysets.toJson(TestKeysets.goldenDeriving()),
        Keysets.toJson(TestKeysets.goldenHmac()),
        golden.replace(key, key + "," + second),
        golden.replace(key, key + "," + key),
        golden.replace("ENABLED", "DISABLED"),
        golden.replace("ENABLED", "DESTROYED"),
        golden.replace("\"TINK\"", "\"RAW\""),
        golden.replace("\"TINK\"", "\"CRUNCHY\""),
        golden.replace("AesSivKey", "PrfBasedDeriverKey"),
        golden.replace("AesSivKey", "HmacPrfKey"),
        golden.replace("EkAAAQID", "AAAAAQID"),
        golden.replace("1234567890", "-1"),
        golden.replace("1234567890", "4294967296"),
        golden.replace("1234567890", "1e999999999"),
        golden.replace("1234567890", "9".repeat(400)),
        golden.substring(0, 200),
        "{\"encryptedKeyset\":\"AAAA\"}",
        "[".repeat(5000),
        "{\"key\":".repeat(5000),
        "{}",
        "");
  }

  @MethodSource("keysets")
  @FuzzTest
  void aKeysetWorksOrIsRefusedWithoutItsContent(@NotNull String json) throws Exception {
    Keyset keyset;
    try {
      keyset = Keysets.parse(json);
    } catch (KeysetException e) {
      assertThat(texts.quotes(e.getMessage(), json)).isFalse();
      assertThat(e).hasNoCause();
      return;
    }
    if (keyset.kind() == Keyset.Kind.HMAC) {
      keyset.pseudonymizer("domain").selfTest();
    } else {
      keyset.cipher("domain").selfTest();
    }
  }
}
