package io.sealstream.connect.mask.crypto;

/** Which texts UTF-8 can carry. */
public final class UnicodeText {
  private UnicodeText() {}

  /** Whether every surrogate of the text is one of a pair, so that its UTF-8 gives it back. */
  public static boolean isWellFormed(String text) {
    int codePoint;
    for (int i = 0; i < text.length(); i += Character.charCount(codePoint)) {
      codePoint = text.codePointAt(i);
      if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
        return false;
      }
    }
    return true;
  }
}
