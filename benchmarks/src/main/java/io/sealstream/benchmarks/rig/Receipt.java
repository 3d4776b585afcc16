package io.sealstream.benchmarks.rig;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What a receipt handle says: which queue, which message, and which receive of it. The handle is 32
 * hexadecimal digits; SQS's own are longer, and as opaque.
 */
record Receipt(int queue, long sequence, int number) {

  private static final int DIGITS = 32;
  private static final HexFormat HEX = HexFormat.of();

  String handle() {
    return HEX.toHexDigits(queue) + HEX.toHexDigits(sequence) + HEX.toHexDigits(number);
  }

  /** Null when {@code handle} is none. */
  static @Nullable Receipt parse(String handle) {
    if (handle.length() != DIGITS) {
      return null;
    }
    try {
      return new Receipt(
          HexFormat.fromHexDigits(handle, 0, 8),
          HexFormat.fromHexDigitsToLong(handle, 8, 24),
          HexFormat.fromHexDigits(handle, 24, DIGITS));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
