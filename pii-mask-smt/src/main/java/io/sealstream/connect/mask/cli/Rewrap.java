package io.sealstream.connect.mask.cli;

import io.sealstream.connect.mask.cli.Failures.Failure;
import io.sealstream.connect.mask.cli.Unmasking.Undecryptable;
import io.sealstream.connect.mask.crypto.Keyset;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code pii rewrap}: brings the ciphertexts of a table under the primary key. */
@Command(
    name = "rewrap",
    description = {
      "Encrypts columns of a PostgreSQL table again, under the keyset's primary key.",
      "It works in place and in batches, each one transaction. When it was interrupted, run it",
      "again: it goes on with the rows that are left. A row that somebody else changes meanwhile",
      "is not overwritten; it is looked at again at the end. NULL stays NULL."
    },
    versionProvider = Pii.VersionProvider.class)
final class Rewrap implements Callable<Integer> {
  private static final int MOST_ROWS = 100_000;

  private final Streams streams;
  private final Surroundings surroundings;

  @Spec private @Nullable CommandSpec spec;
  @Mixin private KeysetOptions keysets = new KeysetOptions();
  @Mixin private DatabaseOptions database = new DatabaseOptions();
  @Mixin private ColumnOptions columns = new ColumnOptions();

  @Option(
      names = "--key",
      split = ",",
      paramLabel = "COLUMN",
      description = {
        "Columns that tell the rows apart and are never null.",
        "Needed only where the table has no primary key. Without an index that begins with them,",
        "each batch reads the whole table."
      })
  private List<String> key = new ArrayList<>();

  @Option(
      names = "--batch-size",
      paramLabel = "ROWS",
      description = "How many rows a transaction has at most. Default: 1000.")
  private int batchSize = 1_000;

  @Option(names = "--dry-run", description = "Decrypt and count, and change nothing.")
  private boolean dryRun;

  @Option(
      names = "--on-undecryptable",
      paramLabel = "fail|pass",
      converter = Choices.OfUndecryptable.class,
      description = {
        "What to do with a value that does not decrypt: end with an error (default), the batches",
        "before it being done; or leave it as it is and count it."
      })
  private Undecryptable onUndecryptable = Undecryptable.FAIL;

  Rewrap(Streams streams, Surroundings surroundings) {
    this.streams = streams;
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws Failure, IOException {
    Usage usage = Usage.of(spec);
    usage.check(!columns.isEmpty(), "at least one --column is needed");
    usage.check(batchSize >= 1 && batchSize <= MOST_ROWS, "--batch-size must be 1 to " + MOST_ROWS);
    TableName table = database.table();
    List<ReencryptedColumn> reencrypted = reencrypted(columns.domains());
    try (Database open = database.open(surroundings)) {
      streams.println(rewrap(open, table, reencrypted, usage).summary(dryRun));
    }
    streams.flush();
    return 0;
  }

  private Tally rewrap(
      Database open, TableName table, List<ReencryptedColumn> reencrypted, Usage usage)
      throws Failure {
    TableColumns there = TableColumns.of(open, table);
    there.requireText(reencrypted.stream().map(ReencryptedColumn::name).toList());
    RowKey rows = new RowKey(open, table);
    List<String> found = rows.find(key, there);
    if (!rows.isIndexed(found)) {
      usage.say(
          "pii: warning: no index of the table %s begins with %s, so each batch reads the whole table"
              .formatted(table, String.join(",", found)));
    }
    return new Rewrapper(
            open,
            table,
            found,
            reencrypted,
            new Rewrapper.Settings(batchSize, dryRun, onUndecryptable),
            Progress.on(usage.err(), surroundings.terminal()),
            () -> {})
        .run();
  }

  private List<ReencryptedColumn> reencrypted(Map<String, String> domains) throws Failure {
    Keyset keyset = keysets.readDecrypting();
    List<ReencryptedColumn> reencrypted = new ArrayList<>();
    for (Map.Entry<String, String> column : domains.entrySet()) {
      reencrypted.add(
          new ReencryptedColumn(
              column.getKey(), keysets.cipher(keyset, column.getValue()), keyset));
    }
    return reencrypted;
  }
}
