package io.sealstream.connect.mask;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A path to a field: names, divided by dots, from the record's key or value downwards.
 *
 * <p>The syntax is KIP-821's: a name that holds a dot stands between backticks. Inside them a
 * backtick is an ordinary character unless a dot or the end follows; before a dot a backslash makes
 * it ordinary too. Equal paths have equal names, however they were written.
 *
 * @param names from the outermost to the innermost, none of them empty
 */
record FieldPath(List<String> names) {
  private static final char DOT = '.';
  private static final char BACKTICK = '`';
  private static final char BACKSLASH = '\\';
  private static final char BRACKET = '[';

  FieldPath {
    names = List.copyOf(names);
  }

  /**
   * Parses a path.
   *
   * @throws IllegalArgumentException when it is not one; the message has the path, the position
   *     (characters, counted from 1) and a mend
   */
  static FieldPath parse(String text) {
    return new Parser(text).path();
  }

  /** The path of its first {@code count} names. */
  FieldPath prefix(int count) {
    return new FieldPath(names.subList(0, count));
  }

  String leaf() {
    return names.get(names.size() - 1);
  }

  /** Whether this path leads to the other one, or is it. */
  boolean covers(FieldPath other) {
    return other.names.size() >= names.size() && other.names.subList(0, names.size()).equals(names);
  }

  /** The path as {@link #parse} reads it, with backticks where they are needed. */
  @Override
  public String toString() {
    return names.stream().map(FieldPath::quoted).collect(Collectors.joining("."));
  }

  private static String quoted(String name) {
    boolean plain =
        name.indexOf(DOT) < 0 && name.indexOf(BRACKET) < 0 && name.charAt(0) != BACKTICK;
    return plain ? name : BACKTICK + name.replace("`.", "\\`.") + BACKTICK;
  }

  /** Reads one path from left to right, once. */
  private static final class Parser {
    private final String text;
    private final List<String> names = new ArrayList<>();
    private int at;

    Parser(String text) {
      this.text = text;
    }

    FieldPath path() {
      if (text.isEmpty()) {
        throw new IllegalArgumentException("The path is empty; name a field");
      }
      readName();
      while (at < text.length()) {
        at++; // the dot that ended the name
        readName();
      }
      return new FieldPath(names);
    }

    private void readName() {
      boolean quoted = at < text.length() && text.charAt(at) == BACKTICK;
      int start = at;
      String name = quoted ? readQuoted() : readPlain();
      if (name.isEmpty()) {
        throw error(start, "a name is empty", "remove the dot or backticks that are too many");
      }
      names.add(name);
    }

    private String readPlain() {
      int start = at;
      int dot = text.indexOf(DOT, start);
      at = dot < 0 ? text.length() : dot;
      int bracket = text.indexOf(BRACKET, start);
      if (bracket >= 0 && bracket < at) {
        throw arrays(bracket);
      }
      return text.substring(start, at);
    }

    private String readQuoted() {
      int open = at;
      StringBuilder name = new StringBuilder();
      for (int i = open + 1; i < text.length(); i++) {
        char c = text.charAt(i);
        if (c != BACKTICK) {
          name.append(c);
        } else if (isFollowedBy(i, BRACKET)) {
          throw arrays(i + 1);
        } else if (i + 1 < text.length() && !isFollowedBy(i, DOT)) {
          name.append(c);
        } else if (text.charAt(i - 1) == BACKSLASH) {
          name.setCharAt(name.length() - 1, BACKTICK);
        } else {
          at = i + 1;
          return name.toString();
        }
      }
      throw error(
          open,
          "the backtick is not closed",
          "put a backtick, without a backslash, after the name");
    }

    private boolean isFollowedBy(int index, char expected) {
      return index + 1 < text.length() && text.charAt(index + 1) == expected;
    }

    private IllegalArgumentException arrays(int index) {
      return error(
          index,
          "elements of arrays are not supported yet",
          "name a field outside of arrays; a name that holds a bracket itself needs backticks");
    }

    private IllegalArgumentException error(int index, String problem, String mend) {
      return new IllegalArgumentException(
          "Path '" + text + "', character " + (index + 1) + ": " + problem + "; " + mend);
    }
  }
}
