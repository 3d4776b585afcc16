package io.sealstream.connect.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealstream.connect.mask.crypto.DeterministicCipher;
import io.sealstream.connect.mask.crypto.ParameterCipher;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UnmaskPiiTest {
  private static final String CIPHER_MESSAGE =
      "Field 'ip': its value does not decrypt with this keyset and domain";

  private final MaskPii.Value<SinkRecord> mask = new MaskPii.Value<>();
  private final UnmaskPii.Value<SinkRecord> unmask = new UnmaskPii.Value<>();
  private DeterministicCipher ip;
  private ParameterCipher parameters;

  @BeforeEach
  void setUp() throws Exception {
    ip = TestKeysets.goldenKeyset().cipher("ip");
    parameters = TestKeysets.goldenKeyset().parameterCipher("ip");
  }

  @Test
  void everythingThatMaskPiiChangedComesBack() {
    Schema choice =
        SchemaBuilder.string()
            .name("io.debezium.data.Enum")
            .version(2)
            .parameter("allowed", "a,b")
            .doc("which")
            .optional()
            .defaultValue("a")
            .build();
    Schema schema =
        SchemaBuilder.struct()
            .name("S")
            .version(3)
            .parameter("p", "q")
            .field("choice", choice)
            .field("amount", Decimal.builder(2).defaultValue(new BigDecimal("7.00")).build())
            .field("at", Timestamp.builder().optional().build())
            .field("n", SchemaBuilder.int64().doc("number").defaultValue(7L).build())
            .field(
                "list",
                SchemaBuilder.array(Schema.FLOAT64_SCHEMA).defaultValue(List.of(1.5)).build())
            .build();
    Struct value =
        new Struct(schema)
            .put("choice", "b")
            .put("amount", new BigDecimal("1.50"))
            .put("at", new java.util.Date(1234))
            .put("list", List.of(0.1, 2.0));
    Map<String, String> config = config("fields", "choice,amount,at,n,list[*]");

    comesBack(config, record(schema, value));
    comesBack(config, record(schema, new Struct(schema)));
    comesBack(config, record(schema, null));
    config.put("keyset", TestKeysets.derivingJson());
    comesBack(config, record(schema, value));
  }

  @Test
  void theDefaultOfAStructComesBackInsideItsSchema() {
    SchemaBuilder builder =
        SchemaBuilder.struct().field("ip", Schema.STRING_SCHEMA).field("n", Schema.INT32_SCHEMA);
    Schema user = builder.defaultValue(new Struct(builder).put("ip", "marker").put("n", 7)).build();
    Schema schema = SchemaBuilder.struct().field("user", user).build();
    Map<String, String> config = config("fields", "user.ip,user.n");
    mask.configure(config);
    unmask.configure(config);

    SinkRecord masked = mask.apply(record(schema, new Struct(schema)));
    SinkRecord back = unmask.apply(masked);

    Schema maskedUser = masked.valueSchema().field("user").schema();
    assertThat(maskedUser.defaultValue().toString()).doesNotContain("marker", "=7");
    Struct value = (Struct) back.valueSchema().field("user").schema().defaultValue();
    // Connect builds such a default over the builder of its schema, and builders have no equals.
    assertThat(value.get("ip")).isEqualTo("marker");
    assertThat(value.get("n")).isEqualTo(7);
    assertThat(value.schema().fields()).isEqualTo(user.fields());
    assertThat(((Struct) back.value()).getWithoutDefault("user")).isNull();
  }

  @Test
  void noDefaultInClearTextIsAnywhereInTheMaskedSchema() {
    Schema text = SchemaBuilder.string().parameter("p", "marker").defaultValue("marker").build();
    Schema texts = SchemaBuilder.array(text).defaultValue(List.of("marker")).build();
    Schema map =
        SchemaBuilder.map(Schema.STRING_SCHEMA, text).defaultValue(Map.of("a", "marker")).build();
    SchemaBuilder inner =
        SchemaBuilder.struct().field("text", text).field("texts", texts).field("map", map);
    inner.defaultValue(new Struct(inner).put("text", "marker").put("texts", List.of("marker")));
    SchemaBuilder outer =
        SchemaBuilder.struct()
            .field("text", text)
            .field("inner", inner.build())
            .field("inners", SchemaBuilder.array(inner.build()).build());
    outer.defaultValue(
        new Struct(outer)
            .put("text", "marker")
            .put("inners", List.of(new Struct(outer.field("inners").schema().valueSchema()))));
    mask.configure(
        config(
            "fields",
            "text,inner.text,inner.texts[*],inner.map[*],inners[*].text,inners[*].texts[*],"
                + "inners[*].map.a"));

    Schema masked = mask.apply(record(outer.build(), null)).valueSchema();

    assertThat(describe(outer.build())).contains("marker");
    assertThat(describe(masked)).contains("texts").doesNotContain("marker");
  }

  private static String describe(Schema schema) {
    String all = schema.type() + " " + schema.parameters() + " default " + schema.defaultValue();
    return switch (schema.type()) {
      case STRUCT -> {
        StringBuilder fields = new StringBuilder(all);
        schema.fields().forEach(each -> fields.append(each.name()).append(describe(each.schema())));
        yield fields.toString();
      }
      case MAP -> all + describe(schema.keySchema()) + describe(schema.valueSchema());
      case ARRAY -> all + describe(schema.valueSchema());
      default -> all;
    };
  }

  @Test
  void maskingTwiceAndUnmaskingTwiceGivesTheOriginal() {
    Schema schema =
        SchemaBuilder.struct().field("n", Timestamp.builder().parameter("a", "b").build()).build();
    SinkRecord record = record(schema, new Struct(schema).put("n", new java.util.Date(5)));
    Map<String, String> config = config("fields", "n");
    mask.configure(config);
    unmask.configure(config);

    SinkRecord twice = mask.apply(mask.apply(record));
    SinkRecord back = unmask.apply(unmask.apply(twice));

    assertThat(back.valueSchema()).isEqualTo(schema);
    assertThat(back.value()).isEqualTo(record.value());
  }

  @Test
  void theKeyVariantRecoversTheKey() throws Exception {
    try (UnmaskPii.Key<SinkRecord> key = new UnmaskPii.Key<>()) {
      key.configure(config("fields", "ip"));
      SinkRecord record =
          new SinkRecord("t", 0, null, Map.of("ip", ip.encrypt("a")), null, "value", 9);
      SinkRecord back = key.apply(record);
      assertThat(back.key()).isEqualTo(Map.of("ip", "a"));
      assertThat(back.value()).isEqualTo("value");
      assertThat(back.kafkaOffset()).isEqualTo(9);
    }
  }

  @Test
  void withoutASchemaTheTextComesBack() throws Exception {
    unmask.configure(config("fields", "ip[*]"));
    Map<String, Object> masked = Map.of("ip", List.of(ip.encrypt("7"), ip.encrypt("x")));
    assertThat(unmask.apply(record(null, masked)).value())
        .isEqualTo(Map.of("ip", List.of("7", "x")));
    Map<String, Object> nothing = Collections.singletonMap("ip", null);
    assertThat(unmask.apply(record(null, nothing)).value()).isEqualTo(nothing);
    assertThat(unmask.apply(record(null, null)).value()).isNull();
  }

  @Test
  void aFieldThatNothingDescribesIsAStringAndKeepsTheRestOfItsSchema() throws Exception {
    Schema text = SchemaBuilder.string().name("N").version(1).parameter("k", "v").build();
    Schema schema = SchemaBuilder.struct().field("ip", text).build();
    unmask.configure(config("fields", "ip"));
    SinkRecord back = unmask.apply(record(schema, new Struct(schema).put("ip", ip.encrypt("a"))));
    assertThat(((Struct) back.value()).get("ip")).isEqualTo("a");
    assertThat(back.valueSchema()).isSameAs(schema);
  }

  @Test
  void whatSomebodyAddedToTheMaskedSchemaIsKept() throws Exception {
    Schema text =
        SchemaBuilder.string()
            .parameter("io.sealstream.pii.type", "INT32")
            .parameter("io.sealstream.pii.parameter.a", parameters.encrypt("a", "b"))
            .parameter("added", "later")
            .build();
    Schema schema = SchemaBuilder.struct().field("ip", text).build();
    unmask.configure(config("fields", "ip"));
    SinkRecord back = unmask.apply(record(schema, new Struct(schema).put("ip", ip.encrypt("7"))));
    assertThat(((Struct) back.value()).get("ip")).isEqualTo(7);
    assertThat(back.valueSchema().field("ip").schema())
        .isEqualTo(SchemaBuilder.int32().parameter("added", "later").parameter("a", "b").build());
  }

  @Test
  void whatDoesNotDecryptFails() throws Exception {
    unmask.configure(config("fields", "ip"));
    Schema schema = SchemaBuilder.struct().field("ip", Schema.STRING_SCHEMA).build();
    String other = TestKeysets.goldenKeyset().cipher("other").encrypt("marker");
    fails(schema, new Struct(schema).put("ip", other), CIPHER_MESSAGE);
    fails(null, Map.of("ip", other), CIPHER_MESSAGE);
    fails(null, Map.of("ip", "marker!"), "Field 'ip': its value is not base64");
    fails(null, Map.of("ip", 7), "Field 'ip': expected STRING, found INT32");
    Schema number = SchemaBuilder.struct().field("ip", Schema.INT32_SCHEMA).build();
    fails(number, new Struct(number).put("ip", 7), "Field 'ip': expected STRING, found INT32");
    // A parameter is no value, although it is of the same domain.
    fails(null, Map.of("ip", parameters.encrypt("a", "marker")), CIPHER_MESSAGE);
  }

  @Test
  void aDescriptionThatMaskPiiDoesNotWriteFails() throws Exception {
    unmask.configure(config("fields", "ip"));
    describedAs(
        "type",
        "marker",
        "its schema's parameter io.sealstream.pii.type is not what MaskPii writes");
    describedAs(
        "version",
        "marker",
        "its schema's parameter io.sealstream.pii.version is not what MaskPii writes");
    describedAs("type", "STRUCT", "its schema says that it was of type STRUCT");
    describedAs("parameter.x", "marker!", "a parameter of its schema is not base64");
    describedAs("type", "INT32", "expected the text of an INT32, found something else");
  }

  private void describedAs(String name, String value, String problem) throws Exception {
    Schema text = SchemaBuilder.string().parameter("io.sealstream.pii." + name, value).build();
    Schema schema = SchemaBuilder.struct().field("ip", text).build();
    fails(schema, new Struct(schema).put("ip", ip.encrypt("marker")), "Field 'ip': " + problem);
  }

  @Test
  void aDefaultThatDoesNotDecryptFailsEveryRecord() {
    unmask.configure(config("fields", "ip"));
    Schema text = SchemaBuilder.string().optional().defaultValue("marker!").build();
    Schema schema = SchemaBuilder.struct().field("ip", text).build();
    fails(schema, new Struct(schema), "Field 'ip': its value is not base64");
    assertThat(unmask.apply(record(schema, null)).valueSchema()).isNull();
  }

  @Test
  void aDefaultThatIsNotOfTheDescribedTypeFails() throws Exception {
    unmask.configure(config("fields", "ip"));
    Schema text =
        SchemaBuilder.string()
            .parameter("io.sealstream.pii.type", "STRING")
            .parameter("io.sealstream.pii.name", Timestamp.LOGICAL_NAME)
            .defaultValue(ip.encrypt("marker"))
            .build();
    Schema schema = SchemaBuilder.struct().field("ip", text).build();
    fails(
        schema,
        new Struct(schema),
        "Field 'ip': its default is not of the type that its schema describes");
  }

  @Test
  void onRequestWhatDoesNotDecryptPassesAndFieldsStayStrings() throws Exception {
    unmask.configure(
        config("fields", "ip,n,other.x", "on.undecryptable", "pass", "missing.fields", "ignore"));
    Schema number =
        SchemaBuilder.string()
            .optional()
            .doc("number")
            .parameter("io.sealstream.pii.type", "INT32")
            .defaultValue(TestKeysets.goldenKeyset().cipher("n").encrypt("7"))
            .build();
    Schema clear = SchemaBuilder.string().defaultValue("clear").build();
    Schema schema = SchemaBuilder.struct().field("ip", clear).field("n", number).build();
    Struct value =
        new Struct(schema)
            .put("ip", "clear")
            .put("n", TestKeysets.goldenKeyset().cipher("n").encrypt("8"));

    SinkRecord back = unmask.apply(record(schema, value));

    Struct after = (Struct) back.value();
    assertThat(after.get("ip")).isEqualTo("clear");
    assertThat(after.get("n")).isEqualTo("8");
    assertThat(back.valueSchema().field("ip").schema()).isSameAs(clear);
    assertThat(back.valueSchema().field("n").schema())
        .isEqualTo(
            SchemaBuilder.string()
                .optional()
                .doc("number")
                .parameter("io.sealstream.pii.type", "INT32")
                .defaultValue("7")
                .build());
    Map<String, Object> map = Map.of("ip", 7, "n", List.of("x"));
    assertThat(unmask.apply(record(null, map)).value()).isEqualTo(map);
    Schema others =
        SchemaBuilder.struct()
            .field("ip", Schema.INT32_SCHEMA)
            .field("n", SchemaBuilder.array(Schema.STRING_SCHEMA).build())
            .build();
    Struct other = new Struct(others).put("ip", 7).put("n", List.of("x"));
    assertThat(unmask.apply(record(others, other)).value()).isSameAs(other);
  }

  @Test
  void missingFieldsFailUnlessIgnored() throws Exception {
    unmask.configure(config("fields", "ip,other"));
    Map<String, String> value = Map.of("ip", ip.encrypt("a"));
    fails(
        null,
        value,
        "Field 'other' is missing from the record; if that is normal, set missing.fields=ignore");
    unmask.configure(config("fields", "ip,other", "missing.fields", "ignore"));
    assertThat(unmask.apply(record(null, value)).value()).isEqualTo(Map.of("ip", "a"));
  }

  @Test
  void anEntryOfAMapStaysAString() throws Exception {
    unmask.configure(config("fields", "ip"));
    Schema text = SchemaBuilder.string().parameter("io.sealstream.pii.type", "INT32").build();
    Schema map = SchemaBuilder.map(Schema.STRING_SCHEMA, text).build();
    fails(
        map,
        Map.of("ip", ip.encrypt("7")),
        "Field 'ip' would change from STRING to INT32, but all entries of a map have one type;"
            + " write [*] instead of the entry's name");
  }

  @Test
  void aSharedDefaultComesBackWhateverTheOrderOfTheFields() {
    Schema text = SchemaBuilder.string().optional().defaultValue("a").build();
    Schema map = SchemaBuilder.map(Schema.STRING_SCHEMA, text).build();
    mask.configure(config("fields", "x,y,z"));
    unmask.configure(config("fields", "z,y,x"));
    Map<String, String> value = Map.of("x", "1", "y", "2", "z", "3", "other", "4");
    SinkRecord back = unmask.apply(mask.apply(record(map, value)));
    assertThat(back.valueSchema()).isEqualTo(map);
    assertThat(back.value()).isEqualTo(value);
  }

  @Test
  void someEntriesOfAMapAreUnmaskedIfTheFirstInTextOrderIsAmongThem() throws Exception {
    Schema withDefault = SchemaBuilder.string().optional().defaultValue("a").build();
    Schema withParameter = SchemaBuilder.string().parameter("p", "marker").build();
    Map<String, String> value = Map.of("x", "1", "y", "2", "z", "3");
    mask.configure(config("fields", "z,y,x"));
    for (Schema text : List.of(withDefault, withParameter)) {
      Schema map = SchemaBuilder.map(Schema.STRING_SCHEMA, text).build();
      SinkRecord masked = mask.apply(record(map, value));
      unmask.configure(config("fields", "y,x"));
      SinkRecord back = unmask.apply(masked);
      assertThat(back.valueSchema()).isEqualTo(map);
      Map<String, String> some = new HashMap<>(value);
      some.put("z", TestKeysets.goldenKeyset().cipher("z").encrypt("3"));
      assertThat(back.value()).isEqualTo(some);

      unmask.configure(config("fields", "y,z"));
      fails(
          masked.valueSchema(),
          masked.value(),
          text == withDefault
              ? "Field 'y': its value does not decrypt with this keyset and domain"
              : "Field 'y': a parameter of its schema does not decrypt with this keyset and domain");
      mask.configure(config("fields", "z,y,x", "domains", "x=d,y=d,z=d"));
      unmask.configure(config("fields", "y,z", "domains", "y=d,z=d"));
      assertThat(unmask.apply(mask.apply(record(map, value))).valueSchema()).isEqualTo(map);
      mask.configure(config("fields", "z,y,x"));
    }
    Schema plain = SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.STRING_SCHEMA).build();
    unmask.configure(config("fields", "z"));
    Map<?, ?> last = (Map<?, ?>) unmask.apply(mask.apply(record(plain, value))).value();
    assertThat(last.get("z")).isEqualTo("3");
  }

  @Test
  void itIsUnusableBeforeConfigureAfterAFailedOneAndAfterClose() {
    SinkRecord record = record(null, null);
    unusable(record);
    unmask.configure(config("fields", "ip"));
    assertThatThrownBy(() -> unmask.configure(config("fields", "")))
        .isInstanceOf(ConfigException.class);
    unusable(record);
    unmask.configure(config("fields", "ip"));
    unmask.close();
    unusable(record);
    assertThat(unmask.version()).isEqualTo(mask.version());
    assertThat(unmask.config()).isSameAs(UnmaskPiiConfig.definition());
  }

  private void unusable(SinkRecord record) {
    assertThatThrownBy(() -> unmask.apply(record))
        .isInstanceOf(ConnectException.class)
        .hasMessage("UnmaskPii is not configured");
  }

  private void comesBack(Map<String, String> config, SinkRecord record) {
    mask.configure(config);
    unmask.configure(config);
    SinkRecord masked = mask.apply(record);
    if (record.value() != null) {
      assertThat(masked.value()).isNotEqualTo(record.value());
    }
    SinkRecord back = unmask.apply(masked);
    assertThat(back.valueSchema()).isEqualTo(record.valueSchema());
    assertThat(back.value()).isEqualTo(record.value());
  }

  private void fails(Schema schema, Object value, String message) {
    assertThatThrownBy(() -> unmask.apply(record(schema, value)))
        .isInstanceOf(DataException.class)
        .hasMessage(message)
        .hasNoCause();
  }

  private static Map<String, String> config(String... pairs) {
    Map<String, String> properties = new HashMap<>();
    properties.put("keyset", TestKeysets.golden());
    for (int i = 0; i < pairs.length; i += 2) {
      properties.put(pairs[i], pairs[i + 1]);
    }
    return properties;
  }

  private static SinkRecord record(Schema schema, Object value) {
    return new SinkRecord("logins", 0, null, null, schema, value, 1);
  }
}
