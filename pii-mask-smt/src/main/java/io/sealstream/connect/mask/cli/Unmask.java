package io.sealstream.connect.mask.cli;

import io.sealstream.connect.mask.cli.Failures.Failure;
import io.sealstream.connect.mask.cli.Unmasking.Undecryptable;
import io.sealstream.connect.mask.crypto.Keyset;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code pii unmask}: decrypts lines, columns of CSV, or columns of a table. */
@Command(
    name = "unmask",
    description = {
      "Decrypts lines or CSV from standard input, or a PostgreSQL table, to standard output.",
      "Without --csv and --jdbc-url each line is a value of --domain; an empty line stays empty.",
      "A table comes out as CSV, read in one read-only transaction."
    },
    versionProvider = Pii.VersionProvider.class)
final class Unmask implements Callable<Integer> {
  private final Streams streams;
  private final Surroundings surroundings;

  @Spec private @Nullable CommandSpec spec;
  @Mixin private KeysetOptions keysets = new KeysetOptions();

  @Option(
      names = "--domain",
      paramLabel = "NAME",
      description = "The domain that the lines were encrypted for, such as 'ip'.")
  private @Nullable String domain;

  @Mixin private CsvOptions csv = new CsvOptions();
  @Mixin private ColumnOptions columns = new ColumnOptions();
  @Mixin private DatabaseOptions database = new DatabaseOptions();

  @Option(
      names = "--select",
      split = ",",
      paramLabel = "COLUMN",
      description = "With --jdbc-url: the columns to write, in this order. Default: all.")
  private List<String> select = new ArrayList<>();

  @Option(
      names = "--on-undecryptable",
      paramLabel = "fail|pass",
      converter = Choices.OfUndecryptable.class,
      description = {
        "What to do with a value that does not decrypt: end with an error (default), or pass it",
        "as it is; how many passed is said at the end."
      })
  private Undecryptable onUndecryptable = Undecryptable.FAIL;

  Unmask(Streams streams, Surroundings surroundings) {
    this.streams = streams;
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws Failure, IOException {
    Usage usage = Usage.of(spec);
    Unmasking unmasking = new Unmasking(onUndecryptable);
    if (csv.isCsv() || database.isGiven()) {
      usage.check(domain == null, "--domain is for lines; for columns give --column NAME=DOMAIN");
      usage.check(!columns.isEmpty(), "at least one --column is needed");
      unmaskColumns(usage, unmasking);
    } else {
      usage.check(columns.isEmpty(), "--column needs --csv or --jdbc-url");
      usage.check(!csv.isDelimiterGiven(), "--delimiter needs --csv or --jdbc-url");
      usage.check(!database.isAnyGiven() && select.isEmpty(), "a table needs --jdbc-url");
      unmaskLines(usage.given(domain, "--domain, --csv or --jdbc-url is needed"), unmasking);
    }
    if (unmasking.passed() > 0) {
      usage.say(
          "pii: values that did not decrypt and passed as they are: %,d"
              .formatted(unmasking.passed()));
    }
    return 0;
  }

  private void unmaskLines(String ofDomain, Unmasking unmasking) throws Failure, IOException {
    Keyset keyset = keysets.readDecrypting();
    new Lines(streams).change(unmasking.with(keysets.cipher(keyset, ofDomain)));
  }

  private void unmaskColumns(Usage usage, Unmasking unmasking) throws Failure, IOException {
    char delimiter = csv.delimiter();
    Map<String, String> domains = columns.domains();
    if (csv.isCsv()) {
      usage.check(
          !database.isAnyGiven() && select.isEmpty(), "--csv excludes the options for a table");
      new CsvColumns(streams, delimiter, changes(domains, unmasking)).change();
    } else {
      for (String column : domains.keySet()) {
        usage.check(
            select.isEmpty() || select.contains(column),
            "--column " + Names.quoted(column) + " is not in --select");
      }
      unmaskTable(database.table(), changes(domains, unmasking), delimiter);
    }
  }

  private void unmaskTable(TableName table, Map<String, TextChange> changes, char delimiter)
      throws Failure, IOException {
    try (Database open = database.open(surroundings)) {
      TableColumns there = TableColumns.of(open, table);
      there.require(changes.keySet());
      there.require(select);
      List<String> written = select.isEmpty() ? there.names() : select;
      new TableExport(open, table, written, changes).write(new CsvOutput(streams.out(), delimiter));
    }
  }

  private Map<String, TextChange> changes(Map<String, String> domains, Unmasking unmasking)
      throws Failure {
    Keyset keyset = keysets.readDecrypting();
    Map<String, TextChange> changes = new LinkedHashMap<>();
    for (Map.Entry<String, String> column : domains.entrySet()) {
      changes.put(column.getKey(), unmasking.with(keysets.cipher(keyset, column.getValue())));
    }
    return changes;
  }
}
