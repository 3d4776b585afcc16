package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFormatTest {

  private static final String MARKER = "MARKER4711";
  private static final String MARKER_DIGITS = "471147114711";

  private static final Schema NAME_AND_AGE =
      SchemaBuilder.struct()
          .field("name", Schema.STRING_SCHEMA)
          .field("age", Schema.OPTIONAL_INT32_SCHEMA)
          .build();

  private final JsonFormat withSchema = new JsonFormat(NAME_AND_AGE);
  private final JsonFormat schemaless = new JsonFormat(null);

  @Test
  void bodyBecomesAStructOfTheSchema() {
    SchemaAndValue parsed = withSchema.parse("{\"name\": \"Zoë\", \"age\": 41}");

    assertThat(parsed.schema()).isSameAs(NAME_AND_AGE);
    assertThat(parsed.value())
        .isEqualTo(new Struct(NAME_AND_AGE).put("name", "Zoë").put("age", 41));
  }

  @Test
  void withoutSchemaABodyBecomesAMap() {
    SchemaAndValue parsed =
        schemaless.parse(
            "{\"s\": \"x\", \"i\": 9223372036854775807, \"f\": 1.5, \"e\": 1e3, \"b\": true,"
                + " \"n\": null, \"l\": [1, [], null], \"o\": {\"p\": \"q\"}}");

    assertThat(parsed.schema()).isNull();
    assertThat(parsed.value())
        .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
        .hasSize(8)
        .containsEntry("s", "x")
        .containsEntry("i", Long.MAX_VALUE)
        .containsEntry("f", 1.5)
        .containsEntry("e", 1000.0)
        .containsEntry("b", true)
        .containsEntry("n", null)
        .containsEntry("l", Arrays.asList(1L, List.of(), null))
        .containsEntry("o", Map.of("p", "q"));
  }

  @Test
  void schemalessMapKeepsTheOrderOfTheBody() {
    Map<?, ?> map = (Map<?, ?>) schemaless.parse("{\"z\": 1, \"a\": 2, \"m\": 3}").value();

    assertThat(map.keySet().toArray()).containsExactly("z", "a", "m");
  }

  @Test
  void unknownFieldsAreIgnoredWhateverTheyHold() {
    assertThat(
            withSchema
                .parse("{\"x\": 1e999999999, \"name\": \"a\", \"y\": {\"z\": [\"\\ud800\"]}}")
                .value())
        .isEqualTo(new Struct(NAME_AND_AGE).put("name", "a"));
  }

  @Test
  void whitespaceAroundTheBodyIsAllowed() {
    assertThat(schemaless.parse(" \r\n\t{\"a\": 1} \n").value()).isEqualTo(Map.of("a", 1L));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\n\t\r\n"})
  void emptyBodyIsPoison(String body) {
    assertPoison(withSchema, body, "the body is empty where JSON is expected");
    assertPoison(schemaless, body, "the body is empty where JSON is expected");
  }

  @Test
  void duplicateKeyIsPoison() {
    assertPoison(
        withSchema,
        "{\"name\": \"a\",\n \"name\": \"b\"}",
        "the body is not valid JSON at line 2, column 8");
    assertPoison(
        schemaless,
        "{\"o\": {\"k\": 1, \"k\": 1}}",
        "the body is not valid JSON at line 1, column 19");
  }

  @Test
  void duplicateKeyOfAnUnknownFieldIsPoisonToo() {
    assertPoison(
        withSchema,
        "{\"name\": \"a\", \"x\": {\"k\": 1, \"k\": 1}}",
        "the body is not valid JSON at line 1, column 32");
  }

  @Test
  void keysThatAreEqualOnceUnescapedAreDuplicates() {
    assertThatThrownBy(() -> schemaless.parse("{\"a\": 1, \"\\u0061\": 2}"))
        .isInstanceOf(PoisonException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\": \"a\"} x",
        "{\"name\": \"a\"}{\"name\": \"a\"}",
        "{\"name\": \"a\"} null",
        "{\"name\": \"a\"}]",
        "{\"name\": \"a\"}\u0000"
      })
  void trailingTextIsPoison(String body) {
    assertThatThrownBy(() -> withSchema.parse(body))
        .isExactlyInstanceOf(PoisonException.class)
        .hasMessageMatching("the body is not valid JSON at line 1, column 1[3-9]")
        .hasNoCause();
  }

  @Test
  void byteOrderMarkIsPoison() {
    assertPoison(
        withSchema, "\ufeff{\"name\": \"a\"}", "the body is not valid JSON at line 1, column 1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "}",
        "{]",
        "[",
        "\"",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\": 1,}",
        "{a: 1}",
        "{'a': 1}",
        "{\"a\": 01}",
        "{\"a\": +1}",
        "{\"a\": .5}",
        "{\"a\": 1.}",
        "{\"a\": 1e}",
        "{\"a\": -}",
        "{\"a\": 0x1F}",
        "{\"a\": NaN}",
        "{\"a\": Infinity}",
        "{\"a\": -Infinity}",
        "{\"a\": undefined}",
        "{\"a\": True}",
        "{\"a\": nul}",
        "{\"a\": \"\\x\"}",
        "{\"a\": \"\\u12\"}",
        "{\"a\": \"\u0001\"}",
        "{\"a\": \"line\nbreak\"}",
        "{\"a\": 1 /* comment */}",
        "// comment\n{}",
        "# comment\n{}",
        "%PDF-1.7",
        "<xml/>",
        "a=b",
        "\u0000"
      })
  void whatIsNotStrictJsonIsPoison(String body) {
    assertThatThrownBy(() -> schemaless.parse(body))
        .isExactlyInstanceOf(PoisonException.class)
        .hasMessageMatching("the body is not valid JSON at line \\d+, column \\d+")
        .hasNoCause();
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "true", "1", "1.5", "\"text\"", "[]", "[{}]"})
  void bodyThatIsNoObjectIsPoison(String body) {
    String found =
        switch (body.charAt(0)) {
          case 'n' -> "null";
          case 't' -> "boolean";
          case '"' -> "string";
          case '[' -> "array";
          default -> body.contains(".") ? "a number with a fraction" : "number";
        };
    assertPoison(withSchema, body, "body: expected STRUCT, found " + found);
    assertPoison(schemaless, body, "body: expected an object, found " + found);
  }

  @Test
  void nestingOfAThousandLevelsIsAllowed() {
    String body = "{\"a\": " + "[".repeat(999) + "]".repeat(999) + "}";

    assertThat(((Map<?, ?>) schemaless.parse(body).value()).get("a")).isInstanceOf(List.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {1_000, 10_000, 500_000})
  void deeperNestingIsPoison(int depth) {
    String arrays = "{\"a\": " + "[".repeat(depth) + "]".repeat(depth) + "}";
    String objects = "{\"a\": ".repeat(depth + 1) + "1" + "}".repeat(depth + 1);
    String openOnly = "[".repeat(depth + 1);

    for (String body : List.of(arrays, objects, openOnly)) {
      assertThatThrownBy(() -> schemaless.parse(body))
          .isExactlyInstanceOf(PoisonException.class)
          .hasMessageStartingWith("the body is not valid JSON")
          .hasNoCause();
      assertThatThrownBy(() -> withSchema.parse(body))
          .isExactlyInstanceOf(PoisonException.class)
          .hasNoCause();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1_001, 100_000, 1_000_000})
  void numberOfMoreThanAThousandDigitsIsPoisonFast(int digits) {
    String body = "{\"name\": \"a\", \"age\": " + "7".repeat(digits) + "}";
    String fraction = "{\"a\": 0." + "7".repeat(digits) + "}";

    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> {
          assertThatThrownBy(() -> withSchema.parse(body))
              .isExactlyInstanceOf(PoisonException.class)
              .hasMessageStartingWith("the body is not valid JSON");
          assertThatThrownBy(() -> schemaless.parse(fraction))
              .isExactlyInstanceOf(PoisonException.class)
              .hasMessageStartingWith("the body is not valid JSON");
        });
  }

  @Test
  void longNumberIsOutOfRangeNotTruncated() {
    assertPoison(
        withSchema,
        "{\"name\": \"a\", \"age\": " + "7".repeat(1000) + "}",
        "field age: expected INT32, found a number out of its range");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1e999999999",
        "-1e999999999",
        "1e2147483647",
        "1e2147483648",
        "1e-2147483648",
        "1e99999999999999999999",
        "1e-99999999999999999999",
        "0e99999999999999999999",
        "0.1e-2147483647"
      })
  void giganticExponentIsPoisonOrADoubleButNeverAnotherError(String number) {
    String body = "{\"a\": " + number + "}";

    Throwable error =
        assertTimeoutPreemptively(
            Duration.ofSeconds(10), () -> catchThrowable(() -> schemaless.parse(body)));

    if (error != null) {
      assertThat(error).isExactlyInstanceOf(PoisonException.class).hasNoCause();
    }
  }

  @Test
  void exponentThatNoNumberTypeHoldsIsPoison() {
    assertPoison(
        schemaless,
        "{\"a\": 1e2147483648}",
        "the body holds a number whose exponent is out of range");
    assertPoison(
        withSchema,
        "{\"name\": \"a\", \"unknown\": 1e-99999999999}",
        "the body holds a number whose exponent is out of range");
  }

  @Test
  void aMegabyteOfTextIsAValueLikeAnyOther() {
    String text = "x".repeat(1024 * 1024);

    assertThat(schemaless.parse("{\"a\": \"" + text + "\"}").value()).isEqualTo(Map.of("a", text));
  }

  @Test
  void aKeyBeyondTheParsersLimitIsPoison() {
    assertThatThrownBy(() -> schemaless.parse("{\"" + "k".repeat(60_000) + "\": 1}"))
        .isExactlyInstanceOf(PoisonException.class)
        .hasMessageStartingWith("the body is not valid JSON")
        .hasNoCause();
  }

  /** Every way to be poison that this class knows, each with the marker in it. */
  static Stream<String> poisonWithMarker() {
    String m = MARKER;
    String d = MARKER_DIGITS;
    return Stream.of(
        m,
        "\"" + m + "\"",
        "[\"" + m + "\"]",
        "{" + m,
        "{\"" + m,
        "{\"" + m + "\"",
        "{\"a\": " + m + "}",
        "{\"a\": \"" + m,
        "{\"a\": \"" + m + "\u0001\"}",
        "{\"a\": \"\\" + m + "\"}",
        "{\"a\": \"x\"} " + m,
        "{\"a\": \"x\"} \"" + m + "\"",
        "{\"" + m + "\": 1, \"" + m + "\": 2}",
        "{\"s\": \"" + m + "\", \"s\": \"" + m + "\"}",
        "\ufeff{\"s\": \"" + m + "\"}",
        "{\"a\": " + "[".repeat(1001) + "\"" + m + "\"" + "]".repeat(1001) + "}",
        "{\"a\": " + d.repeat(200) + "}",
        "{\"a\": 1e" + d + "}",
        "{\"a\": 0" + d + "}",
        "{\"a\": " + d + m + "}",
        "{\"a\": " + d + "." + "}",
        "{\"s\": {\"" + m + "\": \"" + m + "\"}}",
        "{\"s\": [\"" + m + "\"]}",
        "{\"s\": \"" + m + "\\ud800\"}",
        "{\"s\": " + d + "}",
        "{\"s\": \"a\", \"i8\": " + d + "}",
        "{\"s\": \"a\", \"i8\": \"" + m + "\"}",
        "{\"s\": \"a\", \"i64\": " + d + d + "}",
        "{\"s\": \"a\", \"i64\": " + d + ".5}",
        "{\"s\": \"a\", \"f32\": " + d + "e300}",
        "{\"s\": \"a\", \"f32\": \"" + m + "\"}",
        "{\"s\": \"a\", \"dec\": 0." + d + "}",
        "{\"s\": \"a\", \"dec\": " + d + "e999999}",
        "{\"s\": \"a\", \"dec\": \"" + m + "\"}",
        "{\"s\": \"a\", \"bool\": \"" + m + "\"}",
        "{\"s\": \"a\", \"bytes\": \"" + m + "!\"}",
        "{\"s\": \"a\", \"map\": {\"" + m + "\": \"" + m + "\"}}",
        "{\"s\": \"a\", \"map\": {\"" + m + "\": {}}}",
        "{\"s\": \"a\", \"map\": {\"" + m + "\\udfff\": 1}}",
        "{\"s\": \"a\", \"map\": \"" + m + "\"}",
        "{\"s\": \"a\", \"list\": [1, \"" + m + "\"]}",
        "{\"s\": \"a\", \"list\": \"" + m + "\"}",
        "{\"s\": \"a\", \"sub\": {\"t\": [\"" + m + "\"], \"" + m + "\": 1}}",
        "{\"s\": \"a\", \"sub\": \"" + m + "\"}");
  }

  @ParameterizedTest
  @MethodSource("poisonWithMarker")
  void noErrorHoldsAnyValueOfTheBody(String body) {
    Schema schema =
        SchemaBuilder.struct()
            .field("s", Schema.STRING_SCHEMA)
            .field("i8", Schema.OPTIONAL_INT8_SCHEMA)
            .field("i64", Schema.OPTIONAL_INT64_SCHEMA)
            .field("f32", Schema.OPTIONAL_FLOAT32_SCHEMA)
            .field("dec", Decimal.builder(2).optional().build())
            .field("bool", Schema.OPTIONAL_BOOLEAN_SCHEMA)
            .field("bytes", Schema.OPTIONAL_BYTES_SCHEMA)
            .field(
                "map",
                SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.INT32_SCHEMA).optional().build())
            .field("list", SchemaBuilder.array(Schema.INT32_SCHEMA).optional().build())
            .field(
                "sub", SchemaBuilder.struct().optional().field("t", Schema.STRING_SCHEMA).build())
            .build();

    Throwable error = catchThrowable(() -> new JsonFormat(schema).parse(body));

    assertNoMarker(error);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\": \"" + MARKER + "\\ud800\"}",
        "{\"a\": [{\"b\": \"" + MARKER + "\\ud800\"}]}",
        "{\"" + MARKER + "\\ud800\": 1}",
        "{\"a\": {\"" + MARKER + "@example.org\": 1e999}}",
        "{\"a\": {\"10.0.0.1 " + MARKER + "\": [1e999]}}",
        "{\"a\": " + MARKER_DIGITS + MARKER_DIGITS + "}",
        "{\"a\": " + MARKER_DIGITS + "e999}",
        "\"" + MARKER + "\""
      })
  void noErrorHoldsAnyValueOfASchemalessBody(String body) {
    assertNoMarker(catchThrowable(() -> schemaless.parse(body)));
  }

  /** Keeps its seed, so that a failure can be repeated. */
  @Test
  void damagedBodiesNeverThrowAnythingButPoison() {
    String good =
        "{\"name\": \"Zo\\u00eb \\ud83d\\ude00\", \"age\": 41, \"x\": [1.5e3, -0, true, null,"
            + " {\"y\": \"z\"}], \"d\": 1e-7}";
    String alphabet = "{}[]\",:\\ue0E1-+.tfn \n\u0000\ufeff\ud800";
    Random random = new Random(42);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder body = new StringBuilder(good);
      for (int edits = random.nextInt(4); edits >= 0; edits--) {
        int at = random.nextInt(body.length());
        char c = alphabet.charAt(random.nextInt(alphabet.length()));
        switch (random.nextInt(3)) {
          case 0 -> body.setCharAt(at, c);
          case 1 -> body.insert(at, c);
          default -> body.deleteCharAt(at);
        }
      }
      for (JsonFormat format : List.of(withSchema, schemaless)) {
        Throwable error = catchThrowable(() -> format.parse(body.toString()));
        if (error != null) {
          assertThat(error).as("body %s", body).isExactlyInstanceOf(PoisonException.class);
        }
      }
    }
  }

  private static void assertNoMarker(Throwable error) {
    assertThat(error).isExactlyInstanceOf(PoisonException.class).hasNoCause();
    assertThat(error.getSuppressed()).isEmpty();
    assertThat(error.toString()).doesNotContain(MARKER, MARKER_DIGITS);
  }

  private static void assertPoison(JsonFormat format, String body, String message) {
    assertThatThrownBy(() -> format.parse(body))
        .isExactlyInstanceOf(PoisonException.class)
        .hasMessage(message)
        .hasNoCause();
  }
}
