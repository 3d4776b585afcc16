package io.sealstream.quickstart;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns what servers say into one sentence for a person. */
final class Sentences {
  private static final Pattern EXCEPTION =
      Pattern.compile("^(?:Caused by: )?((?:[\\w$]+\\.)+)([\\w$]*(?:Exception|Error))\\b:?\\s*");

  private Sentences() {}

  /**
   * The innermost cause that a Java stack trace names, without the name of a library's class.
   *
   * @param trace a stack trace as Connect's REST API gives it
   * @return one sentence
   */
  static String causeOf(String trace) {
    List<String> lines = trace.lines().toList();
    String cause = lines.isEmpty() ? "" : lines.get(0);
    for (String line : lines) {
      if (line.startsWith("Caused by: ")) {
        cause = line;
      }
    }
    Matcher exception = EXCEPTION.matcher(cause);
    if (!exception.find()) {
      return end(cause.strip());
    }
    String message = cause.substring(exception.end()).strip();
    String name = exception.group(2);
    if (message.isEmpty()) {
      return end(name);
    }
    // The JDK's messages are often but a name: of a file, of a host, of a class.
    return end(exception.group(1).startsWith("java.") ? name + ": " + message : message);
  }

  /** Adds the full stop that is missing. */
  static String end(String text) {
    return text.isEmpty() || ".!?".indexOf(text.charAt(text.length() - 1)) >= 0 ? text : text + ".";
  }

  /** A count with its noun, such as "1 row" or "1,200 rows". */
  static String count(long count, String noun) {
    return String.format(Locale.ROOT, "%,d %s%s", count, noun, count == 1 ? "" : "s");
  }
}
