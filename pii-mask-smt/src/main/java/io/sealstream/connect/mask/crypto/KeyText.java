package io.sealstream.connect.mask.crypto;

import java.util.regex.Pattern;

/** Which texts no message may quote, since somebody may have put a key where they stand. */
public final class KeyText {
  // Base64 has a slash, as paths and URIs do, and base64url what a UUID has: there a capital tells,
  // which 40 random characters are sure to have. Hexadecimal and base32 need not have one.
  private static final Pattern KEY =
      Pattern.compile("[A-Za-z0-9]{40}|(?=[a-z0-9+/_-]{0,39}[A-Z])[A-Za-z0-9+/_-]{40}");

  private KeyText() {}

  /** Whether any part of the text may be a key, in base64, base32 or hexadecimal. */
  public static boolean mayHold(String text) {
    return KEY.matcher(text).find();
  }
}
