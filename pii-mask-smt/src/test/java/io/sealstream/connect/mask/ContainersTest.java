package io.sealstream.connect.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealstream.connect.mask.crypto.DeterministicCipher;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.ConnectSchema;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Paths through structs, arrays and maps, with and without schemas. */
class ContainersTest {
  private static final Schema TEXTS = SchemaBuilder.array(Schema.OPTIONAL_STRING_SCHEMA).build();
  private static final Schema EVENT =
      SchemaBuilder.struct()
          .field("ip", Schema.STRING_SCHEMA)
          .field("port", Schema.INT32_SCHEMA)
          .build();

  private final MaskPii.Value<SourceRecord> mask = new MaskPii.Value<>();
  private DeterministicCipher ip;

  @BeforeEach
  void setUp() throws Exception {
    ip = TestKeysets.goldenKeyset().cipher("ip");
  }

  @Test
  void everyElementOfAnArrayIsMasked() {
    configure("ip[*]");
    Schema texts = SchemaBuilder.array(Schema.OPTIONAL_STRING_SCHEMA).optional().build();
    Schema schema = SchemaBuilder.struct().field("ip", texts).build();
    for (List<String> list :
        List.of(Arrays.asList("a", null, "b"), new LinkedList<>(List.of("a")), List.<String>of())) {
      SourceRecord masked = apply(schema, new Struct(schema).put("ip", list));
      assertThat(((Struct) masked.value()).getArray("ip")).isEqualTo(encrypted(list));
      assertThat(masked.valueSchema()).isSameAs(schema);
      assertThat(value(null, Map.of("ip", list))).isEqualTo(Map.of("ip", encrypted(list)));
    }
    assertThat(value(null, Map.of("ip", new LinkedHashSet<>(List.of("a", "b")))))
        .isEqualTo(Map.of("ip", encrypted(List.of("a", "b"))));
    assertThat(((Struct) value(schema, new Struct(schema))).get("ip")).isNull();
  }

  @Test
  void everyValueOfAMapIsMaskedWhateverItsKeys() {
    configure("ip[*]");
    Schema map = SchemaBuilder.map(Schema.INT32_SCHEMA, Schema.STRING_SCHEMA).build();
    Schema schema = SchemaBuilder.struct().field("ip", map).build();
    Map<Integer, String> clear = Map.of(1, "a", 2, "b");
    Map<Integer, String> expected = Map.of(1, encrypt("a"), 2, encrypt("b"));
    assertThat(((Struct) value(schema, new Struct(schema).put("ip", clear))).get("ip"))
        .isEqualTo(expected);
    assertThat(value(null, Map.of("ip", clear))).isEqualTo(Map.of("ip", expected));
    Map<Object, Object> withNulls = new HashMap<>();
    withNulls.put(null, "a");
    withNulls.put("b", null);
    Map<Object, Object> masked = new HashMap<>();
    masked.put(null, encrypt("a"));
    masked.put("b", null);
    assertThat(value(null, Map.of("ip", withNulls))).isEqualTo(Map.of("ip", masked));
  }

  @Test
  void arraysInArraysAtTheTopAreMasked() {
    configure("[*][*]", "domains", "[*][*]=ip");
    List<List<String>> clear = List.of(List.of("a", "b"), List.of(), List.of("c"));
    List<List<String>> expected =
        List.of(encrypted(List.of("a", "b")), List.of(), encrypted(List.of("c")));
    assertThat(value(SchemaBuilder.array(TEXTS).build(), clear)).isEqualTo(expected);
    assertThat(value(null, clear)).isEqualTo(expected);
  }

  @Test
  void structsInMapsInArraysAreMaskedAndTheirTypesChange() {
    configure("days[*][*].ip,days[*][*].port", "domains", "days[*][*].port=ip");
    Schema day = SchemaBuilder.map(Schema.STRING_SCHEMA, EVENT).build();
    Schema schema = SchemaBuilder.struct().field("days", SchemaBuilder.array(day).build()).build();
    Struct record = new Struct(schema).put("days", List.of(Map.of("x", event("a", 1)), Map.of()));

    Struct masked = (Struct) value(schema, record);

    masked.validate();
    List<Map<String, Struct>> days = masked.getArray("days");
    assertThat(days).hasSize(2);
    assertThat(days.get(0).get("x").get("ip")).isEqualTo(encrypt("a"));
    assertThat(days.get(0).get("x").get("port")).isEqualTo(encrypt("1"));
    assertThat(days.get(0).get("x").schema().field("port").schema())
        .isEqualTo(SchemaBuilder.string().parameter("io.sealstream.pii.type", "INT32").build());
    assertThat(value(null, Map.of("days", List.of(Map.of("x", Map.of("ip", "a", "port", 1))))))
        .isEqualTo(
            Map.of("days", List.of(Map.of("x", Map.of("ip", encrypt("a"), "port", encrypt("1"))))));
  }

  @Test
  void aFieldAsDeepAsAPathGoesIsMasked() {
    configure("ip" + "[*]".repeat(FieldPath.MAX_SEGMENTS - 1));
    Schema schema = Schema.STRING_SCHEMA;
    Object clear = "a";
    Object expected = encrypt("a");
    for (int i = 1; i < FieldPath.MAX_SEGMENTS; i++) {
      schema = SchemaBuilder.array(schema).build();
      clear = List.of(clear);
      expected = List.of(expected);
    }
    Schema top = SchemaBuilder.struct().field("ip", schema).build();
    Struct masked = (Struct) value(top, new Struct(top).put("ip", clear));
    assertThat(masked.get("ip")).isEqualTo(expected);
    assertThat(value(null, Map.of("ip", clear))).isEqualTo(Map.of("ip", expected));
  }

  @Test
  void aNamedTypeHasOneDefinitionIfAllItsUsesAreMaskedAlike() {
    Schema number = SchemaBuilder.int64().defaultValue(7L).build();
    Schema user = SchemaBuilder.struct().name("User").field("n", number).build();
    Schema schema = SchemaBuilder.struct().field("a", user).field("b", user).build();
    Struct record =
        new Struct(schema)
            .put("a", new Struct(user).put("n", 1L))
            .put("b", new Struct(user).put("n", 1L));

    configure("a.n,b.n");
    Schema alike = apply(schema, record).valueSchema();
    configure("a.n,b.n", "domains", "b.n=other");
    Schema ofTwoDomains = apply(schema, record).valueSchema();
    configure("a.n");
    Schema one = apply(schema, record).valueSchema();

    assertThat(alike.field("a").schema().name()).isEqualTo("User");
    assertThat(alike.field("a").schema()).isEqualTo(alike.field("b").schema());
    for (Schema different : List.of(ofTwoDomains, one)) {
      assertThat(different.field("b").schema().name()).isEqualTo("User");
      assertThat(different.field("a").schema()).isNotEqualTo(different.field("b").schema());
    }
  }

  @Test
  void whatIsNotOnTheWayIsShared() {
    configure("ip");
    Schema schema =
        SchemaBuilder.struct().field("ip", Schema.STRING_SCHEMA).field("beside", TEXTS).build();
    List<String> beside = List.of("x");
    Struct record = new Struct(schema).put("ip", "a").put("beside", beside);
    assertThat(((Struct) value(schema, record)).get("beside")).isSameAs(beside);
    Map<?, ?> map = (Map<?, ?>) value(null, Map.of("ip", "a", "beside", beside));
    assertThat(map.get("beside")).isSameAs(beside);
  }

  @Test
  void theInputIsNeverChanged() {
    configure("a.b[*].ip");
    Map<String, Object> inner = Collections.unmodifiableMap(new HashMap<>(Map.of("ip", "x")));
    Map<String, Object> value = Map.of("a", Map.of("b", List.of(inner)));
    value(null, value);
    assertThat(value).isEqualTo(Map.of("a", Map.of("b", List.of(Map.of("ip", "x")))));
  }

  @Test
  void ifNothingIsThereTheValueItselfPasses() {
    configure("a.b,c[*].d,e", "missing.fields", "ignore");
    Schema schema =
        SchemaBuilder.struct()
            .field("a", EVENT)
            .field("c", SchemaBuilder.array(EVENT).optional().defaultValue(List.of()).build())
            .build();
    Struct value = new Struct(schema).put("a", event("x", 1)).put("c", List.of());
    SourceRecord masked = apply(schema, value);
    assertThat(masked.value()).isSameAs(value);
    assertThat(masked.valueSchema()).isSameAs(schema);
  }

  @Test
  void eachOfSomethingElseFailsWhateverIsMissing() {
    configure("ip[*]", "missing.fields", "ignore");
    Schema schema = SchemaBuilder.struct().field("ip", EVENT).build();
    fails(
        schema,
        new Struct(schema).put("ip", event("a", 1)),
        "Field 'ip': expected ARRAY or MAP, found STRUCT");
    Schema text = SchemaBuilder.struct().field("ip", Schema.STRING_SCHEMA).build();
    fails(
        text,
        new Struct(text).put("ip", "marker"),
        "Field 'ip': expected ARRAY or MAP, found STRING");
    fails(null, Map.of("ip", "marker"), "Field 'ip': expected ARRAY or MAP, found STRING");
    fails(null, Map.of("ip", event("a", 1)), "Field 'ip': expected ARRAY or MAP, found STRUCT");
    fails(
        null,
        Map.of("ip", List.of(List.of())),
        "Field 'ip[*]': expected a value, found ARRAY; write ip[*][*] to reach its elements");
    configure("[*]", "domains", "[*]=ip");
    fails(EVENT, event("a", 1), "The record: expected ARRAY or MAP, found STRUCT");
    configure("ip");
    fails(
        TEXTS,
        List.of("a"),
        "The record: expected STRUCT or MAP, found ARRAY; write [*] to reach its elements");
  }

  @Test
  void dataThatIsNotOfItsSchemaFails() {
    configure("[*].ip");
    Schema map = SchemaBuilder.map(Schema.STRING_SCHEMA, EVENT).build();
    fails(map, List.of("marker"), "The record: expected MAP, found ARRAY");
    fails(map, Map.of("x", "marker"), "Field '[*]': expected STRUCT, found STRING");
    Schema array = SchemaBuilder.array(EVENT).build();
    fails(array, Map.of("x", "marker"), "The record: expected ARRAY, found MAP");
    configure("[*]", "domains", "[*]=ip");
    fails(TEXTS, List.of(7), "Field '[*]': expected STRING, found INT32");
  }

  @Test
  void dataThatIsNotOfItsSchemaFailsWhereTheSchemaLacksTheFieldToo() {
    Schema lacking = SchemaBuilder.struct().field("n", Schema.STRING_SCHEMA).build();
    Schema array = SchemaBuilder.array(lacking).build();
    Schema map = SchemaBuilder.map(Schema.STRING_SCHEMA, lacking).build();
    Struct marked = event("marker", 1);
    String another = "': expected a STRUCT of the record's schema, found one of another schema";
    configure("[*].ip", "missing.fields", "ignore");
    fails(array, List.of(marked), "Field '[*]" + another);
    fails(array, Map.of("x", marked), "The record: expected ARRAY, found MAP");
    fails(map, Map.of("x", marked), "Field '[*]" + another);
    fails(map, List.of(marked), "The record: expected MAP, found ARRAY");
    configure("a.ip", "missing.fields", "ignore");
    fails(map, Map.of("a", marked), "Field 'a" + another);
    configure("ip", "missing.fields", "ignore");
    fails(lacking, Map.of("ip", "marker"), "The record: expected STRUCT, found MAP");
    configure("u.ip", "missing.fields", "ignore");
    fails(lacking, Map.of("u", marked), "The record: expected STRUCT, found MAP");
    configure("[*].u.ip", "missing.fields", "ignore");
    Schema nested = SchemaBuilder.struct().field("u", lacking).build();
    Schema other = SchemaBuilder.struct().field("u", EVENT).build();
    fails(
        SchemaBuilder.map(Schema.STRING_SCHEMA, nested).build(),
        Map.of("k", new Struct(other).put("u", marked)),
        "Field '[*]" + another);
    configure("u[*].ip", "missing.fields", "ignore");
    Schema deep = SchemaBuilder.struct().field("u", array).build();
    List<Object> changedSince = new ArrayList<>();
    Struct struct = new Struct(deep).put("u", changedSince);
    changedSince.add(marked);
    fails(deep, struct, "Field 'u[*]" + another);
  }

  @Test
  void aStructOfAnotherSchemaWithAsManyFieldsFails() {
    Schema schema = texts("ip", "note");
    Schema other = texts("note", "ip");
    Struct swapped = new Struct(other).put("ip", "marker").put("note", "x");
    String message =
        "Field '[*]': expected a STRUCT of the record's schema, found one of another schema";
    configure("[*].ip");
    fails(SchemaBuilder.array(schema).build(), List.of(swapped), message);
    configure("[*].ip", "missing.fields", "ignore");
    fails(SchemaBuilder.array(texts("a", "b")).build(), List.of(swapped), message);
  }

  @Test
  void aNullKeyBesideNamedEntriesNamesNothingAndIsKept() {
    Schema text = SchemaBuilder.string().optional().defaultValue("x").build();
    Schema event = SchemaBuilder.struct().field("ip", text).build();
    Schema events = SchemaBuilder.map(Schema.OPTIONAL_STRING_SCHEMA, event).build();
    configure("a.ip");
    Map<Object, Object> structs = new HashMap<>(Map.of("a", new Struct(event).put("ip", "a")));
    structs.put(null, new Struct(event).put("ip", "b"));

    Map<?, ?> masked = (Map<?, ?>) value(events, structs);

    assertThat(masked).hasSize(2);
    assertThat(((Struct) masked.get("a")).get("ip")).isEqualTo(encrypt("a"));
    assertThat(((Struct) masked.get(null)).get("ip")).isEqualTo("b");

    Map<Object, Object> maps = new HashMap<>(Map.of("a", Map.of("ip", "a")));
    maps.put(null, Map.of("ip", "b"));
    Map<Object, Object> expected = new HashMap<>(Map.of("a", Map.of("ip", encrypt("a"))));
    expected.put(null, Map.of("ip", "b"));
    assertThat(value(null, maps)).isEqualTo(expected);
  }

  @Test
  void aStructThatHasMoreThanTheSchemaOfItsRecordIsMaskedByItsOwn() {
    configure("ip", "missing.fields", "ignore");
    Schema lacking = SchemaBuilder.struct().field("n", Schema.STRING_SCHEMA).build();
    Struct masked = (Struct) value(lacking, event("a", 1));
    assertThat(masked.get("ip")).isEqualTo(encrypt("a"));
  }

  @Test
  void dataOfASchemaThatLacksTheFieldsIsTheSameObjectAfterwards() {
    configure("[*].b.ip", "missing.fields", "ignore");
    Schema below = SchemaBuilder.struct().field("n", Schema.STRING_SCHEMA).optional().build();
    Schema element = SchemaBuilder.struct().field("b", below).optional().build();
    Struct full = new Struct(element).put("b", new Struct(below).put("n", "x"));
    List<Struct> list = Arrays.asList(full, new Struct(element), null);
    assertThat(value(SchemaBuilder.array(element).build(), list)).isSameAs(list);
    Map<String, Struct> map = Map.of("k", full);
    assertThat(value(SchemaBuilder.map(Schema.STRING_SCHEMA, element).build(), map)).isSameAs(map);
  }

  @Test
  void aSchemaThatDoesNotSayWhatIsInsideFailsWhateverIsMissing() {
    Schema array = new ConnectSchema(Schema.Type.ARRAY);
    Schema map = new ConnectSchema(Schema.Type.MAP);
    List<String> list = List.of("marker");
    Map<String, String> entries = Map.of("a", "marker");
    configure("[*]", "domains", "[*]=ip", "missing.fields", "ignore");
    fails(array, list, "Field '[*]': expected a schema, found none");
    fails(map, entries, "The record: expected a MAP with a schema of its keys, found none");
    fails(mapWithoutValues(), entries, "Field '[*]': expected a schema, found none");
    assertThat(value(array, null)).isNull();
    configure("[*].ip", "missing.fields", "ignore");
    fails(array, list, "Field '[*]': expected a schema, found none");
    configure("a", "missing.fields", "ignore");
    fails(map, entries, "The record: expected a MAP with a schema of its keys, found none");
    fails(mapWithoutValues(), entries, "Field 'a': expected a schema, found none");
    Schema field = structOf("a", null);
    fails(field, new Struct(field), "Field 'a': expected a schema, found none");
    configure("a[*].ip", "missing.fields", "ignore");
    Schema nested = structOf("a", array);
    fails(nested, new Struct(nested), "Field 'a[*]': expected a schema, found none");
    configure("a.b", "missing.fields", "ignore");
    Schema keyless = structOf("a", map);
    fails(
        keyless,
        new Struct(keyless),
        "Field 'a': expected a MAP with a schema of its keys, found none");
  }

  @Test
  void whatIsBesideTheWayNeedNotSayWhatIsInside() {
    configure("ip");
    for (Schema beside :
        List.of(
            new ConnectSchema(Schema.Type.ARRAY),
            new ConnectSchema(Schema.Type.MAP),
            new ConnectSchema(Schema.Type.STRUCT))) {
      Schema text = SchemaBuilder.string().defaultValue("marker").build();
      Schema schema = SchemaBuilder.struct().field("ip", text).field("x", beside).build();
      Struct masked = (Struct) value(schema, new Struct(schema).put("ip", "a"));
      assertThat(masked.get("ip")).isEqualTo(encrypt("a"));
      assertThat(masked.schema().field("x").schema()).isSameAs(beside);
    }
  }

  /** Connect's builder makes no such map; its constructor does. */
  private static Schema mapWithoutValues() {
    return new ConnectSchema(
        Schema.Type.MAP, false, null, null, null, null, null, null, Schema.STRING_SCHEMA, null);
  }

  /** Connect's builder refuses a field without a schema; its constructor does not. */
  private static Schema structOf(String name, Schema schema) {
    List<Field> fields = List.of(new Field(name, 0, schema));
    return new ConnectSchema(
        Schema.Type.STRUCT, false, null, null, null, null, null, fields, null, null);
  }

  @Test
  void missingIsWhatTheSchemaLacksEvenBelowNothing() {
    configure("c[*].other");
    Schema schema = SchemaBuilder.struct().field("c", SchemaBuilder.array(EVENT).build()).build();
    String message =
        "Field 'c[*].other' is missing from the record; if that is normal, set"
            + " missing.fields=ignore";
    fails(schema, new Struct(schema).put("c", List.of()), message);
    fails(null, Map.of("c", List.of(Map.of("ip", "marker"))), message);
    assertThat(value(null, Map.of("c", List.of()))).isEqualTo(Map.of("c", List.of()));
    Map<String, Object> nothing = Collections.singletonMap("c", null);
    assertThat(value(null, nothing)).isEqualTo(nothing);
  }

  @Test
  void anEntryOfAMapThatWouldChangeItsTypeAloneFails() {
    configure("m.a");
    Schema map = SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.INT64_SCHEMA).build();
    Schema schema = SchemaBuilder.struct().field("m", map).build();
    fails(
        schema,
        new Struct(schema).put("m", Map.of("a", 7L)),
        "Field 'm.a' would change from INT64 to STRING, but all entries of a map have one type;"
            + " write [*] instead of the entry's name");
    configure("m.a.port");
    Schema events = SchemaBuilder.map(Schema.STRING_SCHEMA, EVENT).build();
    fails(
        SchemaBuilder.struct().field("m", events).build(),
        new Struct(SchemaBuilder.struct().field("m", events).build())
            .put("m", Map.of("a", event("x", 1))),
        "Field 'm.a.port' would change from INT32 to STRING, but all entries of a map have one"
            + " type; write [*] instead of the entry's name");
  }

  @Test
  void aDefaultThatLacksANamedEntryIsNoMissingField() {
    configure("m.ip");
    Schema map =
        SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.STRING_SCHEMA)
            .defaultValue(Map.of("other", "x"))
            .build();
    Schema schema = SchemaBuilder.struct().field("m", map).build();
    assertThat(((Struct) value(schema, new Struct(schema))).getWithoutDefault("m")).isNull();
  }

  private void configure(String fields, String... pairs) {
    Map<String, String> properties = new HashMap<>();
    properties.put("fields", fields);
    properties.put("keyset", TestKeysets.golden());
    for (int i = 0; i < pairs.length; i += 2) {
      properties.put(pairs[i], pairs[i + 1]);
    }
    mask.configure(properties);
  }

  private Object value(Schema schema, Object value) {
    return apply(schema, value).value();
  }

  private SourceRecord apply(Schema schema, Object value) {
    return mask.apply(new SourceRecord(Map.of(), Map.of(), "logins", schema, value));
  }

  private void fails(Schema schema, Object value, String message) {
    assertThatThrownBy(() -> value(schema, value))
        .isInstanceOf(DataException.class)
        .hasMessage(message)
        .hasNoCause();
  }

  private List<String> encrypted(List<String> texts) {
    return texts.stream().map(this::encrypt).toList();
  }

  private String encrypt(String text) {
    try {
      return text == null ? null : ip.encrypt(text);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static Schema texts(String... names) {
    SchemaBuilder builder = SchemaBuilder.struct();
    for (String name : names) {
      builder.field(name, Schema.STRING_SCHEMA);
    }
    return builder.build();
  }

  private static Struct event(String ip, int port) {
    return new Struct(EVENT).put("ip", ip).put("port", port);
  }
}
