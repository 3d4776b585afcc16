package io.sealstream.connect.mask;

/** Integers in decimal: an optional minus sign, then digits without leading zeros. */
enum IntegerText implements ValueText {
  INT8(Byte.class) {
    @Override
    Number parse(String text) {
      return Byte.valueOf(text);
    }
  },
  INT16(Short.class) {
    @Override
    Number parse(String text) {
      return Short.valueOf(text);
    }
  },
  INT32(Integer.class) {
    @Override
    Number parse(String text) {
      return Integer.valueOf(text);
    }
  },
  INT64(Long.class) {
    @Override
    Number parse(String text) {
      return Long.valueOf(text);
    }
  };

  private final Class<? extends Number> javaClass;

  IntegerText(Class<? extends Number> javaClass) {
    this.javaClass = javaClass;
  }

  /**
   * The number in a text, which may be spelled in another than the canonical way.
   *
   * @throws NumberFormatException when there is none, or it is out of this type's range
   */
  abstract Number parse(String text);

  @Override
  public String write(Object value) {
    if (javaClass.isInstance(value)) {
      return value.toString();
    }
    throw TextProblems.wrongType(name(), value);
  }

  @Override
  public Object read(String text) {
    try {
      Number number = parse(text);
      // Java also takes +7, 07, -0 and the digits of other scripts.
      if (number.toString().equals(text)) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Falls through: its message quotes the text.
    }
    throw TextProblems.notTheTextOf("an " + name());
  }
}
