package io.sealstream.connect.mask.cli;

import io.sealstream.connect.mask.cli.Failures.Failure;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The columns of a table, and whether those are there that a command line names. */
final class TableColumns {
  private final TableName table;
  private final Map<String, Boolean> columns;

  private TableColumns(TableName table, Map<String, Boolean> columns) {
    this.table = table;
    this.columns = columns;
  }

  static TableColumns of(Database database, TableName table) throws Failure {
    try {
      return new TableColumns(table, database.columns(table));
    } catch (SQLException e) {
      throw SqlFailures.of(e);
    }
  }

  /** All of them in the table's order. */
  List<String> names() {
    return List.copyOf(columns.keySet());
  }

  /**
   * Checks that columns are there.
   *
   * @throws Failure with the first that is not, and those that are
   */
  void require(Collection<String> names) throws Failure {
    for (String name : names) {
      if (!columns.containsKey(name)) {
        throw new Failure(
            "the table %s has no column %s; it has %s"
                .formatted(table, Names.quoted(name), String.join(", ", columns.keySet())));
      }
    }
  }

  /** As {@link #require}, and that they hold text, as ciphertexts are. */
  void requireText(Collection<String> names) throws Failure {
    require(names);
    for (String name : names) {
      if (!Boolean.TRUE.equals(columns.get(name))) {
        throw new Failure(
            "the column '%s' of the table %s holds no text, so no ciphertexts"
                .formatted(name, table));
      }
    }
  }
}
