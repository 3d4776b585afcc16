package io.sealstream.connect.mask.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealstream.connect.mask.TestKeysets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyTextTest {

  @Test
  void aKeyIsFoundWhereverItStands() {
    Random random = new Random(1);
    byte[] key = new byte[32];
    for (int i = 0; i < 1000; i++) {
      random.nextBytes(key);
      for (String text :
          List.of(
              Base64.getEncoder().encodeToString(key),
              Base64.getUrlEncoder().encodeToString(key),
              HexFormat.of().formatHex(key))) {
        assertThat(KeyText.mayHold(text)).as(text).isTrue();
        assertThat(KeyText.mayHold("/dir/" + text + ".json")).as(text).isTrue();
        assertThat(KeyText.mayHold("test-kms://" + text)).as(text).isTrue();
      }
    }
    assertThat(KeyText.mayHold(TestKeysets.GOLDEN_KEY_TEXT)).isTrue();
    assertThat(KeyText.mayHold("mzxw6ytboi".repeat(4))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ip",
        "the_name_of_a_field_that_somebody_wanted_to_be_long",
        "/none/a/folder/with/quite/a/long/name/of/its/own/keyset.json",
        "aws-kms://arn:aws:kms:eu-central-1:111122223333:key/01234567-89ab-cdef-0123-456789abcdef",
        "aws-kms://arn:aws:kms:eu-central-1:111122223333:key/mrk-0123456789abcdef0123456789abcdef"
      })
  void whatIsNoKeyIsNotTakenForOne(String text) {
    assertThat(KeyText.mayHold(text)).isFalse();
  }
}
