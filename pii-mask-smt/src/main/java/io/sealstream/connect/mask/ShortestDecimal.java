package io.sealstream.connect.mask;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.function.Predicate;

/**
 * The decimal text of a floating-point number: of the decimals of the fewest significant digits
 * that read back as the same number of the same width, the one that is nearest to its exact value,
 * and of two that are as near the even one; without exponent and trailing zeros.
 *
 * <p>Unlike {@link Double#toString(double)} this does not depend on the version of Java, which
 * changed in 19 (JDK-4511638), so a ciphertext does not change when a worker's Java does.
 */
final class ShortestDecimal {
  /** Characters that a text has at most; a subnormal FLOAT64 comes near. */
  static final int MAX_LENGTH = 350;

  /** Decimals of so many digits lie further apart than the normal numbers of the width. */
  private static final int SPARSE_FLOAT = 6;

  private static final int SPARSE_DOUBLE = 15;

  /** Decimals of so many digits lie closer together than the numbers of the width. */
  private static final int DENSE_FLOAT = 9;

  private static final int DENSE_DOUBLE = 17;

  private ShortestDecimal() {}

  static String of(float value) {
    return of(
        value,
        Float.toString(value),
        Math.abs(value) < Float.MIN_NORMAL ? 0 : SPARSE_FLOAT,
        DENSE_FLOAT,
        decimal -> Float.parseFloat(decimal.toString()) == value);
  }

  static String of(double value) {
    return of(
        value,
        Double.toString(value),
        Math.abs(value) < Double.MIN_NORMAL ? 0 : SPARSE_DOUBLE,
        DENSE_DOUBLE,
        decimal -> Double.parseDouble(decimal.toString()) == value);
  }

  /**
   * @param printed any text that reads back as the number; a short one saves the search
   * @param sparse so many digits or fewer tell at most one decimal from the number; 0 for none
   * @param dense so many digits always read back
   */
  private static String of(
      double value, String printed, int sparse, int dense, Predicate<BigDecimal> readsBack) {
    if (!Double.isFinite(value)) {
      return printed;
    }
    if (value == 0) {
      return printed.startsWith("-") ? "-0" : "0";
    }
    // A decimal of at most `sparse` digits that reads back is less than half of their distance
    // from the number. So the number, rounded to `sparse` digits, is that decimal: the shortest
    // one is unique up to its zeros, and whoever found it first may tell.
    BigDecimal candidate = new BigDecimal(printed);
    return plain(
        candidate.precision() <= sparse
            ? candidate
            : search(value, Math.max(sparse, 1), dense, readsBack));
  }

  /**
   * Tries one number of digits after the other. To halve the interval would be wrong: beside a
   * power of two the next number below is nearer than the next one above, so one digit more can
   * read back as another number. For the same reason the nearest decimal, if it is below a power of
   * two, can read back as another number where the one beyond still reads back as this.
   */
  private static BigDecimal search(
      double value, int fewest, int most, Predicate<BigDecimal> readsBack) {
    BigDecimal exact = new BigDecimal(value);
    for (int digits = fewest; digits < most; digits++) {
      BigDecimal nearest = round(exact, digits, RoundingMode.HALF_EVEN);
      if (readsBack.test(nearest)) {
        return nearest;
      }
      if (isPowerOfTwo(value)) {
        BigDecimal beyond = round(exact, digits, RoundingMode.UP);
        if (readsBack.test(beyond)) {
          return beyond;
        }
      }
    }
    return round(exact, most, RoundingMode.HALF_EVEN);
  }

  /** Whether the fraction's bits are zero; a subnormal FLOAT32 is a normal number here. */
  private static boolean isPowerOfTwo(double value) {
    return Double.doubleToRawLongBits(value) << 12 == 0;
  }

  private static BigDecimal round(BigDecimal exact, int digits, RoundingMode mode) {
    return exact.round(new MathContext(digits, mode));
  }

  private static String plain(BigDecimal decimal) {
    return decimal.stripTrailingZeros().toPlainString();
  }
}
