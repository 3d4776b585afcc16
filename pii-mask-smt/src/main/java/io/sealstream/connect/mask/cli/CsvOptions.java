package io.sealstream.connect.mask.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options for CSV. */
final class CsvOptions {
  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  @Option(
      names = "--csv",
      description = {
        "Read CSV with a header (RFC 4180, UTF-8) and change the columns of --column.",
        "An empty field without quotes is null and stays empty."
      })
  private boolean csv;

  @Option(
      names = "--delimiter",
      paramLabel = "CHAR",
      description = "What stands between CSV fields: one ASCII character, or 'tab'. Default: ','.")
  private @Nullable String delimiter;

  boolean isCsv() {
    return csv;
  }

  boolean isDelimiterGiven() {
    return delimiter != null;
  }

  char delimiter() {
    String given = delimiter == null ? "," : delimiter;
    char character = given.equals("tab") ? '\t' : given.isEmpty() ? '"' : given.charAt(0);
    boolean isOne = given.equals("tab") || given.length() == 1;
    if (!isOne || character > '~' || "\"\r\n".indexOf(character) >= 0) {
      throw Usage.of(command)
          .wrong(
              "--delimiter takes one ASCII character that is no quote and no line end, or 'tab'");
    }
    return character;
  }
}
