package io.sealstream.connect.mask.crypto;

/** Which texts UTF-8 can carry. */
public final class UnicodeText {
  private UnicodeText() {}

  /** Whether every surrogate of the text is one of a pair, so that its UTF-8 gives it back. */
  public static boolean isWellFormed(String text) {
    // Nearly all texts have no surrogate; this loop is quicker than one over code points.
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return isPaired(text, i);
      }
    }
    return true;
  }

  private static boolean isPaired(String text, int start) {
    int codePoint;
    for (int i = start; i < text.length(); i += Character.charCount(codePoint)) {
      codePoint = text.codePointAt(i);
      if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
        return false;
      }
    }
    return true;
  }
}
