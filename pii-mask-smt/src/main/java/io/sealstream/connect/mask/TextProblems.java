package io.sealstream.connect.mask;

import org.apache.kafka.connect.errors.DataException;

/**
 * What can be wrong with a value or its text, as phrases that go after the name of a field. They
 * have no cause: a parser's own message quotes its input.
 */
final class TextProblems {
  private TextProblems() {}

  /** Of a value that has another Java class than its schema says. */
  static DataException wrongType(String expected, Object found) {
    return unexpected(expected, Problems.typeName(found));
  }

  /**
   * Of a text that no value has.
   *
   * @param type with its article
   */
  static DataException notTheTextOf(String type) {
    return unexpected("the text of " + type, "something else");
  }

  static DataException unexpected(String expected, String found) {
    return new DataException("expected " + expected + ", found " + found);
  }
}
