package io.sealstream.connect.mask;

import java.math.BigDecimal;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Decimals of any scale in plain notation: no exponent, no zeros that say nothing, no negative
 * zero. Equal numbers have equal texts, whatever their scales.
 */
final class PlainDecimal {
  /**
   * Digits that a number may have in plain notation, its zeros included. A few bytes can claim to
   * be a number of two billion digits.
   */
  static final int MAX_DIGITS = 10_000;

  /** A number of more bits has more digits: 2^33220 > 10^10000. */
  private static final int MAX_BITS = 33_220;

  /** A minus sign and a point are no digits. */
  private static final int MAX_LENGTH = MAX_DIGITS + 2;

  private PlainDecimal() {}

  /**
   * The text of a number.
   *
   * @param type with its article, for messages
   * @throws DataException when it has too many digits
   */
  static String write(BigDecimal number, String type) {
    if (isTooLong(number)) {
      throw TextProblems.unexpected(type + " of at most " + MAX_DIGITS + " digits", "a longer one");
    }
    return plain(number);
  }

  /** The number that has this text, of the smallest scale not below zero; null when none has. */
  static @Nullable BigDecimal read(String text) {
    if (text.length() > MAX_LENGTH || !hasOnlyDigitsSignsAndPoints(text)) {
      return null;
    }
    BigDecimal number;
    try {
      number = new BigDecimal(text);
    } catch (NumberFormatException e) {
      return null;
    }
    return !isTooLong(number) && text.equals(plain(number)) ? number : null;
  }

  /**
   * Whether a number would have more than {@link #MAX_DIGITS}, found without writing them down.
   * Zero has one, whatever its scale.
   */
  static boolean isTooLong(BigDecimal number) {
    if (number.signum() == 0) {
      return false;
    }
    if (number.unscaledValue().bitLength() > MAX_BITS) {
      return true;
    }
    long scale = number.scale();
    long digits = scale > 0 ? Math.max(number.precision(), scale + 1) : number.precision() - scale;
    return digits > MAX_DIGITS;
  }

  /** Keeps the exponents of Java's notation out, which make a short text a long number. */
  private static boolean hasOnlyDigitsSignsAndPoints(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && c != '-' && c != '.') {
        return false;
      }
    }
    return true;
  }

  private static String plain(BigDecimal number) {
    if (number.signum() == 0) {
      return "0";
    }
    String plain = number.toPlainString();
    if (plain.indexOf('.') < 0) {
      return plain;
    }
    int end = plain.length();
    while (plain.charAt(end - 1) == '0') {
      end--;
    }
    if (plain.charAt(end - 1) == '.') {
      end--;
    }
    return plain.substring(0, end);
  }
}
