package io.sealstream.connect.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealstream.connect.mask.crypto.BrokenAead;
import io.sealstream.connect.mask.crypto.DeterministicCipher;
import io.sealstream.connect.mask.crypto.Pseudonymizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MaskPiiTest {
  private static final String IP = "203.0.113.7";
  private static final Schema LOGIN =
      SchemaBuilder.struct()
          .name("Login")
          .field("user_id", Schema.STRING_SCHEMA)
          .field("ip", Schema.OPTIONAL_STRING_SCHEMA)
          .field("version", Schema.INT32_SCHEMA)
          .build();

  private final MaskPii.Value<SourceRecord> mask = new MaskPii.Value<>();
  private DeterministicCipher ip;

  @BeforeEach
  void setUp() throws Exception {
    ip = TestKeysets.goldenKeyset().cipher("ip");
  }

  @Test
  void aStructFieldIsEncryptedAndTheRestIsKept() throws Exception {
    configure("fields", "ip");
    Struct login = login(IP);

    SourceRecord masked = mask.apply(record(LOGIN, login));

    Struct value = (Struct) masked.value();
    assertThat(value.get("ip")).isEqualTo(ip.encrypt(IP));
    assertThat(value.get("user_id")).isEqualTo("u1");
    assertThat(value.get("version")).isEqualTo(7);
    assertThat(masked.valueSchema()).isSameAs(LOGIN);
  }

  @Test
  void theInputIsNotChangedAndEverythingElseOfTheRecordIsKept() {
    configure("fields", "ip");
    Struct login = login(IP);
    ConnectHeaders headers = new ConnectHeaders();
    headers.addString("h", "1");
    SourceRecord record =
        new SourceRecord(
            Map.of("p", 1),
            Map.of("o", 2),
            "logins",
            3,
            Schema.STRING_SCHEMA,
            "key",
            LOGIN,
            login,
            42L,
            headers);

    SourceRecord masked = mask.apply(record);

    assertThat(login).isEqualTo(login(IP));
    assertThat(record.value()).isSameAs(login);
    assertThat(masked.topic()).isEqualTo("logins");
    assertThat(masked.kafkaPartition()).isEqualTo(3);
    assertThat(masked.keySchema()).isSameAs(Schema.STRING_SCHEMA);
    assertThat(masked.key()).isEqualTo("key");
    assertThat(masked.timestamp()).isEqualTo(42L);
    assertThat(masked.headers()).isEqualTo(headers);
    assertThat(masked.sourcePartition()).isEqualTo(Map.of("p", 1));
    assertThat(masked.sourceOffset()).isEqualTo(Map.of("o", 2));
  }

  @Test
  void theKeyVariantMasksTheKeyOfASinkRecordToo() throws Exception {
    try (MaskPii.Key<SinkRecord> key = new MaskPii.Key<>()) {
      key.configure(properties("fields", "ip"));
      SinkRecord record =
          new SinkRecord(
              "logins",
              1,
              null,
              Map.of("ip", IP),
              LOGIN,
              login(IP),
              9,
              42L,
              TimestampType.CREATE_TIME);

      SinkRecord masked = key.apply(record);

      assertThat(masked.key()).isEqualTo(Map.of("ip", ip.encrypt(IP)));
      assertThat(masked.value()).isSameAs(record.value());
      assertThat(masked.kafkaOffset()).isEqualTo(9);
    }
  }

  @Test
  void aKeyThatIsPlainTextFailsAndNeverPasses() {
    try (MaskPii.Key<SourceRecord> key = new MaskPii.Key<>()) {
      key.configure(properties("fields", "ip", "missing.fields", "ignore"));
      for (Schema schema : Arrays.asList(Schema.STRING_SCHEMA, null)) {
        SourceRecord record =
            new SourceRecord(Map.of(), Map.of(), "logins", schema, IP, LOGIN, login(IP));
        assertThatThrownBy(() -> key.apply(record))
            .isInstanceOf(DataException.class)
            .hasMessageMatching("The record: expected (STRUCT or )?MAP, found STRING");
      }
    }
  }

  @Test
  void valuesAreEqualByTheirBytesOnly() {
    configure("fields", "ip");
    List<String> alike =
        List.of("Zo\u00eb", "Zoe\u0308", "zo\u00eb", "Zo\u00eb ", "2001:db8::1", "2001:DB8:0::1");
    assertThat(alike.stream().map(text -> mask.apply(record(null, Map.of("ip", text))).value()))
        .doesNotHaveDuplicates();
  }

  @Test
  void aSchemalessMapIsMaskedAtAnyDepth() throws Exception {
    configure("fields", "ip,user.address.ip,`a.b`", "domains", "user.address.ip=ip,`a.b`=ip");
    Map<String, Object> value = new HashMap<>();
    value.put("ip", IP);
    value.put("user", Map.of("address", Map.of("ip", IP, "zip", 1)));
    value.put("a.b", "x");
    value.put(null, 5);
    Map<String, Object> before = new HashMap<>(value);

    Map<?, ?> masked = (Map<?, ?>) mask.apply(record(null, value)).value();

    assertThat(masked.get("ip")).isEqualTo(ip.encrypt(IP));
    assertThat(masked.get("user"))
        .isEqualTo(Map.of("address", Map.of("ip", ip.encrypt(IP), "zip", 1)));
    assertThat(masked.get("a.b")).isEqualTo(ip.encrypt("x"));
    assertThat(masked.get(null)).isEqualTo(5);
    assertThat(value).isEqualTo(before);
  }

  @Test
  void nestedStructsAndMapsWithSchemasAreMasked() throws Exception {
    Schema map = SchemaBuilder.map(Schema.STRING_SCHEMA, LOGIN).build();
    Schema schema = SchemaBuilder.struct().field("user", LOGIN).field("logins", map).build();
    configure("fields", "user.ip,logins.first.ip", "domains", "logins.first.ip=ip");
    Struct value =
        new Struct(schema)
            .put("user", login(IP))
            .put("logins", Map.of("first", login(IP), "second", login(IP)));

    Struct masked = (Struct) mask.apply(record(schema, value)).value();

    assertThat(masked.getStruct("user")).isEqualTo(login(ip.encrypt(IP)));
    assertThat(masked.getMap("logins"))
        .isEqualTo(Map.of("first", login(ip.encrypt(IP)), "second", login(IP)));
    masked.validate();
  }

  @Test
  void aMapWithASchemaAtTheTopIsMasked() throws Exception {
    Schema schema = SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.STRING_SCHEMA).build();
    configure("fields", "ip");
    SourceRecord masked = mask.apply(record(schema, Map.of("ip", IP, "x", "y")));
    assertThat(masked.value()).isEqualTo(Map.of("ip", ip.encrypt(IP), "x", "y"));
  }

  @Test
  void nullStaysNullAndANullParentIsNotMissing() {
    configure("fields", "ip");
    assertThat(((Struct) mask.apply(record(LOGIN, login(null))).value()).get("ip")).isNull();
    Map<String, Object> map = Collections.singletonMap("ip", null);
    assertThat(mask.apply(record(null, map)).value()).isEqualTo(map);

    configure("fields", "user.ip");
    Schema schema = SchemaBuilder.struct().field("user", optional(LOGIN)).build();
    assertThat(mask.apply(record(schema, new Struct(schema))).value())
        .isEqualTo(new Struct(schema));
    Map<String, Object> parent = Collections.singletonMap("user", null);
    assertThat(mask.apply(record(null, parent)).value()).isEqualTo(parent);
  }

  @Test
  void tombstonesPass() {
    configure("fields", "ip");
    assertThat(mask.apply(record(null, null)).value()).isNull();
    assertThat(mask.apply(record(LOGIN, null)).value()).isNull();
    assertThat(mask.apply(record(Schema.OPTIONAL_INT32_SCHEMA, null)).value()).isNull();
    assertThat(mask.apply(record(SchemaBuilder.struct().build(), null)).value()).isNull();
  }

  @Test
  void aMissingFieldFailsByDefault() {
    configure("fields", "user_id,other");
    fails(
        LOGIN,
        login(IP),
        "Field 'other' is missing from the record; if that is normal, set missing.fields=ignore");
    fails(
        null,
        Map.of("user_id", "u"),
        "Field 'other' is missing from the record; if that is normal, set missing.fields=ignore");

    configure("fields", "user.other");
    String message =
        "Field 'user.other' is missing from the record; if that is normal, set missing.fields=ignore";
    Schema schema = SchemaBuilder.struct().field("user", optional(LOGIN)).build();
    fails(schema, new Struct(schema), message);
    fails(null, Map.of("user", Map.of()), message);
    Schema map = SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.STRING_SCHEMA).build();
    Schema withMap = SchemaBuilder.struct().field("user", map).build();
    fails(withMap, new Struct(withMap).put("user", Map.of("marker", "x")), message);
  }

  @Test
  void aMissingFieldIsLeftOutOnRequest() throws Exception {
    configure("fields", "ip,other,deep.er", "missing.fields", "ignore");
    assertThat(((Struct) mask.apply(record(LOGIN, login(IP))).value()).get("ip"))
        .isEqualTo(ip.encrypt(IP));
    assertThat(mask.apply(record(null, Map.of("x", 1))).value()).isEqualTo(Map.of("x", 1));
    configure("fields", "ip", "missing.fields", "ignore");
    Schema map = SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.STRING_SCHEMA).build();
    assertThat(mask.apply(record(map, Map.of("x", "y"))).value()).isEqualTo(Map.of("x", "y"));
  }

  @Test
  void aContainerWhereThePathEndsFailsWhateverIsMissing() {
    configure("fields", "user.x", "missing.fields", "ignore");
    String elements =
        "Field 'user.x': expected a value, found ARRAY; write user.x[*] to reach its elements";
    String values =
        "Field 'user.x': expected a value, found MAP; write user.x[*] to reach its values, or name"
            + " one of them";
    String fields =
        "Field 'user.x': expected a value, found STRUCT (Login); name a field of it, such as"
            + " user.x.name";
    Schema map = SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.STRING_SCHEMA).build();
    failsAtX(SchemaBuilder.array(Schema.STRING_SCHEMA).build(), List.of("marker"), elements);
    failsAtX(map, Map.of("a", "marker"), values);
    failsAtX(LOGIN, login(IP), fields);
    failsAtX(null, List.of("marker"), elements);
    failsAtX(null, Map.of("a", "marker"), values);
    failsAtX(null, login(IP), fields.replace(" (Login)", ""));
    failsAtX(
        null,
        new StringBuilder("marker"),
        "Field 'user.x': expected a value, found java.lang.StringBuilder");
  }

  private void failsAtX(Schema schema, Object value, String message) {
    if (schema == null) {
      fails(null, Map.of("user", Map.of("x", value)), message);
      return;
    }
    Schema user = SchemaBuilder.struct().field("x", schema).build();
    Schema outer = SchemaBuilder.struct().field("user", user).build();
    fails(outer, new Struct(outer).put("user", new Struct(user).put("x", value)), message);
  }

  @Test
  void aPathThroughSomethingElseThanAContainerFails() {
    configure("fields", "ip.v4", "missing.fields", "ignore");
    fails(LOGIN, login(IP), "Field 'ip': expected STRUCT or MAP, found STRING");
    fails(null, Map.of("ip", IP), "Field 'ip': expected MAP, found STRING");
    Schema array = SchemaBuilder.struct().field("ip", SchemaBuilder.array(LOGIN).build()).build();
    fails(
        array,
        new Struct(array).put("ip", List.of(login(IP))),
        "Field 'ip': expected STRUCT or MAP, found ARRAY; write ip[*] to reach its elements");
    fails(
        null,
        Map.of("ip", List.of(IP)),
        "Field 'ip': expected MAP, found ARRAY; write ip[*] to reach its elements");
    Schema map =
        SchemaBuilder.struct()
            .field("ip", SchemaBuilder.map(Schema.INT32_SCHEMA, Schema.STRING_SCHEMA).build())
            .build();
    fails(
        map,
        new Struct(map).put("ip", Map.of(4, "x")),
        "Field 'ip': expected a MAP with keys of type STRING, found keys of type INT32");
  }

  @Test
  void aKeyOfAMapThatIsNoStringFailsOnTheWayToAField() {
    String builder = "keys of type STRING, found keys of type java.lang.StringBuilder";
    Map<Object, Object> top = Map.of(new StringBuilder("ip"), "marker");
    Schema schema = SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.STRING_SCHEMA).build();
    configure("fields", "ip", "missing.fields", "ignore");
    fails(null, top, "The record: expected a MAP with " + builder);
    fails(schema, top, "The record: expected a MAP with " + builder);

    configure("fields", "user.ip,user.4", "missing.fields", "ignore");
    fails(null, Map.of("user", top), "Field 'user': expected a MAP with " + builder);
    fails(
        null,
        Map.of("user", Map.of("ip", IP, 4, "marker")),
        "Field 'user': expected a MAP with keys of type STRING, found keys of type INT32");
    Map<String, Object> beside = Map.of("other", Map.of(4, "x"));
    assertThat(mask.apply(record(null, beside)).value()).isEqualTo(beside);
  }

  @Test
  void aRecordWithoutFieldsFails() {
    configure("fields", "ip", "missing.fields", "ignore");
    fails(Schema.STRING_SCHEMA, IP, "The record: expected STRUCT or MAP, found STRING");
    fails(null, IP, "The record: expected MAP, found STRING");
    fails(null, login(IP), "The record: expected MAP, found STRUCT");
    fails(null, new byte[1], "The record: expected MAP, found BYTES");
  }

  @Test
  void defaultsOnTheWayToAFieldAreMaskedLikeValues() throws Exception {
    Schema text =
        SchemaBuilder.string().optional().defaultValue("marker").doc("an address").build();
    SchemaBuilder inner = SchemaBuilder.struct().field("ip", text).field("plain", text);
    Schema user = inner.optional().defaultValue(new Struct(inner).put("ip", "marker")).build();
    Schema schema =
        SchemaBuilder.struct().name("S").version(2).parameter("k", "v").field("user", user).build();
    configure("fields", "user.ip");

    SourceRecord masked =
        mask.apply(record(schema, new Struct(schema).put("user", new Struct(user).put("ip", IP))));

    Schema userAfter = masked.valueSchema().field("user").schema();
    assertThat(((Struct) userAfter.defaultValue()).get("ip")).isEqualTo(ip.encrypt("marker"));
    assertThat(userAfter.isOptional()).isTrue();
    Schema ipAfter = userAfter.field("ip").schema();
    assertThat(ipAfter.defaultValue()).isEqualTo(ip.encrypt("marker"));
    assertThat(ipAfter.isOptional()).isTrue();
    assertThat(ipAfter.doc()).isEqualTo("an address");
    assertThat(userAfter.field("plain").schema()).isEqualTo(text);
    assertThat(masked.valueSchema().name()).isEqualTo("S");
    assertThat(masked.valueSchema().version()).isEqualTo(2);
    assertThat(masked.valueSchema().parameters()).isEqualTo(Map.of("k", "v"));
    Struct userValue = ((Struct) masked.value()).getStruct("user");
    assertThat(userValue.get("ip")).isEqualTo(ip.encrypt(IP));
    assertThat(userValue.getWithoutDefault("plain")).isNull();
    assertThat(userValue.get("plain")).isEqualTo("marker");

    // A tombstone of that schema would write the default into the topic with it.
    assertThat(mask.apply(record(schema, null)).valueSchema()).isEqualTo(masked.valueSchema());
  }

  @Test
  void aMaskedFieldIsNoLongerOfALogicalType() throws Exception {
    Schema choice =
        SchemaBuilder.string()
            .name("io.debezium.data.Enum")
            .version(1)
            .parameter("allowed", "marker,other")
            .optional()
            .doc("where from")
            .build();
    Schema map = SchemaBuilder.map(Schema.STRING_SCHEMA, choice).build();
    Schema schema =
        SchemaBuilder.struct()
            .name("S")
            .field("ip", choice)
            .field("plain", choice)
            .field("more", map)
            .build();
    configure("fields", "ip,more.ip");

    SourceRecord masked =
        mask.apply(
            record(
                schema,
                new Struct(schema)
                    .put("ip", "marker")
                    .put("plain", "other")
                    .put("more", Map.of("ip", "marker"))));

    Schema expected =
        SchemaBuilder.string()
            .optional()
            .doc("where from")
            .parameter("io.sealstream.pii.type", "STRING")
            .parameter("io.sealstream.pii.name", "io.debezium.data.Enum")
            .parameter("io.sealstream.pii.version", "1")
            .parameter(
                "io.sealstream.pii.parameter.allowed",
                TestKeysets.goldenKeyset().parameterCipher("ip").encrypt("allowed", "marker,other"))
            .build();
    Schema after = masked.valueSchema();
    assertThat(after.field("ip").schema()).isEqualTo(expected);
    assertThat(after.field("more").schema().valueSchema()).isEqualTo(expected);
    assertThat(after.field("plain").schema()).isSameAs(choice);
    assertThat(after.name()).isEqualTo("S");
    Struct value = (Struct) masked.value();
    assertThat(value.get("ip")).isEqualTo(ip.encrypt("marker"));
    assertThat(value.get("more")).isEqualTo(Map.of("ip", ip.encrypt("marker")));
    value.validate();
  }

  @Test
  void aNullThatStandsForADefaultStandsForTheMaskedOne() throws Exception {
    configure("fields", "ip");
    for (SchemaBuilder text : List.of(SchemaBuilder.string(), SchemaBuilder.string().optional())) {
      Schema schema =
          SchemaBuilder.struct().field("ip", text.defaultValue("marker").build()).build();
      Struct masked = (Struct) mask.apply(record(schema, new Struct(schema))).value();
      assertThat(masked.getWithoutDefault("ip")).isNull();
      assertThat(masked.get("ip")).isEqualTo(ip.encrypt("marker"));
      masked.validate();
    }
  }

  @Test
  void aRequiredFieldWithoutAValueAndWithoutADefaultFails() {
    configure("fields", "ip");
    Schema schema = SchemaBuilder.struct().field("ip", Schema.STRING_SCHEMA).build();
    fails(schema, new Struct(schema), "Field 'ip' is null but required");
    configure("fields", "[*]", "domains", "[*]=ip");
    Schema array = SchemaBuilder.array(Schema.STRING_SCHEMA).build();
    fails(array, Arrays.asList(IP, null), "Field '[*]' is null but required");
  }

  @Test
  void aTombstoneThatStandsForADefaultStandsForTheMaskedOne() throws Exception {
    SchemaBuilder builder = SchemaBuilder.struct().field("ip", Schema.STRING_SCHEMA);
    Schema schema = builder.defaultValue(new Struct(builder).put("ip", "marker")).build();
    configure("fields", "ip");
    SourceRecord masked = mask.apply(record(schema, null));
    assertThat(masked.value()).isNull();
    Struct value = (Struct) masked.valueSchema().defaultValue();
    assertThat(value.get("ip")).isEqualTo(ip.encrypt("marker"));
    assertThat(value.schema().fields()).isEqualTo(masked.valueSchema().fields());
  }

  @Test
  void aTombstoneWhoseSchemaCannotBeMaskedPassesWithoutIt() {
    Schema text = SchemaBuilder.string().defaultValue("marker").build();
    Schema inner = SchemaBuilder.struct().field("ip", text).build();
    Schema schema = SchemaBuilder.struct().field("user", inner).build();
    configure("fields", "user");
    SourceRecord masked = mask.apply(record(schema, null));
    assertThat(masked.value()).isNull();
    assertThat(masked.valueSchema()).isNull();
  }

  @Test
  void otherEntriesOfAMapFollowTheSchemaThatTheyShare() throws Exception {
    Schema text = SchemaBuilder.string().optional().defaultValue("marker").build();
    Schema entry = SchemaBuilder.struct().field("ip", text).field("n", Schema.INT32_SCHEMA).build();
    Schema schema = SchemaBuilder.map(Schema.STRING_SCHEMA, entry).build();
    configure("fields", "a.ip");
    Map<String, Object> value = new LinkedHashMap<>();
    value.put("a", new Struct(entry).put("ip", IP).put("n", 1));
    value.put("b", new Struct(entry).put("ip", "clear").put("n", 2));

    SourceRecord masked = mask.apply(record(schema, value));

    Map<?, ?> map = (Map<?, ?>) masked.value();
    assertThat(((Struct) map.get("a")).get("ip")).isEqualTo(ip.encrypt(IP));
    assertThat(((Struct) map.get("b")).get("ip")).isEqualTo("clear");
    assertThat(((Struct) map.get("b")).schema()).isEqualTo(masked.valueSchema().valueSchema());
    assertThat(((Struct) map.get("b")).schema().field("ip").schema().defaultValue())
        .isEqualTo(ip.encrypt("marker"));
  }

  @Test
  void whatIsBesideTheWayIsNotJudged() throws Exception {
    Schema schema = SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.STRING_SCHEMA).build();
    configure("fields", "ip");
    Map<String, Object> value = new HashMap<>();
    value.put("ip", IP);
    value.put("other", null);
    Map<?, ?> masked = (Map<?, ?>) mask.apply(record(schema, value)).value();
    assertThat(masked.get("ip")).isEqualTo(ip.encrypt(IP));
    assertThat(masked.get("other")).isNull();
  }

  @Test
  void aStructOfAnotherSchemaThanItsMapSaysFails() {
    Schema other = SchemaBuilder.struct().field("ip", Schema.STRING_SCHEMA).build();
    Schema schema = SchemaBuilder.map(Schema.STRING_SCHEMA, LOGIN).build();
    configure("fields", "a.ip");
    fails(
        schema,
        Map.of("a", new Struct(other).put("ip", IP)),
        "Field 'a': expected a STRUCT of the record's schema, found one of another schema");
  }

  @Test
  void theRewrittenSchemaIsTheSameObjectForEveryRecord() {
    Schema text = SchemaBuilder.string().optional().defaultValue("x").build();
    Schema schema = SchemaBuilder.struct().field("ip", text).build();
    configure("fields", "ip");
    Schema first = mask.apply(record(schema, new Struct(schema).put("ip", "a"))).valueSchema();
    Schema second = mask.apply(record(schema, new Struct(schema).put("ip", "b"))).valueSchema();
    assertThat(first).isNotEqualTo(schema).isSameAs(second);
  }

  @Test
  void aFieldThatABuilderGotSinceTheLastRecordIsMaskedToo() throws Exception {
    SchemaBuilder builder = SchemaBuilder.struct().field("n", Schema.STRING_SCHEMA);
    configure("fields", "ip", "missing.fields", "ignore");
    mask.apply(record(builder, new Struct(builder).put("n", "1")));
    builder.field("ip", SchemaBuilder.string().defaultValue("marker").build());

    SourceRecord masked =
        mask.apply(record(builder, new Struct(builder).put("n", "1").put("ip", IP)));

    assertThat(((Struct) masked.value()).get("ip")).isEqualTo(ip.encrypt(IP));
    assertThat(masked.valueSchema().field("ip").schema().defaultValue())
        .isEqualTo(ip.encrypt("marker"));
  }

  @Test
  void aCiphertextThatIsTooLongFailsAndIsNeverCut() {
    configure("fields", "ip", "max.length", "256");
    assertThat(
            (String)
                ((Map<?, ?>) mask.apply(record(null, Map.of("ip", "x".repeat(171)))).value())
                    .get("ip"))
        .hasSize(256);
    fails(
        null,
        Map.of("ip", "x".repeat(172)),
        "Field 'ip': its masked text of 260 characters is longer than the 256 allowed");
  }

  @Test
  void aMaskedDefaultThatIsTooLongFailsEveryRecordOfItsSchema() {
    configure("fields", "ip", "max.length", "256");
    Schema text = SchemaBuilder.string().defaultValue("x".repeat(172)).build();
    Schema schema = SchemaBuilder.struct().field("ip", text).build();
    fails(
        schema,
        new Struct(schema).put("ip", IP),
        "Field 'ip': its masked text of 260 characters is longer than the 256 allowed");
  }

  @Test
  void aParameterThatIsNotUnicodeFailsEveryRecordOfItsSchema() {
    configure("fields", "ip");
    Schema text = SchemaBuilder.string().parameter("p", "marker\ud834").build();
    Schema schema = SchemaBuilder.struct().field("ip", text).build();
    fails(
        schema,
        new Struct(schema).put("ip", IP),
        "Field 'ip': a parameter of its schema is not well-formed Unicode: it has an unpaired"
            + " surrogate");
  }

  @Test
  void aParameterThatIsNullStaysNullAndComesBack() throws Exception {
    configure("fields", "ip");
    Schema text = SchemaBuilder.int64().parameter("comment", null).parameter("p", "x").build();
    Schema schema = SchemaBuilder.struct().field("ip", text).build();
    SourceRecord masked = mask.apply(record(schema, new Struct(schema).put("ip", 7L)));
    assertThat(masked.valueSchema().field("ip").schema().parameters())
        .containsEntry("io.sealstream.pii.parameter.comment", null);
    assertThat(mask.apply(record(schema, null)).valueSchema()).isSameAs(masked.valueSchema());
    try (UnmaskPii.Value<SourceRecord> unmask = new UnmaskPii.Value<>()) {
      unmask.configure(properties("fields", "ip"));
      assertThat(unmask.apply(masked).valueSchema()).isEqualTo(schema);
    }
  }

  @Test
  void textThatIsNotUnicodeFails() {
    configure("fields", "ip");
    fails(
        null,
        Map.of("ip", "marker\ud834"),
        "Field 'ip': its text is not well-formed Unicode: it has an unpaired surrogate");
  }

  @Test
  void itIsUnusableBeforeConfigureAfterAFailedOneAndAfterClose() {
    SourceRecord record = record(null, Map.of("ip", IP));
    unusable(record);
    configure("fields", "ip");
    assertThatThrownBy(() -> mask.configure(properties("fields", "a[*]b")))
        .isInstanceOf(ConfigException.class);
    unusable(record);
    configure("fields", "ip");
    mask.apply(record);
    mask.close();
    unusable(record);
  }

  @Test
  void configureTriesTheCipherOfEachFieldOut() {
    MaskPii.Value<SourceRecord> broken =
        new MaskPii.Value<>(
            (config, field) ->
                FieldMask.encrypting(
                    field.path(),
                    field.domain().equals("device_id") ? BrokenAead.FORGETFUL.cipher() : ip,
                    config.keyset().parameterCipher("ip"),
                    config.maxLength()));
    broken.configure(properties("fields", "ip"));

    assertThatThrownBy(() -> broken.configure(properties("fields", "ip,device_id")))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "The keyset failed the self-test: a text did not come back, encrypted differently the"
                + " second time, stayed in clear, or decrypted for another domain");
    assertThatThrownBy(() -> broken.apply(record(null, Map.of("ip", IP, "device_id", "d"))))
        .hasMessage("MaskPii is not configured");
  }

  @Test
  void pseudonymsLeaveNothingThatDescribesTheOriginal() throws Exception {
    configure("fields", "ip", "method", "hmac", "keyset", TestKeysets.hmacJson());
    Schema number =
        SchemaBuilder.int64()
            .name("N")
            .version(1)
            .parameter("a", "marker")
            .defaultValue(7L)
            .build();
    Schema schema = SchemaBuilder.struct().field("ip", number).build();

    SourceRecord masked = mask.apply(record(schema, new Struct(schema).put("ip", 8L)));

    Pseudonymizer pseudonymizer = TestKeysets.goldenHmac().pseudonymizer("ip");
    assertThat(((Struct) masked.value()).get("ip")).isEqualTo(pseudonymizer.mask("8"));
    assertThat(masked.valueSchema().field("ip").schema())
        .isEqualTo(SchemaBuilder.string().defaultValue(pseudonymizer.mask("7")).build());
    assertThat(mask.apply(record(null, Map.of("ip", 8))).value())
        .isEqualTo(Map.of("ip", pseudonymizer.mask("8")));
  }

  @Test
  void connectFindsAllByTheirServiceFile() {
    List<Class<?>> found = new ArrayList<>();
    ServiceLoader.load(Transformation.class).stream().forEach(each -> found.add(each.type()));
    assertThat(found)
        .contains(
            MaskPii.Key.class, MaskPii.Value.class, UnmaskPii.Key.class, UnmaskPii.Value.class);
    assertThat(mask.version()).matches("\\d+\\.\\d+\\.\\d+.*");
    assertThat(mask.config()).isSameAs(MaskPiiConfig.definition());
  }

  @Test
  void noPathOfFailureShowsAValueOrAKey() {
    Schema list =
        SchemaBuilder.struct()
            .field("marker_field", Schema.STRING_SCHEMA)
            .field("ip", SchemaBuilder.array(Schema.STRING_SCHEMA).build())
            .build();
    List<SourceRecord> records =
        Arrays.asList(
            record(Schema.STRING_SCHEMA, "marker-value"),
            record(null, "marker-value"),
            record(null, Map.of("marker-value", "marker-value")),
            record(null, Map.of("ip", List.of("marker-value"))),
            record(null, Map.of("ip", "marker-value".repeat(100))),
            record(null, Map.of("ip", "marker-value\udd1e")),
            record(list, new Struct(list).put("ip", List.of("marker-value"))),
            record(LOGIN, Map.of("ip", "marker-value")));
    configure("fields", "ip", "max.length", "100");
    for (SourceRecord record : records) {
      Throwable failure = catchFailure(() -> mask.apply(record));
      assertThat(failure).isInstanceOf(DataException.class);
      assertClean(failure);
    }
    String key = TestKeysets.golden();
    for (String keyset :
        List.of(
            key.substring(0, key.length() - 30),
            key.replace("EkAAAQ", "\\u0000kAAAQ"),
            key.replace("SYMMETRIC", "marker-value"),
            key.replace("\"ENABLED\"", "\"marker-value\""),
            key.replace("\"ENABLED\"", "\"DISABLED\""),
            key.replace("1234567890", "\"marker-value\""),
            key.replace("AesSivKey", "marker-value"),
            key.replace("\"typeUrl\"", "\"marker-value\""),
            "{\"encryptedKeyset\": \"marker-value\"}",
            "marker-value ${file:marker-value:marker-value}",
            TestKeysets.GOLDEN_KEY_TEXT,
            "/" + TestKeysets.GOLDEN_KEY_TEXT,
            "marker-value")) {
      Throwable failure = catchFailure(() -> configure("fields", "ip", "keyset", keyset));
      assertThat(failure).isInstanceOf(ConfigException.class);
      assertClean(failure);
      Map<String, String> misplaced = properties("fields", "ip", "keyset.file", keyset);
      misplaced.remove("keyset");
      failure = catchFailure(() -> mask.configure(misplaced));
      assertThat(failure).isInstanceOf(ConfigException.class);
      assertClean(failure);
      assertThat(MaskPiiConfig.definition().validate(properties("fields", "ip", "keyset", keyset)))
          .allSatisfy(value -> assertThat(value.toString()).doesNotContain("marker-value"));
    }
    configure("fields", "ip");
    assertThat(mask.toString()).doesNotContain(TestKeysets.GOLDEN_KEY_TEXT, "{");
  }

  private static void assertClean(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      assertThat(at.toString()).doesNotContain("marker-value", "EkAAAQ", "kAAAQIDBAUG");
      assertThat(at.getSuppressed()).isEmpty();
    }
  }

  private static Throwable catchFailure(Runnable action) {
    return org.assertj.core.api.Assertions.catchThrowable(action::run);
  }

  private void unusable(SourceRecord record) {
    assertThatThrownBy(() -> mask.apply(record))
        .isInstanceOf(ConnectException.class)
        .hasMessage("MaskPii is not configured");
  }

  private void fails(Schema schema, Object value, String message) {
    assertThatThrownBy(() -> mask.apply(record(schema, value)))
        .isInstanceOf(DataException.class)
        .hasMessage(message)
        .hasNoCause();
  }

  private void configure(String... pairs) {
    mask.configure(properties(pairs));
  }

  private static Map<String, String> properties(String... pairs) {
    Map<String, String> properties = new HashMap<>();
    properties.put("keyset", TestKeysets.golden());
    for (int i = 0; i < pairs.length; i += 2) {
      properties.put(pairs[i], pairs[i + 1]);
    }
    return properties;
  }

  private static Struct login(String ip) {
    return new Struct(LOGIN).put("user_id", "u1").put("ip", ip).put("version", 7);
  }

  private static Schema optional(Schema struct) {
    SchemaBuilder builder = SchemaBuilder.struct().optional();
    struct.fields().forEach(field -> builder.field(field.name(), field.schema()));
    return builder.build();
  }

  private static SourceRecord record(Schema schema, Object value) {
    return new SourceRecord(Map.of(), Map.of(), "logins", schema, value);
  }
}
