package io.sealstream.connect.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.Test;

/** What UnmaskPii's configuration has that MaskPii's has not. */
class UnmaskPiiConfigTest {

  @Test
  void theKeysAreThoseOfThisRelease() {
    assertThat(UnmaskPiiConfig.definition().names())
        .containsExactlyInAnyOrder(
            "fields",
            "domains",
            "keyset",
            "keyset.file",
            "kek.uri",
            "missing.fields",
            "on.undecryptable");
  }

  @Test
  void undecryptableValuesFailUnlessToldToPass() {
    assertThat(new UnmaskPiiConfig(properties()).passUndecryptable()).isFalse();
    assertThat(new UnmaskPiiConfig(properties("on.undecryptable", null)).passUndecryptable())
        .isFalse();
    assertThat(new UnmaskPiiConfig(properties("on.undecryptable", "pass")).passUndecryptable())
        .isTrue();
    assertThatThrownBy(() -> new UnmaskPiiConfig(properties("on.undecryptable", "skip")))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "Invalid value for configuration on.undecryptable: it must be one of: fail, pass");
  }

  @Test
  void theRestIsReadAsMaskPiiReadsIt() {
    UnmaskPiiConfig config =
        new UnmaskPiiConfig(properties("domains", "ip=x", "missing.fields", "ignore"));
    assertThat(config.fields()).containsExactly(new ConfiguredField(FieldPath.parse("ip"), "x"));
    assertThat(config.failOnMissing()).isFalse();
    assertThat(new UnmaskPiiConfig(properties()).failOnMissing()).isTrue();
    refused("fields", "a,a.b", "fields: 'a' and 'a.b' overlap; list only one of them");
    refused("domains", "other=x", "domains: 'other' is not among the fields");
    refused("keyset", "marker", "keyset: the keyset is not a Tink keyset in JSON");
  }

  @Test
  void aKeysetThatCannotDecryptIsRefused() throws Exception {
    refused(
        "keyset",
        TestKeysets.hmacJson(),
        "keyset: the keyset has HMAC keys, whose pseudonyms nobody can turn back");
    assertThat(new UnmaskPiiConfig(properties("keyset", TestKeysets.derivingJson())).fields())
        .hasSize(1);
  }

  private static void refused(String key, String value, String message) {
    Map<String, String> properties = properties(key, value);
    String expected = "Invalid value for configuration " + message;
    assertThatThrownBy(() -> new UnmaskPiiConfig(properties))
        .isInstanceOf(ConfigException.class)
        .hasMessage(expected)
        .hasNoCause();
    for (ConfigValue each : UnmaskPiiConfig.definition().validate(properties)) {
      if (each.name().equals(key)) {
        assertThat(each.errorMessages()).contains(expected);
      } else {
        assertThat(each.errorMessages()).as(each.name()).isEmpty();
      }
    }
  }

  private static Map<String, String> properties(String... pairs) {
    Map<String, String> properties = new HashMap<>();
    properties.put("fields", "ip");
    properties.put("keyset", TestKeysets.golden());
    for (int i = 0; i < pairs.length; i += 2) {
      properties.put(pairs[i], pairs[i + 1]);
    }
    return properties;
  }
}
