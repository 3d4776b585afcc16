package io.sealstream.connect.mask;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Date;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.DataException;

/** Every value comes back from its text, and no text but its own gives a value. */
class ValueTextPropertyTest {
  private static final long MILLIS_PER_DAY = 86_400_000;

  @Property
  void strings(@ForAll String value) {
    comesBack(ValueText.of(Schema.STRING_SCHEMA), value);
  }

  @Property(tries = 10)
  void booleans(@ForAll boolean value) {
    comesBack(ValueText.of(Schema.BOOLEAN_SCHEMA), value);
  }

  @Property
  void shortIntegers(@ForAll byte int8, @ForAll short int16) {
    comesBack(ValueText.of(Schema.INT8_SCHEMA), int8);
    comesBack(ValueText.of(Schema.INT16_SCHEMA), int16);
  }

  @Property
  void longIntegers(@ForAll int int32, @ForAll long int64) {
    comesBack(ValueText.of(Schema.INT32_SCHEMA), int32);
    comesBack(ValueText.of(Schema.INT64_SCHEMA), int64);
  }

  @Property
  void integersOfEqualValueHaveEqualTexts(@ForAll byte value) {
    String text = ValueText.of(Schema.INT8_SCHEMA).write(value);
    assertThat(ValueText.of(Schema.INT16_SCHEMA).write((short) value)).isEqualTo(text);
    assertThat(ValueText.of(Schema.INT32_SCHEMA).write((int) value)).isEqualTo(text);
    assertThat(ValueText.of(Schema.INT64_SCHEMA).write((long) value)).isEqualTo(text);
    assertThat(ValueText.of(Schema.FLOAT32_SCHEMA).write((float) value)).isEqualTo(text);
    assertThat(ValueText.of(Schema.FLOAT64_SCHEMA).write((double) value)).isEqualTo(text);
    assertThat(ValueText.of(Decimal.schema(3)).write(new BigDecimal(value).setScale(3)))
        .isEqualTo(text);
    assertThat(NumberText.INSTANCE.write(BigInteger.valueOf(value))).isEqualTo(text);
    assertThat(NumberText.INSTANCE.write(new BigDecimal(value).setScale(5))).isEqualTo(text);
  }

  @Property
  void floatsOfAnyBits(@ForAll int float32, @ForAll long float64) {
    comesBack(ValueText.of(Schema.FLOAT32_SCHEMA), Float.intBitsToFloat(float32));
    comesBack(ValueText.of(Schema.FLOAT64_SCHEMA), Double.longBitsToDouble(float64));
  }

  @Property
  void floats(@ForAll float float32, @ForAll double float64) {
    comesBack(ValueText.of(Schema.FLOAT32_SCHEMA), float32);
    comesBack(ValueText.of(Schema.FLOAT64_SCHEMA), float64);
  }

  @Property
  void bytes(@ForAll byte[] value, @ForAll @IntRange(max = 5) int before) {
    ValueText text = ValueText.of(Schema.BYTES_SCHEMA);
    comesBack(text, value);

    ByteBuffer buffer = ByteBuffer.allocate(before + value.length).put(before, value);
    buffer.position(before);
    assertThat(text.write(buffer)).isEqualTo(text.write(value));
    assertThat(text.write(buffer.asReadOnlyBuffer())).isEqualTo(text.write(value));
    assertThat(buffer.position()).isEqualTo(before);
  }

  @Property
  void decimals(@ForAll BigInteger unscaled, @ForAll @IntRange(min = -60, max = 60) int scale) {
    BigDecimal value = new BigDecimal(unscaled, scale);
    comesBack(ValueText.of(Decimal.schema(scale)), value);
    comesBack(
        ValueText.of(Decimal.schema(scale)),
        new BigDecimal(unscaled.multiply(BigInteger.TEN.pow(40)), scale));
    String text = NumberText.INSTANCE.write(value);
    assertThat((BigDecimal) NumberText.INSTANCE.read(text)).isEqualByComparingTo(value);
    assertThat(NumberText.INSTANCE.write(NumberText.INSTANCE.read(text))).isEqualTo(text);
    // The scale says nothing about the text, and Java's own notation agrees where it is plain.
    assertThat(NumberText.INSTANCE.write(value.setScale(scale + 3))).isEqualTo(text);
    assertThat(text)
        .isEqualTo(value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString());
  }

  @Property
  void dates(@ForAll @LongRange(min = -106_751_991_167L, max = 106_751_991_167L) long days) {
    comesBack(
        ValueText.of(org.apache.kafka.connect.data.Date.SCHEMA), new Date(days * MILLIS_PER_DAY));
  }

  @Property
  void times(@ForAll @LongRange(min = 0, max = MILLIS_PER_DAY - 1) long millis) {
    comesBack(ValueText.of(Time.SCHEMA), new Date(millis));
  }

  @Property
  void timestamps(@ForAll long millis) {
    comesBack(ValueText.of(Timestamp.SCHEMA), new Date(millis));
  }

  @Property(tries = 20_000)
  void aTextThatIsReadIsTheTextOfItsValue(
      @ForAll("types") ValueText type, @ForAll("texts") String text) {
    Object value;
    try {
      value = type.read(text);
    } catch (DataException e) {
      assertThat(e).hasMessageMatching("expected the text of .*, found something else");
      assertThat(e).hasNoCause();
      return;
    }
    assertThat(type.write(value)).isEqualTo(text);
  }

  @Provide
  Arbitrary<ValueText> types() {
    return Arbitraries.of(
        ValueText.of(Schema.BOOLEAN_SCHEMA),
        ValueText.of(Schema.BYTES_SCHEMA),
        ValueText.of(Schema.INT8_SCHEMA),
        ValueText.of(Schema.INT64_SCHEMA),
        ValueText.of(Schema.FLOAT32_SCHEMA),
        ValueText.of(Schema.FLOAT64_SCHEMA),
        ValueText.of(Decimal.schema(0)),
        ValueText.of(Decimal.schema(2)),
        ValueText.of(Decimal.schema(-2)),
        NumberText.INSTANCE,
        ValueText.of(org.apache.kafka.connect.data.Date.SCHEMA),
        ValueText.of(Time.SCHEMA),
        ValueText.of(Timestamp.SCHEMA));
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.oneOf(
        Arbitraries.strings().withChars("01579-+.eE dfx\u0667=AQ").ofMaxLength(8),
        Arbitraries.strings().withChars("0129-:.TZ+").ofMaxLength(25),
        Arbitraries.integers().between(-2000, 2000).map(n -> n + "-01-02"),
        Arbitraries.strings().ofMaxLength(10));
  }

  private static void comesBack(ValueText type, Object value) {
    String text = type.write(value);
    Object back = type.read(text);
    assertThat(back).isEqualTo(value);
    assertThat(type.write(back)).isEqualTo(text);
  }
}
