package io.sealstream.connect.mask;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Connect's Decimals of one scale, as {@link PlainDecimal}: the scale is the schema's, so 7.00 is
 * "7", and the zeros come back.
 */
final class DecimalText implements ValueText {
  private final int scale;

  private DecimalText(int scale) {
    this.scale = scale;
  }

  /** The text of a Decimal schema; one that refuses everything where the scale is unusable. */
  static ValueText of(Schema schema) {
    Map<String, String> parameters = schema.parameters();
    String scale = parameters == null ? null : parameters.get(Decimal.SCALE_FIELD);
    if (scale == null) {
      return new Unusable("nothing");
    }
    try {
      return new DecimalText(Integer.parseInt(scale));
    } catch (NumberFormatException e) {
      return new Unusable("something else");
    }
  }

  @Override
  public String write(Object value) {
    if (!(value instanceof BigDecimal number)) {
      throw TextProblems.wrongType("Decimal", value);
    }
    if (number.scale() != scale) {
      // Another scale would come back as another number of digits; Connect refuses it as well.
      throw TextProblems.unexpected(
          "a Decimal of scale " + scale, "one of scale " + number.scale());
    }
    return PlainDecimal.write(number, "a Decimal");
  }

  @Override
  public Object read(String text) {
    BigDecimal number = PlainDecimal.read(text);
    BigDecimal scaled = number == null ? null : rescaled(number);
    if (scaled == null) {
      throw TextProblems.notTheTextOf("a Decimal of scale " + scale);
    }
    return scaled;
  }

  /** The number with this scale; null when it has digits below it, or would have too many. */
  private @Nullable BigDecimal rescaled(BigDecimal number) {
    if (number.signum() == 0) {
      return new BigDecimal(BigInteger.ZERO, scale);
    }
    // Checked first: BigDecimal would make the two billion digits that a scale can ask for.
    long precision = (long) number.precision() - number.scale() + scale;
    if (precision < 1 || precision > PlainDecimal.MAX_DIGITS) {
      return null;
    }
    try {
      BigDecimal scaled = number.setScale(scale);
      return PlainDecimal.isTooLong(scaled) ? null : scaled;
    } catch (ArithmeticException e) {
      return null;
    }
  }

  /** A Decimal whose scale nobody knows cannot come back as it was. */
  private record Unusable(String found) implements ValueText {
    @Override
    public String write(Object value) {
      throw problem();
    }

    @Override
    public Object read(String text) {
      throw problem();
    }

    private RefusedRecordException problem() {
      return TextProblems.unexpected(
          "an integer as the parameter '" + Decimal.SCALE_FIELD + "' of the Decimal schema", found);
    }
  }
}
