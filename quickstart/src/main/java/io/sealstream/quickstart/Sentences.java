package io.sealstream.quickstart;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns what servers say into one sentence for a person. */
final class Sentences {
  private static final Pattern EXCEPTION =
      Pattern.compile("^(?:Caused by: )?(?:[\\w$]+\\.)+[\\w$]*(?:Exception|Error)\\b:?\\s*");

  private Sentences() {}

  /**
   * The innermost cause that a Java stack trace names, without its class name.
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
    String message = exception.find() ? cause.substring(exception.end()) : cause;
    if (message.isBlank()) {
      message = cause.replace("Caused by: ", "");
    }
    return end(message.strip());
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
