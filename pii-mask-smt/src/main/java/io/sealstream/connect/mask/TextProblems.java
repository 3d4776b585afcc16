package io.sealstream.connect.mask;

/**
 * What can be wrong with a value or its text, as phrases that go after the name of a field. They
 * have no cause: a parser's own message quotes its input.
 */
final class TextProblems {
  private TextProblems() {}

  /** Of a value that has another Java class than its schema says. */
  static RefusedRecordException wrongType(String expected, Object found) {
    return new RefusedRecordException(Refusal.TYPE, phrase(expected, Problems.typeName(found)));
  }

  /**
   * Of a text that no value has.
   *
   * @param type with its article
   */
  static RefusedRecordException notTheTextOf(String type) {
    return unexpected("the text of " + type, "something else");
  }

  static RefusedRecordException unexpected(String expected, String found) {
    return new RefusedRecordException(Refusal.VALUE, phrase(expected, found));
  }

  private static String phrase(String expected, String found) {
    return "expected " + expected + ", found " + found;
  }
}
