package io.sealstream.connect.sqs;

/**
 * Text that has no UTF-8 form. An unpaired surrogate cannot be written in UTF-8: Java's own encoder
 * would silently put a question mark in its place.
 */
final class Surrogates {

  private Surrogates() {}

  /** Whether {@code text} holds half of a surrogate pair without the other. */
  static boolean areUnpairedIn(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (i + 1 == text.length()
            || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
          return true;
        }
        i++;
      }
    }
    return false;
  }
}
