package io.sealstream.connect.mask;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A path to a field, from the record's key or value downwards: names, divided by dots, and {@code
 * [*]} for every element of an array or every value of a map.
 *
 * <p>Names are written as in KIP-821: one that holds a dot stands between backticks. Inside them a
 * backtick is an ordinary character unless a dot, a {@code [*]} or the end follows; before those a
 * backslash makes it ordinary too. Equal paths have equal segments, however they were written.
 *
 * @param segments from the outermost to the innermost, at least one
 */
record FieldPath(List<Segment> segments) {
  /** Deeper than any record; a path of thousands would overflow the stack that walks the tree. */
  static final int MAX_SEGMENTS = 100;

  private static final String EACH = "[*]";
  private static final char DOT = '.';
  private static final char BACKTICK = '`';
  private static final char BACKSLASH = '\\';
  private static final char BRACKET = '[';

  FieldPath {
    segments = List.copyOf(segments);
  }

  /** One step of a path. */
  sealed interface Segment permits Name, Each {}

  /**
   * The field of a struct, or the entry of a map, that has this name.
   *
   * @param name not empty
   */
  record Name(String name) implements Segment {
    @Override
    public String toString() {
      boolean plain =
          name.indexOf(DOT) < 0 && name.indexOf(BRACKET) < 0 && name.charAt(0) != BACKTICK;
      return plain ? name : BACKTICK + escaped() + BACKTICK;
    }

    private String escaped() {
      return name.replace("`.", "\\`.").replace("`" + EACH, "\\`" + EACH);
    }
  }

  /** Every element of an array, or every value of a map. */
  enum Each implements Segment {
    EACH;

    @Override
    public String toString() {
      return FieldPath.EACH;
    }
  }

  /**
   * Parses a path.
   *
   * @throws IllegalArgumentException when it is not one; the message has the path, or its length
   *     where it {@linkplain ConfigChecks#mayBeQuoted may not be quoted}, the position (characters,
   *     counted from 1) and a mend
   */
  static FieldPath parse(String text) {
    return new Parser(text).path();
  }

  /** The path of its first {@code count} segments. */
  FieldPath prefix(int count) {
    return new FieldPath(segments.subList(0, count));
  }

  /** The last name; null for a path of {@code [*]} alone. */
  @Nullable String leaf() {
    for (int i = segments.size() - 1; i >= 0; i--) {
      if (segments.get(i) instanceof Name name) {
        return name.name();
      }
    }
    return null;
  }

  /** The path as {@link #parse} reads it, with backticks where they are needed. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Segment segment : segments) {
      if (segment instanceof Name && !text.isEmpty()) {
        text.append(DOT);
      }
      text.append(segment);
    }
    return text.toString();
  }

  /** Reads one path from left to right, once. */
  private static final class Parser {
    private static final Set<Character> AFTER_NAME = Set.of(DOT, BRACKET);

    private final String text;
    private final List<Segment> segments = new ArrayList<>();
    private int at;

    Parser(String text) {
      this.text = text;
    }

    FieldPath path() {
      if (text.isEmpty()) {
        throw new IllegalArgumentException("The path is empty; name a field");
      }
      if (text.charAt(0) != BRACKET) {
        readName();
      }
      while (at < text.length()) {
        if (text.charAt(at) == BRACKET) {
          readEach();
        } else {
          at++; // the dot that ended the name
          readName();
        }
      }
      return new FieldPath(segments);
    }

    private void readEach() {
      int start = at;
      if (!text.startsWith(EACH, at)) {
        throw error(
            at,
            "a bracket begins something else than [*]",
            "write [*] for every element, or put a name that holds a bracket between backticks");
      }
      at += EACH.length();
      if (at < text.length() && !AFTER_NAME.contains(text.charAt(at))) {
        throw error(at, "after [*] comes neither a dot nor [*]", "put a dot before the next name");
      }
      add(Each.EACH, start);
    }

    private void readName() {
      boolean quoted = at < text.length() && text.charAt(at) == BACKTICK;
      int start = at;
      String name = quoted ? readQuoted() : readPlain();
      if (name.isEmpty()) {
        throw error(start, "a name is empty", "remove the dot or backticks that are too many");
      }
      add(new Name(name), start);
    }

    private void add(Segment segment, int start) {
      if (segments.size() == MAX_SEGMENTS) {
        throw error(
            start,
            "more than " + MAX_SEGMENTS + " names and [*]",
            "name a field that is less deep in the record");
      }
      segments.add(segment);
    }

    private String readPlain() {
      int start = at;
      while (at < text.length() && !AFTER_NAME.contains(text.charAt(at))) {
        at++;
      }
      return text.substring(start, at);
    }

    private String readQuoted() {
      int open = at;
      StringBuilder name = new StringBuilder();
      for (int i = open + 1; i < text.length(); i++) {
        char c = text.charAt(i);
        if (c != BACKTICK || !endsName(i + 1)) {
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

    private boolean endsName(int index) {
      return index == text.length() || text.charAt(index) == DOT || text.startsWith(EACH, index);
    }

    private IllegalArgumentException error(int index, String problem, String mend) {
      String path =
          ConfigChecks.mayBeQuoted(text)
              ? "Path '" + text + "'"
              : "A path of " + text.length() + " characters";
      return new IllegalArgumentException(
          path + ", character " + (index + 1) + ": " + problem + "; " + mend);
    }
  }
}
