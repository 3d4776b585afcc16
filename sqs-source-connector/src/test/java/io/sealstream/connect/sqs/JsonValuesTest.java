package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonValuesTest {

  /** As {@link JsonFormat} reads numbers. */
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private static JsonNode json(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private static Object convert(Schema schema, String json) {
    return JsonValues.toConnect(json(json), schema);
  }

  private static void assertPoison(Schema schema, String json, String message) {
    assertThatThrownBy(() -> convert(schema, json))
        .isExactlyInstanceOf(PoisonException.class)
        .hasMessage(message)
        .hasNoCause();
  }

  @Nested
  class Integers {

    @ParameterizedTest
    @CsvSource({
      "INT8, -128, 127",
      "INT16, -32768, 32767",
      "INT32, -2147483648, 2147483647",
      "INT64, -9223372036854775808, 9223372036854775807"
    })
    void theTypesOwnBoundsAreAllowed(Schema.Type type, String min, String max) {
      Schema schema = new SchemaBuilder(type).build();

      assertThat(convert(schema, min)).hasToString(min).isInstanceOf(boxed(type));
      assertThat(convert(schema, max)).hasToString(max).isInstanceOf(boxed(type));
      assertThat(convert(schema, "0")).hasToString("0").isInstanceOf(boxed(type));
      assertThat(convert(schema, "-0")).hasToString("0").isInstanceOf(boxed(type));
    }

    @ParameterizedTest
    @CsvSource({
      "INT8, -129, 128",
      "INT16, -32769, 32768",
      "INT32, -2147483649, 2147483648",
      "INT64, -9223372036854775809, 9223372036854775808"
    })
    void oneBeyondIsOutOfRange(Schema.Type type, String below, String above) {
      Schema schema = new SchemaBuilder(type).build();
      String message = "body: expected " + type + ", found a number out of its range";

      assertPoison(schema, below, message);
      assertPoison(schema, above, message);
      assertPoison(schema, "1" + "0".repeat(900), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "1.0", "1e2", "1E+2", "100e-2", "1e999999999"})
    void aFractionOrAnExponentIsNotAnInteger(String number) {
      assertTimeoutPreemptively(
          Duration.ofSeconds(10),
          () ->
              assertPoison(
                  Schema.INT64_SCHEMA,
                  number,
                  "body: expected INT64, found a number with a fraction"));
    }

    @ParameterizedTest
    @CsvSource({"'\"1\"', string", "true, boolean", "[1], array", "{}, object", "null, null"})
    void otherTypesAreNotConverted(String json, String found) {
      for (Schema.Type type :
          List.of(Schema.Type.INT8, Schema.Type.INT16, Schema.Type.INT32, Schema.Type.INT64)) {
        assertPoison(
            new SchemaBuilder(type).build(), json, "body: expected " + type + ", found " + found);
      }
    }

    private static Class<?> boxed(Schema.Type type) {
      return switch (type) {
        case INT8 -> Byte.class;
        case INT16 -> Short.class;
        case INT32 -> Integer.class;
        default -> Long.class;
      };
    }
  }

  @Nested
  class Floats {

    @Test
    void aNumberWithOrWithoutAFractionIsAFloat() {
      assertThat(convert(Schema.FLOAT32_SCHEMA, "1.5")).isEqualTo(1.5f);
      assertThat(convert(Schema.FLOAT32_SCHEMA, "3")).isEqualTo(3f);
      assertThat(convert(Schema.FLOAT64_SCHEMA, "-1.5e-3")).isEqualTo(-0.0015);
      assertThat(convert(Schema.FLOAT64_SCHEMA, "3")).isEqualTo(3d);
    }

    @Test
    void theLargestValuesAreAllowed() {
      assertThat(convert(Schema.FLOAT32_SCHEMA, "3.4028234663852886e38"))
          .isEqualTo(Float.MAX_VALUE);
      assertThat(convert(Schema.FLOAT32_SCHEMA, "-3.4028234663852886e38"))
          .isEqualTo(-Float.MAX_VALUE);
      assertThat(convert(Schema.FLOAT64_SCHEMA, "1.7976931348623157e308"))
          .isEqualTo(Double.MAX_VALUE);
      assertThat(convert(Schema.FLOAT64_SCHEMA, "-1.7976931348623157e308"))
          .isEqualTo(-Double.MAX_VALUE);
    }

    /** Java prints a float's largest value as more than it is; it is still the nearest float. */
    @Test
    void theLargestFloat32IsAllowedAsItIsPrinted() {
      assertThat(convert(Schema.FLOAT32_SCHEMA, "3.4028235E38")).isEqualTo(Float.MAX_VALUE);
      assertThat(convert(Schema.FLOAT32_SCHEMA, "-3.4028235E38")).isEqualTo(-Float.MAX_VALUE);
    }

    @Test
    void aFloat32IsRoundedOnce() {
      // Halfway between two floats as a double, above it as it is.
      assertThat(convert(Schema.FLOAT32_SCHEMA, "1.00000005960464477539063"))
          .isEqualTo(Math.nextUp(1f));
    }

    @Test
    void theSmallestValuesAreAllowedAndLessIsNotZero() {
      assertThat(convert(Schema.FLOAT32_SCHEMA, "1.4e-45")).isEqualTo(Float.MIN_VALUE);
      assertThat(convert(Schema.FLOAT64_SCHEMA, "-4.9e-324")).isEqualTo(-Double.MIN_VALUE);
      assertThat(convert(Schema.FLOAT64_SCHEMA, "0e-999999999")).isEqualTo(0d);
      assertThat(convert(Schema.FLOAT32_SCHEMA, "0.000")).isEqualTo(0f);
      assertPoison(
          Schema.FLOAT32_SCHEMA,
          "1e-46",
          "body: expected FLOAT32, found a number out of its range");
      assertPoison(
          Schema.FLOAT64_SCHEMA,
          "-1e-999999999",
          "body: expected FLOAT64, found a number out of its range");
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.41e38", "-3.41e38", "1e39", "1e308", "1e309", "1e999999999"})
    void beyondFloat32IsOutOfRangeNotInfinity(String number) {
      assertPoison(
          Schema.FLOAT32_SCHEMA, number, "body: expected FLOAT32, found a number out of its range");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.8e308", "-1.8e308", "1e309", "1e999999999", "-1e999999999"})
    void beyondFloat64IsOutOfRangeNotInfinity(String number) {
      assertTimeoutPreemptively(
          Duration.ofSeconds(10),
          () ->
              assertPoison(
                  Schema.FLOAT64_SCHEMA,
                  number,
                  "body: expected FLOAT64, found a number out of its range"));
    }

    @Test
    void anIntegerOfHundredsOfDigitsIsOutOfRange() {
      assertPoison(
          Schema.FLOAT64_SCHEMA,
          "9".repeat(400),
          "body: expected FLOAT64, found a number out of its range");
    }

    @Test
    void textIsNotANumber() {
      assertPoison(Schema.FLOAT32_SCHEMA, "\"1.5\"", "body: expected FLOAT32, found string");
      assertPoison(Schema.FLOAT64_SCHEMA, "\"NaN\"", "body: expected FLOAT64, found string");
    }
  }

  @Nested
  class TextBooleansAndBytes {

    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "Zoë 😀", "\u0000\u0001", "2.00"})
    void textIsKeptAsItIs(String text) throws JsonProcessingException {
      assertThat(convert(Schema.STRING_SCHEMA, MAPPER.writeValueAsString(text))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
      "1, number",
      "1.5, a number with a fraction",
      "false, boolean",
      "[], array",
      "{}, object",
      "null, null"
    })
    void nothingElseBecomesText(String json, String found) {
      assertPoison(Schema.STRING_SCHEMA, json, "body: expected STRING, found " + found);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\ud800", "\\udc00", "a\\ud83dz", "\\ude00\\ud83d", "\\ud83d"})
    void aLoneSurrogateIsPoison(String escaped) {
      assertPoison(
          Schema.STRING_SCHEMA,
          "\"" + escaped + "\"",
          "body: expected text, found an unpaired surrogate");
    }

    @Test
    void aSurrogatePairIsText() {
      assertThat(convert(Schema.STRING_SCHEMA, "\"\\ud83d\\ude00\"")).isEqualTo("😀");
    }

    @Test
    void booleansAreBooleansOnly() {
      assertThat(convert(Schema.BOOLEAN_SCHEMA, "true")).isEqualTo(true);
      assertThat(convert(Schema.BOOLEAN_SCHEMA, "false")).isEqualTo(false);
      assertPoison(Schema.BOOLEAN_SCHEMA, "0", "body: expected BOOLEAN, found number");
      assertPoison(Schema.BOOLEAN_SCHEMA, "\"true\"", "body: expected BOOLEAN, found string");
    }

    @Test
    void bytesAreBase64() {
      assertThat(convert(Schema.BYTES_SCHEMA, "\"AP8Q\""))
          .isEqualTo(ByteBuffer.wrap(new byte[] {0, -1, 16}));
      assertThat(convert(Schema.BYTES_SCHEMA, "\"\"")).isEqualTo(ByteBuffer.allocate(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"!", "AP-_", "AP8Q\\n", "A", "AP8Q=", "\\u00e4"})
    void otherTextIsNotBytes(String text) {
      assertPoison(
          Schema.BYTES_SCHEMA,
          "\"" + text + "\"",
          "body: expected BYTES in base64, found other text");
    }

    @Test
    void numbersAreNotBytes() {
      assertPoison(Schema.BYTES_SCHEMA, "1", "body: expected BYTES in base64, found number");
    }
  }

  @Nested
  class Decimals {

    @ParameterizedTest
    @CsvSource({
      "2, 2, 2.00",
      "2, 2.5, 2.50",
      "2, 2.50, 2.50",
      "2, 2.500, 2.50",
      "2, -0.01, -0.01",
      "2, 0, 0.00",
      "2, 0e999999999, 0.00",
      "2, 1e3, 1000.00",
      "0, 12, 12",
      "0, 12.0, 12",
      "-2, 1200, 1.2E+3",
      "-2, 0, 0E+2"
    })
    void aNumberGetsTheScaleOfTheSchema(int scale, String number, String expected) {
      assertThat(convert(Decimal.schema(scale), number)).isEqualTo(new BigDecimal(expected));
    }

    @ParameterizedTest
    @CsvSource({"2, 0.001", "2, 2.505", "0, 0.5", "-2, 1250", "2, 1e-999999999"})
    void moreDigitsThanTheScaleAreNotRounded(int scale, String number) {
      assertTimeoutPreemptively(
          Duration.ofSeconds(10),
          () ->
              assertPoison(
                  Decimal.schema(scale),
                  number,
                  "body: expected a Decimal of scale "
                      + scale
                      + ", found a number out of its range"));
    }

    @Test
    void aThousandDigitsAreTheLimit() {
      assertThat(convert(Decimal.schema(2), "1e997"))
          .isEqualTo(new BigDecimal("1e997").setScale(2));
      assertPoison(
          Decimal.schema(2),
          "1e998",
          "body: expected a Decimal of scale 2, found a number out of its range");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999999999", "-1e999999999", "1e2147483647", "123.45e100000000"})
    void aShortNumberOfAGigabyteOfDigitsIsRefusedFast(String number) {
      assertTimeoutPreemptively(
          Duration.ofSeconds(10),
          () ->
              assertPoison(
                  Decimal.schema(2),
                  number,
                  "body: expected a Decimal of scale 2, found a number out of its range"));
    }

    @Test
    void textIsNotADecimal() {
      assertPoison(
          Decimal.schema(2), "\"2.50\"", "body: expected a Decimal of scale 2, found string");
    }
  }

  @Nested
  class DatesAndTimes {

    @Test
    void aDateIsDaysSinceTheEpoch() {
      assertThat(convert(Date.SCHEMA, "1")).isEqualTo(new java.util.Date(86_400_000L));
      assertThat(convert(Date.SCHEMA, "-1")).isEqualTo(new java.util.Date(-86_400_000L));
      assertThat(convert(Date.SCHEMA, "2147483647"))
          .isEqualTo(new java.util.Date(Integer.MAX_VALUE * 86_400_000L));
      assertPoison(
          Date.SCHEMA, "2147483648", "body: expected a Date, found a number out of its range");
      assertPoison(Date.SCHEMA, "\"2026-01-01\"", "body: expected a Date, found string");
    }

    @Test
    void aTimeIsMillisecondsOfOneDay() {
      assertThat(convert(Time.SCHEMA, "0")).isEqualTo(new java.util.Date(0));
      assertThat(convert(Time.SCHEMA, "86399999")).isEqualTo(new java.util.Date(86_399_999));
      assertPoison(
          Time.SCHEMA, "86400000", "body: expected a Time, found a number out of its range");
      assertPoison(Time.SCHEMA, "-1", "body: expected a Time, found a number out of its range");
      assertPoison(Time.SCHEMA, "1.5", "body: expected a Time, found a number with a fraction");
    }

    @Test
    void aTimestampIsMillisecondsSinceTheEpoch() {
      assertThat(convert(Timestamp.SCHEMA, "-9223372036854775808"))
          .isEqualTo(new java.util.Date(Long.MIN_VALUE));
      assertThat(convert(Timestamp.SCHEMA, "1577836800000"))
          .isEqualTo(new java.util.Date(1_577_836_800_000L));
      assertPoison(
          Timestamp.SCHEMA,
          "9223372036854775808",
          "body: expected a Timestamp, found a number out of its range");
      assertPoison(Timestamp.SCHEMA, "true", "body: expected a Timestamp, found boolean");
    }
  }

  @Nested
  class AbsentValues {

    private final Schema schema =
        SchemaBuilder.struct()
            .name("user")
            .field("id", Schema.STRING_SCHEMA)
            .field("nick", Schema.OPTIONAL_STRING_SCHEMA)
            .field("level", SchemaBuilder.int32().defaultValue(7).build())
            .field("rank", SchemaBuilder.int32().optional().defaultValue(3).build())
            .build();

    @Test
    void absentOptionalFieldIsNullAndAbsentDefaultIsTheDefault() {
      Struct struct = (Struct) convert(schema, "{\"id\": \"a\"}");

      assertThat(struct.getWithoutDefault("nick")).isNull();
      assertThat(struct.getWithoutDefault("level")).isEqualTo(7);
      assertThat(struct.getWithoutDefault("rank")).isEqualTo(3);
    }

    @Test
    void nullOfAnOptionalFieldIsNullEvenWhereThereIsADefault() {
      Struct struct = (Struct) convert(schema, "{\"id\": \"a\", \"nick\": null, \"rank\": null}");

      assertThat(struct.getWithoutDefault("nick")).isNull();
      assertThat(struct.getWithoutDefault("rank")).isNull();
    }

    @Test
    void absentRequiredFieldIsPoison() {
      assertPoison(schema, "{}", "field id: expected STRING, found nothing");
      assertPoison(schema, "{\"ID\": \"a\"}", "field id: expected STRING, found nothing");
    }

    @Test
    void nullOfARequiredFieldIsPoisonEvenWhereThereIsADefault() {
      assertPoison(schema, "{\"id\": null}", "field id: expected STRING, found null");
      assertPoison(
          schema, "{\"id\": \"a\", \"level\": null}", "field level: expected INT32, found null");
    }

    @Test
    void aNamedTypeIsToldByItsName() {
      assertPoison(schema, "null", "body: expected STRUCT user, found null");
      assertPoison(schema, "[]", "body: expected STRUCT user, found array");
    }
  }

  @Nested
  class Containers {

    private final Schema item =
        SchemaBuilder.struct().field("price", Schema.FLOAT64_SCHEMA).build();

    private final Schema schema =
        SchemaBuilder.struct()
            .field("orders", SchemaBuilder.array(order()).optional().build())
            .field(
                "limits",
                SchemaBuilder.map(
                        Schema.STRING_SCHEMA, SchemaBuilder.array(Schema.INT8_SCHEMA).build())
                    .optional()
                    .build())
            .build();

    private Schema order() {
      return SchemaBuilder.struct()
          .field("items", SchemaBuilder.array(item).build())
          .field("note", Schema.OPTIONAL_STRING_SCHEMA)
          .build();
    }

    @Test
    void nestedValuesKeepTheirShape() {
      Struct struct =
          (Struct)
              convert(
                  schema,
                  "{\"orders\": [{\"items\": [{\"price\": 1}, {\"price\": 2.5}]}],"
                      + " \"limits\": {\"a.b\": [1, 2], \"\": []}}");

      Struct order = (Struct) struct.getArray("orders").get(0);
      assertThat(order.getArray("items"))
          .isEqualTo(
              List.of(new Struct(item).put("price", 1d), new Struct(item).put("price", 2.5d)));
      assertThat(struct.getMap("limits"))
          .isEqualTo(Map.of("a.b", List.of((byte) 1, (byte) 2), "", List.of()));
    }

    @Test
    void elementsMayBeNullWhereTheSchemaSaysSo() {
      assertThat(convert(SchemaBuilder.array(Schema.OPTIONAL_INT32_SCHEMA).build(), "[1, null]"))
          .isEqualTo(Arrays.asList(1, null));
      assertThat(
              convert(
                  SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.OPTIONAL_INT32_SCHEMA).build(),
                  "{\"a\": null}"))
          .isEqualTo(Collections.singletonMap("a", null));
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "{'orders': [{'items': [{'price': 1}, {'price': '2'}]}]}"
              + " | field orders[0].items[1].price: expected FLOAT64, found string",
          "{'orders': [{'items': []}, {}]}"
              + " | field orders[1].items: expected ARRAY, found nothing",
          "{'orders': [{'items': [null]}]}"
              + " | field orders[0].items[0]: expected STRUCT, found null",
          "{'orders': [7]} | field orders[0]: expected STRUCT, found number",
          "{'orders': {}} | field orders: expected ARRAY, found object",
          "{'limits': []} | field limits: expected MAP, found array",
          "{'limits': {'secret key': [1, 128]}}"
              + " | field limits[*][1]: expected INT8, found a number out of its range",
          "{'limits': {'secret key': null}} | field limits[*]: expected ARRAY, found null",
          "{'limits': {'\\ud800': []}}"
              + " | field limits: expected text, found an unpaired surrogate"
        })
    void theErrorNamesThePathButNoKeyOfAMap(String json, String message) {
      assertPoison(schema, json.replace('\'', '"'), message);
    }
  }

  @Nested
  class Schemaless {

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "{'a': {'b': [0, 9223372036854775808]}}"
              + " | field a.b[1]: expected INT64, found a number out of its range",
          "{'a': -9223372036854775809}"
              + " | field a: expected INT64, found a number out of its range",
          "{'a': 1e400} | field a: expected FLOAT64, found a number out of its range",
          "{'a': [[['\\udc00']]]} | field a[0][0][0]: expected text, found an unpaired surrogate",
          "{'a': {'\\udc00': 1}} | field a: expected text, found an unpaired surrogate",
          "{'\\udc00': 1} | body: expected text, found an unpaired surrogate",
        })
    void theErrorNamesThePath(String json, String message) {
      assertThatThrownBy(() -> JsonValues.toMap(json(json.replace('\'', '"'))))
          .isExactlyInstanceOf(PoisonException.class)
          .hasMessage(message);
    }

    /** The path ends up in logs and in an attribute of the dead letter, which SQS restricts. */
    @ParameterizedTest
    @ValueSource(
        strings = {
          "ann@example.org",
          "10.0.0.1",
          "593-47-5928",
          "two words",
          "line\\nbreak",
          "\\u0000",
          ""
        })
    void aKeyThatDoesNotLookLikeAFieldsNameIsNotShown(String key) {
      String body = "{\"a\": {\"" + key + "\": {\"b\": 1e400}}}";

      assertThatThrownBy(() -> JsonValues.toMap(json(body)))
          .isExactlyInstanceOf(PoisonException.class)
          .hasMessage("field a.*.b: expected FLOAT64, found a number out of its range");
    }

    @Test
    void aVeryLongKeyIsNotShown() {
      String body = "{\"" + "k".repeat(10_000) + "\": 1e400}";

      assertThatThrownBy(() -> JsonValues.toMap(json(body)))
          .hasMessage("field *: expected FLOAT64, found a number out of its range");
    }
  }
}
