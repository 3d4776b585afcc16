package io.sealstream.it;

/**
 * How large the tests are whose size is part of what they show: small enough for every build, or in
 * full with {@code mvn verify -Pfull}.
 */
final class Scale {

  private static final boolean FULL = Boolean.getBoolean("sealstream.full");

  private Scale() {}

  static int of(int always, int full) {
    return FULL ? full : always;
  }

  /** Prints a figure that nothing is asserted about; docs/measured.md collects them. */
  static void measured(String what, Object... values) {
    System.out.printf("Measured (%s): %s%n", FULL ? "full" : "short", what.formatted(values));
  }
}
