package io.sealstream.connect.mask;

/**
 * Floating-point numbers as the shortest decimal that reads back, see {@link ShortestDecimal}. Zero
 * keeps its sign; every NaN is one.
 */
enum FloatText implements ValueText {
  FLOAT32(Float.class) {
    @Override
    String format(Object value) {
      return ShortestDecimal.of((Float) value);
    }

    @Override
    Number parse(String text) {
      return Float.valueOf(text);
    }
  },
  FLOAT64(Double.class) {
    @Override
    String format(Object value) {
      return ShortestDecimal.of((Double) value);
    }

    @Override
    Number parse(String text) {
      return Double.valueOf(text);
    }
  };

  private final Class<? extends Number> javaClass;

  FloatText(Class<? extends Number> javaClass) {
    this.javaClass = javaClass;
  }

  abstract String format(Object value);

  /**
   * The number in a text, which may be spelled in another than the canonical way.
   *
   * @throws NumberFormatException when there is none
   */
  abstract Number parse(String text);

  @Override
  public String write(Object value) {
    if (javaClass.isInstance(value)) {
      return format(value);
    }
    throw TextProblems.wrongType(name(), value);
  }

  @Override
  public Object read(String text) {
    if (text.length() <= ShortestDecimal.MAX_LENGTH) {
      try {
        Number number = parse(text);
        // Java also takes exponents, hexadecimal, suffixes, spaces and digits beyond the precision.
        if (format(number).equals(text)) {
          return number;
        }
      } catch (NumberFormatException e) {
        // Falls through: its message quotes the text.
      }
    }
    throw TextProblems.notTheTextOf("a " + name());
  }
}
