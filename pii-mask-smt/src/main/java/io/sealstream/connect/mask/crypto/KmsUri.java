package io.sealstream.connect.mask.crypto;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What of a KMS key's URI may be in a message. */
final class KmsUri {
  // No user name, password, query or fragment: somebody may have put a secret there, or a keyset
  // where the URI belongs.
  private static final Pattern HARMLESS =
      Pattern.compile(
          "[a-z][a-z0-9+.-]{0,20}://[A-Za-z0-9_-]{1,36}([:/.][A-Za-z0-9_-]{1,36}){0,20}");

  // The characters are those of RFC 3986.
  private static final Pattern URI =
      Pattern.compile("([a-z][a-z0-9+.-]{0,20})://[A-Za-z0-9:/?#\\[\\]@!$&'()*+,;=%._~-]+");

  private KmsUri() {}

  /**
   * The URI in quotation marks, or its scheme alone when it does not look like the URI of a key.
   */
  static String quoted(String uri) {
    if (HARMLESS.matcher(uri).matches() && !KeyText.mayHold(uri)) {
      return "'" + uri + "'";
    }
    return "a URI that begins with '" + scheme(uri) + ":'";
  }

  /**
   * Its scheme, which is never a secret.
   *
   * @return empty when it is no URI of a key
   */
  static String scheme(String uri) {
    Matcher matcher = URI.matcher(uri);
    return matcher.matches() ? matcher.group(1) : "";
  }
}
