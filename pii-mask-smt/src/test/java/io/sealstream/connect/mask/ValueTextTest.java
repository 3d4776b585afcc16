package io.sealstream.connect.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.DataException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ValueTextTest {
  private static final Schema DATE = org.apache.kafka.connect.data.Date.SCHEMA;
  private static final long DAY = 86_400_000;

  /** These texts are what is encrypted: a change here makes every stored ciphertext unequal. */
  static Stream<Arguments> texts() {
    return Stream.of(
        arguments(Schema.STRING_SCHEMA, "", ""),
        arguments(Schema.STRING_SCHEMA, " A\u0308 \u00c4 07 ", " A\u0308 \u00c4 07 "),
        arguments(Schema.BOOLEAN_SCHEMA, true, "true"),
        arguments(Schema.BOOLEAN_SCHEMA, false, "false"),
        arguments(Schema.BYTES_SCHEMA, new byte[0], ""),
        arguments(Schema.BYTES_SCHEMA, new byte[] {1}, "AQ=="),
        arguments(Schema.BYTES_SCHEMA, new byte[] {-5, -16, 63, -1}, "+/A//w=="),
        arguments(Schema.INT8_SCHEMA, (byte) 7, "7"),
        arguments(Schema.INT8_SCHEMA, Byte.MIN_VALUE, "-128"),
        arguments(Schema.INT8_SCHEMA, Byte.MAX_VALUE, "127"),
        arguments(Schema.INT16_SCHEMA, Short.MIN_VALUE, "-32768"),
        arguments(Schema.INT16_SCHEMA, Short.MAX_VALUE, "32767"),
        arguments(Schema.INT32_SCHEMA, 0, "0"),
        arguments(Schema.INT32_SCHEMA, Integer.MIN_VALUE, "-2147483648"),
        arguments(Schema.INT32_SCHEMA, Integer.MAX_VALUE, "2147483647"),
        arguments(Schema.INT64_SCHEMA, Long.MIN_VALUE, "-9223372036854775808"),
        arguments(Schema.INT64_SCHEMA, Long.MAX_VALUE, "9223372036854775807"),
        arguments(Schema.FLOAT32_SCHEMA, 0f, "0"),
        arguments(Schema.FLOAT32_SCHEMA, -0f, "-0"),
        arguments(Schema.FLOAT32_SCHEMA, 7f, "7"),
        arguments(Schema.FLOAT32_SCHEMA, 0.1f, "0.1"),
        arguments(Schema.FLOAT32_SCHEMA, -1e10f, "-10000000000"),
        arguments(Schema.FLOAT32_SCHEMA, 16777216f, "16777216"),
        arguments(Schema.FLOAT32_SCHEMA, 3.3554432e7f, "33554432"),
        arguments(Schema.FLOAT32_SCHEMA, 2e-3f, "0.002"),
        arguments(Schema.FLOAT32_SCHEMA, Float.MAX_VALUE, "34028235" + "0".repeat(31)),
        arguments(Schema.FLOAT32_SCHEMA, Float.MIN_VALUE, "0." + "0".repeat(44) + "1"),
        arguments(Schema.FLOAT32_SCHEMA, Float.MIN_NORMAL, "0." + "0".repeat(37) + "11754944"),
        arguments(Schema.FLOAT32_SCHEMA, Float.NaN, "NaN"),
        arguments(Schema.FLOAT32_SCHEMA, Float.intBitsToFloat(0x7fc00001), "NaN"),
        arguments(Schema.FLOAT32_SCHEMA, Float.POSITIVE_INFINITY, "Infinity"),
        arguments(Schema.FLOAT32_SCHEMA, Float.NEGATIVE_INFINITY, "-Infinity"),
        arguments(Schema.FLOAT64_SCHEMA, 0d, "0"),
        arguments(Schema.FLOAT64_SCHEMA, -0d, "-0"),
        arguments(Schema.FLOAT64_SCHEMA, 7d, "7"),
        arguments(Schema.FLOAT64_SCHEMA, 0.1, "0.1"),
        arguments(Schema.FLOAT64_SCHEMA, 0.1 + 0.2, "0.30000000000000004"),
        arguments(Schema.FLOAT64_SCHEMA, (double) 0.1f, "0.10000000149011612"),
        arguments(Schema.FLOAT64_SCHEMA, -12.5, "-12.5"),
        arguments(Schema.FLOAT64_SCHEMA, 1e20, "100000000000000000000"),
        arguments(Schema.FLOAT64_SCHEMA, 9007199254740992d, "9007199254740992"),
        // Double.toString of Java 17 and of 25 disagree about these four.
        arguments(Schema.FLOAT64_SCHEMA, 1e23, "1" + "0".repeat(23)),
        arguments(Schema.FLOAT64_SCHEMA, 2e23, "2" + "0".repeat(23)),
        arguments(Schema.FLOAT64_SCHEMA, 0x1p-44, "0.00000000000005684341886080802"),
        arguments(Schema.FLOAT64_SCHEMA, 1.0e-323, "0." + "0".repeat(322) + "1"),
        arguments(Schema.FLOAT64_SCHEMA, Double.MAX_VALUE, "17976931348623157" + "0".repeat(292)),
        arguments(Schema.FLOAT64_SCHEMA, Double.MIN_VALUE, "0." + "0".repeat(323) + "5"),
        arguments(
            Schema.FLOAT64_SCHEMA, Double.MIN_NORMAL, "0." + "0".repeat(307) + "22250738585072014"),
        arguments(Schema.FLOAT64_SCHEMA, Double.NaN, "NaN"),
        arguments(Schema.FLOAT64_SCHEMA, Double.POSITIVE_INFINITY, "Infinity"),
        arguments(Schema.FLOAT64_SCHEMA, Double.NEGATIVE_INFINITY, "-Infinity"),
        arguments(Decimal.schema(2), new BigDecimal("7.00"), "7"),
        arguments(Decimal.schema(2), new BigDecimal("-0.50"), "-0.5"),
        arguments(Decimal.schema(2), new BigDecimal("0.00"), "0"),
        arguments(Decimal.schema(2), new BigDecimal("100.00"), "100"),
        arguments(Decimal.schema(0), new BigDecimal("1200"), "1200"),
        arguments(Decimal.schema(-2), new BigDecimal("12E+2"), "1200"),
        arguments(Decimal.schema(-2), new BigDecimal("0E+2"), "0"),
        arguments(Decimal.schema(20), new BigDecimal("1E-20"), "0.00000000000000000001"),
        arguments(Decimal.schema(Integer.MAX_VALUE), zero(Integer.MAX_VALUE), "0"),
        arguments(Decimal.schema(Integer.MIN_VALUE), zero(Integer.MIN_VALUE), "0"),
        arguments(DATE, new Date(0), "1970-01-01"),
        arguments(DATE, new Date(20_780 * DAY), "2026-11-23"),
        arguments(DATE, new Date(-DAY), "1969-12-31"),
        arguments(DATE, new Date(-719_528 * DAY), "0000-01-01"),
        arguments(DATE, new Date(-719_529 * DAY), "-0001-12-31"),
        arguments(DATE, new Date(2_932_897 * DAY), "+10000-01-01"),
        arguments(DATE, new Date(Long.MAX_VALUE / DAY * DAY), "+292278994-08-17"),
        arguments(DATE, new Date(Long.MIN_VALUE / DAY * DAY), "-292275055-05-17"),
        arguments(Time.SCHEMA, new Date(0), "00:00:00.000"),
        arguments(Time.SCHEMA, new Date(69_521_123), "19:18:41.123"),
        arguments(Time.SCHEMA, new Date(DAY - 1), "23:59:59.999"),
        arguments(Timestamp.SCHEMA, new Date(0), "1970-01-01T00:00:00.000Z"),
        arguments(
            Timestamp.SCHEMA, new Date(20_780 * DAY + 69_521_123), "2026-11-23T19:18:41.123Z"),
        arguments(Timestamp.SCHEMA, new Date(-1), "1969-12-31T23:59:59.999Z"),
        arguments(Timestamp.SCHEMA, new Date(-719_528 * DAY - 1), "-0001-12-31T23:59:59.999Z"),
        arguments(Timestamp.SCHEMA, new Date(Long.MAX_VALUE), "+292278994-08-17T07:12:55.807Z"),
        arguments(Timestamp.SCHEMA, new Date(Long.MIN_VALUE), "-292275055-05-16T16:47:04.192Z"));
  }

  @ParameterizedTest
  @MethodSource("texts")
  void valuesAndTheirTexts(Schema schema, Object value, String text) {
    ValueText type = ValueText.of(schema);
    assertThat(type.write(value)).isEqualTo(text);
    assertThat(type.read(text)).isEqualTo(value);
  }

  static Stream<Arguments> textsWithoutSchema() {
    return Stream.of(
        arguments("7", "7"),
        arguments(true, "true"),
        arguments((byte) 7, "7"),
        arguments((short) 7, "7"),
        arguments(7, "7"),
        arguments(7L, "7"),
        arguments(7f, "7"),
        arguments(7d, "7"),
        arguments(BigInteger.valueOf(7), "7"),
        arguments(new BigDecimal("7.00"), "7"),
        arguments(new BigDecimal("7E+2"), "700"),
        arguments(new BigDecimal("-0.0700"), "-0.07"),
        arguments(zero(Integer.MAX_VALUE), "0"),
        arguments(new byte[] {1}, "AQ=="),
        arguments(ByteBuffer.wrap(new byte[] {1}), "AQ=="),
        arguments(new Date(0), "1970-01-01T00:00:00.000Z"),
        arguments(new java.sql.Timestamp(1), "1970-01-01T00:00:00.001Z"));
  }

  @ParameterizedTest
  @MethodSource("textsWithoutSchema")
  void valuesWithoutASchemaAreWrittenByTheirClass(Object value, String text) {
    assertThat(ValueText.ofValue(value).write(value)).isEqualTo(text);
  }

  @Test
  void whatIsNotOneValueHasNoText() {
    Schema struct = SchemaBuilder.struct().build();
    assertThat(ValueText.of(struct)).isNull();
    assertThat(ValueText.of(SchemaBuilder.array(Schema.STRING_SCHEMA).build())).isNull();
    assertThat(ValueText.of(SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.STRING_SCHEMA).build()))
        .isNull();
    assertThat(ValueText.ofValue(new Struct(struct))).isNull();
    assertThat(ValueText.ofValue(List.of("a"))).isNull();
    assertThat(ValueText.ofValue(Map.of("a", "b"))).isNull();
    assertThat(ValueText.ofValue(new UUID(0, 0))).isNull();
    assertThat(ValueText.ofValue('a')).isNull();
  }

  @Test
  void aNameThatConnectDoesNotKnowSaysNothing() {
    assertThat(ValueText.of(SchemaBuilder.int64().name("io.debezium.time.Timestamp").build()))
        .isSameAs(IntegerText.INT64);
    assertThat(ValueText.of(SchemaBuilder.string().name("io.debezium.data.Uuid").build()))
        .isSameAs(ValueText.of(Schema.STRING_SCHEMA));
  }

  @ParameterizedTest
  @CsvSource({
    "INT64, org.apache.kafka.connect.data.Date, INT64",
    "INT64, org.apache.kafka.connect.data.Time, INT64",
    "INT32, org.apache.kafka.connect.data.Timestamp, INT32",
    "INT32, org.apache.kafka.connect.data.Decimal, INT32"
  })
  void aLogicalNameOnAnotherTypeSaysNothing(Schema.Type type, String name, IntegerText expected) {
    assertThat(ValueText.of(SchemaBuilder.type(type).name(name).build())).isSameAs(expected);
  }

  static Stream<Arguments> valuesOfAnotherType() {
    return Stream.of(
        arguments(Schema.STRING_SCHEMA, 7, "expected STRING, found INT32"),
        arguments(Schema.STRING_SCHEMA, new Date(0), "expected STRING, found java.util.Date"),
        arguments(Schema.BOOLEAN_SCHEMA, "true", "expected BOOLEAN, found STRING"),
        arguments(Schema.BYTES_SCHEMA, "AQ==", "expected BYTES, found STRING"),
        arguments(Schema.INT8_SCHEMA, (short) 7, "expected INT8, found INT16"),
        arguments(Schema.INT16_SCHEMA, 7, "expected INT16, found INT32"),
        arguments(Schema.INT32_SCHEMA, 7L, "expected INT32, found INT64"),
        arguments(Schema.INT64_SCHEMA, 7, "expected INT64, found INT32"),
        arguments(Schema.INT64_SCHEMA, "7", "expected INT64, found STRING"),
        arguments(Schema.FLOAT32_SCHEMA, 7d, "expected FLOAT32, found FLOAT64"),
        arguments(Schema.FLOAT64_SCHEMA, 7f, "expected FLOAT64, found FLOAT32"),
        arguments(Decimal.schema(2), 7L, "expected Decimal, found INT64"),
        arguments(
            Decimal.schema(2),
            new BigDecimal("7.0"),
            "expected a Decimal of scale 2, found one of scale 1"),
        arguments(
            Decimal.schema(10_000),
            new BigDecimal("1E-10000"),
            "expected a Decimal of at most 10000 digits, found a longer one"),
        arguments(DATE, 7, "expected Date, found INT32"),
        arguments(
            DATE,
            new Date(DAY + 1),
            "expected a Date at midnight UTC, found one with a time of day"),
        arguments(
            DATE, new Date(-1), "expected a Date at midnight UTC, found one with a time of day"),
        arguments(Time.SCHEMA, "00:00:00.000", "expected Time, found STRING"),
        arguments(
            Time.SCHEMA, new Date(DAY), "expected a Time within one day, found one outside it"),
        arguments(
            Time.SCHEMA, new Date(-1), "expected a Time within one day, found one outside it"),
        arguments(Timestamp.SCHEMA, 7L, "expected Timestamp, found INT64"));
  }

  @ParameterizedTest
  @MethodSource("valuesOfAnotherType")
  void refusesAValueOfAnotherType(Schema schema, Object value, String message) {
    assertProblem(message, () -> ValueText.of(schema).write(value));
  }

  static Stream<Arguments> textsOfNoValue() {
    return Stream.of(
        refused(Schema.BOOLEAN_SCHEMA, "a BOOLEAN", "", "True", "TRUE", "true ", "1"),
        refused(
            Schema.BYTES_SCHEMA,
            "BYTES",
            "AQ",
            "AR==",
            "A",
            "AQ==\n",
            "AQ= =",
            "-_A-",
            "\u0667==="),
        refused(
            Schema.INT8_SCHEMA, "an INT8", "128", "-129", "07", "+7", " 7", "7.0", "-0", "", "a"),
        refused(Schema.INT16_SCHEMA, "an INT16", "32768", "-32769", "7 ", "\u0667"),
        refused(Schema.INT32_SCHEMA, "an INT32", "2147483648", "-2147483649", "0x7", "7L", "--7"),
        refused(
            Schema.INT64_SCHEMA, "an INT64", "9223372036854775808", "-9223372036854775809", "1e3"),
        refused(
            Schema.FLOAT32_SCHEMA,
            "a FLOAT32",
            "0.10000000149011612",
            "16777217",
            "1e10",
            "7.0",
            "7f",
            "1e99"),
        refused(
            Schema.FLOAT64_SCHEMA,
            "a FLOAT64",
            "",
            "7.0",
            "07",
            "+7",
            " 7",
            "7 ",
            "7d",
            ".5",
            "5.",
            "1E3",
            "0x1p3",
            "nan",
            "-NaN",
            "+Infinity",
            "0.1000000000000000055511151231257827",
            "9007199254740993",
            "0." + "0".repeat(400) + "1",
            "1" + "0".repeat(400)),
        refused(
            Decimal.schema(2),
            "a Decimal of scale 2",
            "",
            "7.00",
            "7.0",
            "0.123",
            "07",
            "+7",
            " 7",
            "-0",
            "-",
            ".5",
            "5.",
            "1E3",
            "1E2000000000",
            "1.2.3",
            "\u0667",
            "9".repeat(9_999),
            "9".repeat(20_000)),
        refused(Decimal.schema(-2), "a Decimal of scale -2", "150", "1", "0.5"),
        refused(
            Decimal.schema(Integer.MAX_VALUE), "a Decimal of scale 2147483647", "1", "-0.5", "100"),
        refused(
            Decimal.schema(Integer.MIN_VALUE),
            "a Decimal of scale -2147483648",
            "1",
            "-0.5",
            "100"),
        refused(Decimal.schema(10_000), "a Decimal of scale 10000", "0.1"),
        refused(
            DATE,
            "a Date",
            "",
            "2026-11-23Z",
            "2026-11-31",
            "2026-02-29",
            "2026-1-1",
            "26-01-01",
            "+2026-01-01",
            "-0000-01-01",
            "02026-01-01",
            "10000-01-01",
            "+292278994-08-18",
            "+999999999-01-01",
            " 2026-11-23",
            "\u0662026-11-23"),
        refused(
            Time.SCHEMA,
            "a Time",
            "",
            "24:00:00.000",
            "23:59:60.000",
            "19:18:41",
            "19:18:41.12",
            "19:18:41.1234",
            "9:18:41.123",
            "19:18:41,123"),
        refused(
            Timestamp.SCHEMA,
            "a Timestamp",
            "",
            "2026-11-23",
            "2026-11-23T19:18:41Z",
            "2026-11-23T19:18:41.123",
            "2026-11-23T19:18:41.123+00:00",
            "2026-11-23t19:18:41.123z",
            "2026-11-23 19:18:41.123Z",
            "2026-11-23T24:00:00.000Z",
            "+292278994-08-17T07:12:55.808Z",
            "-292275055-05-16T16:47:04.191Z",
            "+999999999-12-31T00:00:00.000Z"));
  }

  @ParameterizedTest
  @MethodSource("textsOfNoValue")
  void refusesATextThatNoValueHas(Schema schema, String type, List<String> texts) {
    ValueText valueText = ValueText.of(schema);
    for (String text : texts) {
      assertProblem(
          "expected the text of " + type + ", found something else", () -> valueText.read(text));
    }
  }

  @Test
  void refusesANumberWithoutASchemaThatIsNone() {
    assertProblem("expected a number, found STRING", () -> NumberText.INSTANCE.write("7"));
    for (String text : List.of("7.0", "9".repeat(10_001))) {
      assertProblem(
          "expected the text of a number, found something else",
          () -> NumberText.INSTANCE.read(text));
    }
  }

  static Stream<Object> longestNumbers() {
    return Stream.of(
        new BigDecimal("1E+9999"),
        new BigDecimal("1E-9999"),
        new BigDecimal("9".repeat(10_000)),
        new BigDecimal("-0." + "9".repeat(9_999)),
        BigInteger.TEN.pow(10_000).subtract(BigInteger.ONE));
  }

  @ParameterizedTest
  @MethodSource("longestNumbers")
  void aNumberMayHaveTenThousandDigits(Object number) {
    String text = NumberText.INSTANCE.write(number);
    assertThat(text.chars().filter(Character::isDigit).count()).isEqualTo(10_000);
    assertThat((BigDecimal) NumberText.INSTANCE.read(text))
        .isEqualByComparingTo(new BigDecimal(number.toString()));
  }

  @Test
  void refusesALongerNumberWithoutWritingItDown() {
    // Not the arguments of a parameterized test: their names would be these numbers.
    List<Number> numbers =
        List.of(
            new BigDecimal("1E+10000"),
            new BigDecimal("1E-10000"),
            new BigDecimal(BigInteger.ONE, Integer.MAX_VALUE),
            new BigDecimal(BigInteger.ONE, Integer.MIN_VALUE),
            new BigDecimal(BigInteger.TEN.pow(100), Integer.MIN_VALUE),
            new BigDecimal("9".repeat(10_001)),
            BigInteger.TEN.pow(10_000),
            BigInteger.ONE.shiftLeft(100_000_000));
    for (Number number : numbers) {
      assertTimeoutPreemptively(
          Duration.ofMinutes(1),
          () ->
              assertProblem(
                  "expected a number of at most 10000 digits, found a longer one",
                  () -> NumberText.INSTANCE.write(number)));
    }
  }

  @Test
  void aDecimalSchemaNeedsAScale() {
    Schema without = SchemaBuilder.bytes().name(Decimal.LOGICAL_NAME).build();
    Schema unreadable =
        SchemaBuilder.bytes().name(Decimal.LOGICAL_NAME).parameter("scale", "MARKER").build();

    String missing =
        "expected an integer as the parameter 'scale' of the Decimal schema, found nothing";
    assertProblem(missing, () -> ValueText.of(without).write(BigDecimal.ONE));
    assertProblem(missing, () -> ValueText.of(without).read("1"));
    String wrong =
        "expected an integer as the parameter 'scale' of the Decimal schema, found something else";
    assertProblem(wrong, () -> ValueText.of(unreadable).write(BigDecimal.ONE));
    assertProblem(wrong, () -> ValueText.of(unreadable).read("1"));
  }

  private static Arguments refused(Schema schema, String type, String... texts) {
    return arguments(schema, type, List.of(texts));
  }

  private static BigDecimal zero(int scale) {
    return new BigDecimal(BigInteger.ZERO, scale);
  }

  private static void assertProblem(String message, ThrowingCallable call) {
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(call)
        .withMessage(message)
        .withNoCause();
  }
}
