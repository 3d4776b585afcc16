package io.sealstream.connect.mask;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * Numbers of any size and scale, which only values without a schema can be, as {@link
 * PlainDecimal}. What comes back is a BigDecimal, of the smallest scale not below zero.
 */
enum NumberText implements ValueText {
  INSTANCE;

  @Override
  public String write(Object value) {
    return PlainDecimal.write(decimal(value), "a number");
  }

  @Override
  public Object read(String text) {
    BigDecimal number = PlainDecimal.read(text);
    if (number == null) {
      throw TextProblems.notTheTextOf("a number");
    }
    return number;
  }

  private static BigDecimal decimal(Object value) {
    if (value instanceof BigDecimal decimal) {
      return decimal;
    }
    if (value instanceof BigInteger integer) {
      return new BigDecimal(integer);
    }
    throw TextProblems.wrongType("a number", value);
  }
}
