package io.sealstream.connect.mask;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Against the definition itself: all numbers of digits are tried, from one on, on both sides. */
class ShortestDecimalTest {
  @Test
  void besideAPowerOfTwoTheNearestDecimalMayReadBackAsAnother() {
    assertThat(ShortestDecimal.of(Math.scalb(1.0, -44)))
        .isEqualTo("0.00000000000005684341886080802");
    assertThat(ShortestDecimal.of(-Math.scalb(1.0, -44)))
        .isEqualTo("-0.00000000000005684341886080802");
  }

  @Test
  void powersOfTwoAndTheirNeighbours() {
    for (int exponent = Double.MIN_EXPONENT - 52; exponent <= Double.MAX_EXPONENT; exponent++) {
      double power = Math.scalb(1.0, exponent);
      check(power);
      check(-power);
      check(Math.nextUp(power));
      check(Math.nextDown(power));
    }
    for (int exponent = Float.MIN_EXPONENT - 23; exponent <= Float.MAX_EXPONENT; exponent++) {
      float power = Math.scalb(1.0f, exponent);
      check(power);
      check(-power);
      check(Math.nextUp(power));
      check(Math.nextDown(power));
    }
  }

  @Test
  void powersOfTenAndTheirNeighbours() {
    for (int exponent = -324; exponent <= 308; exponent++) {
      for (int digit = 1; digit <= 9; digit++) {
        double number = Double.parseDouble(digit + "e" + exponent);
        check(number);
        check(Math.nextUp(number));
        check(Math.nextDown(number));
        float narrow = (float) number;
        check(narrow);
        check(Math.nextUp(narrow));
        check(Math.nextDown(narrow));
      }
    }
  }

  @Test
  void subnormals() {
    LongStream.rangeClosed(1, 2_000).forEach(bits -> check(Double.longBitsToDouble(bits)));
    IntStream.rangeClosed(1, 20_000).forEach(bits -> check(Float.intBitsToFloat(bits)));
    new Random(1).longs(500, 1, 1L << 52).forEach(bits -> check(Double.longBitsToDouble(bits)));
    new Random(1).ints(20_000, 1, 1 << 23).forEach(bits -> check(Float.intBitsToFloat(bits)));
  }

  @Test
  void numbersOfAnyBits() {
    new Random(2).longs(5_000).forEach(bits -> check(Double.longBitsToDouble(bits)));
    new Random(2).ints(100_000).forEach(bits -> check(Float.intBitsToFloat(bits)));
  }

  @Property(tries = 2_000)
  void decimalsOfFewDigits(@ForAll long digits, @ForAll short scale) {
    BigDecimal decimal = BigDecimal.valueOf(digits, scale % 330);
    check(decimal.doubleValue());
    check(BigDecimal.valueOf(digits / 1_000, scale % 330).doubleValue());
    check(BigDecimal.valueOf(digits / 1_000_000_000_000L, scale % 50).floatValue());
  }

  @Test
  void aTextHasABoundedLength() {
    double[] longest = {
      -Double.MAX_VALUE, -Double.MIN_VALUE, -Double.MIN_NORMAL, Math.nextDown(Double.MIN_NORMAL)
    };
    for (double number : longest) {
      assertThat(ShortestDecimal.of(number)).hasSizeBetween(300, ShortestDecimal.MAX_LENGTH);
    }
    assertThat(new Random(3).longs(20_000).mapToObj(Double::longBitsToDouble))
        .allSatisfy(
            number ->
                assertThat(ShortestDecimal.of(number))
                    .hasSizeLessThanOrEqualTo(ShortestDecimal.MAX_LENGTH));
  }

  private static void check(double number) {
    if (isOrdinary(number)) {
      String expected =
          byDefinition(new BigDecimal(number), text -> Double.parseDouble(text) == number);
      assertThat(ShortestDecimal.of(number)).isEqualTo(expected);
    }
  }

  private static void check(float number) {
    if (isOrdinary(number)) {
      String expected =
          byDefinition(new BigDecimal(number), text -> Float.parseFloat(text) == number);
      assertThat(ShortestDecimal.of(number)).isEqualTo(expected);
    }
  }

  private static boolean isOrdinary(double number) {
    return Double.isFinite(number) && number != 0;
  }

  /**
   * The decimals that read back as a number are an interval around it, so if one with so many
   * digits is in there, the next one below or above the number is.
   */
  private static String byDefinition(BigDecimal exact, Predicate<String> readsBack) {
    return IntStream.iterate(1, digits -> digits + 1)
        .mapToObj(digits -> nearest(exact, digits, readsBack))
        .flatMap(Optional::stream)
        .findFirst()
        .orElseThrow()
        .stripTrailingZeros()
        .toPlainString();
  }

  private static Optional<BigDecimal> nearest(
      BigDecimal exact, int digits, Predicate<String> readsBack) {
    return Stream.of(RoundingMode.FLOOR, RoundingMode.CEILING)
        .map(mode -> exact.round(new MathContext(digits, mode)))
        .filter(decimal -> readsBack.test(decimal.toString()))
        .min(
            Comparator.comparing((BigDecimal decimal) -> decimal.subtract(exact).abs())
                .thenComparing(decimal -> decimal.unscaledValue().testBit(0)));
  }
}
