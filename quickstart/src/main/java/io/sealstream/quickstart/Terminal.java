package io.sealstream.quickstart;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * What the user sees: plain ASCII; colours and a bar that redraws itself only on a terminal.
 * Thread-safe.
 */
final class Terminal {
  private static final String ESCAPE = "\u001b[";
  private static final String CLEAR_LINE = "\r" + ESCAPE + "K";

  private final PrintStream out;
  private final PrintStream err;
  private final boolean interactive;
  private final boolean colours;
  private boolean barShown;

  /**
   * Writes to these streams.
   *
   * @param interactive whether {@code out} is a terminal
   * @param colours whether colours are wanted there
   */
  Terminal(PrintStream out, PrintStream err, boolean interactive, boolean colours) {
    this.out = out;
    this.err = err;
    this.interactive = interactive;
    this.colours = interactive && colours;
  }

  boolean isInteractive() {
    return interactive;
  }

  /** A title with an empty line above. */
  synchronized void heading(String text) {
    endBar();
    out.println();
    out.println(styled("1", text));
    out.flush();
  }

  /** An indented line. */
  synchronized void line(String text) {
    endBar();
    out.println("  " + text);
    out.flush();
  }

  /** A line for something that is up: what, where, and how long it took. */
  void ready(String what, String where, Duration took) {
    line("%-32s %-42s %6s".formatted(what, where, seconds(took)));
  }

  /** A line that says yes or no to a check. */
  void check(boolean holds, String text) {
    line((holds ? styled("32", "ok  ") : styled("31", "FAIL")) + " " + text);
  }

  /** Draws the bar again in its place; for terminals only. */
  synchronized void bar(String text) {
    out.print(CLEAR_LINE + "  " + text);
    out.flush();
    barShown = true;
  }

  /** A table whose columns are as wide as their widest cell. */
  void table(List<String> header, List<List<String>> rows) {
    int[] widths = new int[header.size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = header.get(i).length();
      for (List<String> row : rows) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    line(styled("2", tableLine(header, widths)));
    rows.forEach(row -> line(tableLine(row, widths)));
  }

  /** One sentence on the error stream. */
  synchronized void error(String sentence) {
    endBar();
    out.flush();
    err.println(styled("31", "quickstart: ") + sentence);
    err.flush();
  }

  static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
  }

  private static String tableLine(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String cell = cells.get(i);
      line.append(cell).append(" ".repeat(widths[i] - cell.length() + 2));
    }
    return line.toString().stripTrailing();
  }

  private void endBar() {
    if (barShown) {
      out.println();
      barShown = false;
    }
  }

  private String styled(String code, String text) {
    return colours ? ESCAPE + code + "m" + text + ESCAPE + "0m" : text;
  }
}
