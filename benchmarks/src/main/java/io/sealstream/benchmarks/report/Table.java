package io.sealstream.benchmarks.report;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A table of texts; the first column is what the others are about.
 *
 * @param header a name for each column
 * @param rows as many cells as the header has
 */
public record Table(List<String> header, List<List<String>> rows) {

  /** Checks that every row fits. */
  public Table {
    for (List<String> row : rows) {
      if (row.size() != header.size()) {
        throw new IllegalArgumentException("a row has other columns than the header: " + row);
      }
    }
  }

  /** As Markdown, columns aligned in the text too, figures on the right. */
  public String markdown() {
    StringBuilder text = new StringBuilder();
    text.append(line(header)).append(rule());
    rows.forEach(row -> text.append(line(row)));
    return text.toString();
  }

  private String line(List<String> cells) {
    return IntStream.range(0, cells.size())
        .mapToObj(column -> padded(cells.get(column), column))
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  private String padded(String cell, int column) {
    String format = column == 0 ? "%-" : "%";
    return String.format(format + width(column) + "s", cell);
  }

  private String rule() {
    return IntStream.range(0, header.size())
        .mapToObj(column -> "-".repeat(width(column) + 1) + (column == 0 ? "-" : ":"))
        .collect(Collectors.joining("|", "|", "|\n"));
  }

  private int width(int column) {
    int widest = header.get(column).length();
    for (List<String> row : rows) {
      widest = Math.max(widest, row.get(column).length());
    }
    return widest;
  }
}
