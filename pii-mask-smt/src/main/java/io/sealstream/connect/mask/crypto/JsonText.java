package io.sealstream.connect.mask.crypto;

/** What can be seen of a JSON text without parsing it. */
final class JsonText {
  private JsonText() {}

  /** Whether the text begins an object, and ends before that object does. */
  static boolean isCutOff(String json) {
    if (!json.stripLeading().startsWith("{")) {
      return false;
    }
    int open = 0;
    boolean inString = false;
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (inString && c == '\\') {
        i++;
      } else if (c == '"') {
        inString = !inString;
      } else if (!inString) {
        open += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
      }
    }
    return inString || open > 0;
  }
}
