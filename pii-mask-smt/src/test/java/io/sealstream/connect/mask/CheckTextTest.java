package io.sealstream.connect.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckTextTest {
  private static final Schema LOGIN =
      SchemaBuilder.struct()
          .field("user_id", Schema.STRING_SCHEMA)
          .field("locale", Schema.OPTIONAL_STRING_SCHEMA)
          .field("count", Schema.OPTIONAL_INT32_SCHEMA)
          .build();

  @Test
  void aTextThatFitsPassesAsItIs() {
    Struct login = login("1234");

    SinkRecord passed = check("user_id:4,locale:2", LOGIN, login);

    assertThat(passed.value()).isSameAs(login);
    assertThat(passed.valueSchema()).isSameAs(LOGIN);
    assertThat(passed.topic()).isEqualTo("logins");
    assertThat(passed.headers().lastWithName("h").value()).isEqualTo("kept");
  }

  @Test
  void aLongerTextFailsTheRecord() {
    refused(
        "user_id:4",
        LOGIN,
        login("12345"),
        "Field 'user_id': its text of 5 characters is longer than the 4 allowed");
  }

  @Test
  void spacesAtTheEndCountWherePostgresWouldCutThem() {
    refused(
        "user_id:4",
        LOGIN,
        login("1234 "),
        "Field 'user_id': its text of 5 characters is longer than the 4 allowed");
  }

  @Test
  void charactersAreCodePointsAndNotUnitsOfUtf16() {
    String four = "\ud83d\ude00".repeat(4);
    assertThat(check("user_id:4", LOGIN, login(four)).value()).isEqualTo(login(four));
    refused(
        "user_id:4",
        LOGIN,
        login(four + "e\u0301"),
        "Field 'user_id': its text of 6 characters is longer than the 4 allowed");
  }

  @Test
  void u0000FailsTheRecordWhereverItIsInTheText() {
    String message = "Field 'user_id': its text holds U+0000";
    refused("user_id:4", LOGIN, login("\0"), message);
    refused("user_id:4", LOGIN, login("a\0b"), message);
    refused("user_id:4", LOGIN, login("abc\0"), message);
    assertThat(check("user_id:4", LOGIN, login("\u0001\u001f\u007f\ufeff")).value()).isNotNull();
  }

  @Test
  void whatIsNotListedMayBeAnything() {
    Struct login = login("too long\0").put("locale", "en");
    assertThat(check("locale:2", LOGIN, login).value()).isSameAs(login);
  }

  @Test
  void nullAndMissingFieldsAndTombstonesPass() {
    assertThat(check("locale:2,other:1,a.b[*]:1", LOGIN, login("x")).value()).isNotNull();
    assertThat(check("locale:2", null, new HashMap<>()).value()).isEqualTo(Map.of());
    assertThat(check("locale:2", LOGIN, null).value()).isNull();
    assertThat(check("locale:2", null, null).value()).isNull();
  }

  @Test
  void aListedFieldOfAnotherTypeFailsTheRecord() {
    String message = "Field 'count': expected STRING, found INT32";
    refused("count:4", LOGIN, login("x").put("count", 7), message);
    refused("count:4", null, Map.of("count", 7), message);
    refused(
        "list:4", null, Map.of("list", List.of("x")), "Field 'list': expected STRING, found ARRAY");
  }

  @Test
  void pathsLeadIntoStructsMapsAndArrays() {
    Schema texts = SchemaBuilder.array(Schema.OPTIONAL_STRING_SCHEMA).build();
    Schema map = SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.STRING_SCHEMA).build();
    Schema schema =
        SchemaBuilder.struct()
            .field("user", LOGIN)
            .field("texts", texts)
            .field("named", map)
            .field("all", map)
            .build();
    Struct value =
        new Struct(schema)
            .put("user", login("1"))
            .put("texts", Arrays.asList("12", null))
            .put("named", Map.of("a", "123", "b", "too long"))
            .put("all", Map.of("x", "1234"));

    assertThat(check("user.user_id:1,texts[*]:2,named.a:3,all[*]:4", schema, value).value())
        .isEqualTo(value);
    refused("texts[*]:1", schema, value, tooLong("texts[*]", 2, 1));
    refused("named.a:2", schema, value, tooLong("named.a", 3, 2));
    refused("all[*]:3", schema, value, tooLong("all[*]", 4, 3));
    Map<String, Object> schemaless = Map.of("user", List.of(Map.of("name", "12")));
    assertThat(check("user[*].name:2", null, schemaless).value()).isEqualTo(schemaless);
    refused("user[*].name:1", null, schemaless, tooLong("user[*].name", 2, 1));
  }

  private static String tooLong(String path, int length, int allowed) {
    return "Field '%s': its text of %d characters is longer than the %d allowed"
        .formatted(path, length, allowed);
  }

  @Test
  void theKeyIsCheckedByItsOwnTransform() {
    CheckText<SinkRecord> check = new CheckText.Key<>();
    check.configure(Map.of("max.lengths", "user_id:1"));
    SinkRecord record = new SinkRecord("t", 0, LOGIN, login("12"), null, "value", 0);

    assertThatThrownBy(() -> check.apply(record)).hasMessage(tooLong("user_id", 2, 1));
  }

  @Test
  void itIsUnusableBeforeItIsConfiguredAndAfterItIsClosed() {
    SinkRecord record = record(null, Map.of());
    CheckText<SinkRecord> check = new CheckText.Value<>();
    assertThatThrownBy(() -> check.apply(record))
        .isInstanceOf(ConnectException.class)
        .hasMessage("CheckText is not configured");
    check.configure(Map.of("max.lengths", "a:1"));
    check.close();
    assertThatThrownBy(() -> check.apply(record)).hasMessage("CheckText is not configured");
    assertThat(check.version()).isEqualTo(new MaskPii.Value<SinkRecord>().version());
  }

  @Test
  void theKeysAreThoseOfThisRelease() {
    assertThat(new CheckText.Value<SinkRecord>().config().names()).containsExactly("max.lengths");
  }

  @Test
  void theLastColonDividesAPathFromItsLength() {
    Map<String, Object> value = Map.of("a:b", "123", "c.d", "4");
    assertThat(check("a:b : 3, `c.d`:1", null, value).value()).isEqualTo(value);
    refused("a:b:2", null, value, tooLong("a:b", 3, 2));
    refused("`a:b`:2", null, value, tooLong("a:b", 3, 2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "x", "", "2147483648", "1.5"})
  void aLengthIsAWholeNumber(String length) {
    refusedConfig(
        "a:1,user_id:" + length,
        "the length of entry 2 of 2 must be a whole number, from 1 to 2147483647");
  }

  @Test
  void wrongPathsAreRefused() {
    refusedConfig("", "name at least one field");
    refusedConfig(null, "name at least one field");
    refusedConfig("user_id", "'user_id' is not of the form path:length");
    refusedConfig(":4", "The path is empty; name a field");
    refusedConfig("a:1,a:2", "'a' is listed twice");
    refusedConfig("a:1,a.b:2", "'a' and 'a.b' overlap; list only one of them");
    refusedConfig(
        "\ud834:1", "entry 1 of 1 is not well-formed Unicode: it has an unpaired surrogate");
  }

  /** By the transform itself and by the REST API's validation, with the same words. */
  private static void refusedConfig(String maxLengths, String problem) {
    Map<String, String> properties = new HashMap<>();
    properties.put("max.lengths", maxLengths);
    String message = "Invalid value for configuration max.lengths: " + problem;
    assertThatThrownBy(() -> new CheckText.Value<SinkRecord>().configure(properties))
        .isInstanceOf(ConfigException.class)
        .hasMessage(message);
    List<ConfigValue> validated = CheckTextConfig.definition().validate(properties);
    assertThat(validated).hasSize(1);
    assertThat(validated.get(0).errorMessages()).containsExactly(message);
  }

  private static void refused(String maxLengths, Schema schema, Object value, String message) {
    assertThatThrownBy(() -> check(maxLengths, schema, value))
        .isInstanceOf(DataException.class)
        .hasMessage(message)
        .hasNoCause();
  }

  private static SinkRecord check(String maxLengths, Schema schema, Object value) {
    try (CheckText<SinkRecord> check = new CheckText.Value<>()) {
      check.configure(Map.of("max.lengths", maxLengths));
      return check.apply(record(schema, value));
    }
  }

  private static SinkRecord record(Schema schema, Object value) {
    SinkRecord record = new SinkRecord("logins", 0, null, "key", schema, value, 0);
    record.headers().addString("h", "kept");
    return record;
  }

  private static Struct login(String userId) {
    return new Struct(LOGIN).put("user_id", userId);
  }
}
