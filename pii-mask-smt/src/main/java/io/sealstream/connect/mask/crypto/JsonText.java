package io.sealstream.connect.mask.crypto;

/** What can be seen of a JSON text without parsing it. */
final class JsonText {
  private static final int NO_END = -1;

  private JsonText() {}

  /** Whether the text begins an object, and ends before that object does. */
  static boolean isCutOff(String json) {
    return isObject(json) && end(json) == NO_END;
  }

  /** Whether the text begins an object, and something else than blanks follows its end. */
  static boolean hasMore(String json) {
    int end = isObject(json) ? end(json) : NO_END;
    return end != NO_END && !json.substring(end).isBlank();
  }

  private static boolean isObject(String json) {
    return json.stripLeading().startsWith("{");
  }

  /** The index after the first object or array, or {@link #NO_END}. */
  private static int end(String json) {
    int open = 0;
    boolean inString = false;
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (inString && c == '\\') {
        i++;
      } else if (c == '"') {
        inString = !inString;
      } else if (!inString && (c == '{' || c == '[')) {
        open++;
      } else if (!inString && (c == '}' || c == ']') && --open == 0) {
        return i + 1;
      }
    }
    return NO_END;
  }
}
