package io.sealstream.connect.mask;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.DataException;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ValueTextFuzzTest {
  private static final List<ValueText> ALL =
      Stream.of(
              Schema.STRING_SCHEMA,
              Schema.BYTES_SCHEMA,
              Schema.BOOLEAN_SCHEMA,
              Schema.INT8_SCHEMA,
              Schema.INT16_SCHEMA,
              Schema.INT32_SCHEMA,
              Schema.INT64_SCHEMA,
              Schema.FLOAT32_SCHEMA,
              Schema.FLOAT64_SCHEMA,
              Decimal.schema(2),
              Decimal.schema(-3),
              Decimal.schema(Integer.MAX_VALUE),
              Decimal.schema(Integer.MIN_VALUE),
              Date.SCHEMA,
              Time.SCHEMA,
              Timestamp.SCHEMA)
          .map(ValueText::of)
          .toList();

  private final OwnTexts texts = OwnTexts.ofPackage(ValueText.class);

  static Stream<Arguments> canonicalTexts() {
    return FuzzSeeds.texts(
        "7",
        "-0",
        "0.1",
        "-12.25",
        "7000",
        "9223372036854775807",
        "9223372036854775808",
        "100000000000000000000",
        "0.000000000000000000000000000000000000000000001",
        "1e999999999",
        "NaN",
        "-Infinity",
        "true",
        "AQI=",
        "2026-11-23",
        "+292278994-08-17",
        "-0001-02-29",
        "19:18:41.123",
        "24:00:00.000",
        "2026-11-23T19:18:41.123Z",
        "2026-11-23T19:18:60.000Z",
        "\u0663",
        "");
  }

  @MethodSource("canonicalTexts")
  @FuzzTest
  void aTextIsRefusedOrTheOneTextOfItsValue(@NotNull String text) {
    for (ValueText type : ALL) {
      check(type, text);
    }
  }

  private void check(ValueText type, String text) {
    Object value;
    try {
      value = type.read(text);
    } catch (DataException e) {
      assertThat(texts.quotes(e.getMessage(), text)).isFalse();
      assertThat(e).hasNoCause();
      return;
    }
    assertThat(type.write(value)).isEqualTo(text);
  }
}
