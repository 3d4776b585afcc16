package io.sealstream.connect.mask.cli;

import io.sealstream.connect.mask.cli.Failures.Failure;
import io.sealstream.connect.mask.crypto.CipherException;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes a table as CSV, with some columns changed. It reads with a cursor in a read-only
 * transaction, so that a table of any size passes through little memory.
 */
final class TableExport {
  private static final int ROWS_AT_A_TIME = 1_000;

  private final Database database;
  private final TableName table;
  private final List<String> columns;
  private final Map<String, TextChange> changes;

  /**
   * @param columns what to write, in this order
   * @param changes what to do with which of them
   */
  TableExport(
      Database database, TableName table, List<String> columns, Map<String, TextChange> changes) {
    this.database = database;
    this.table = table;
    this.columns = List.copyOf(columns);
    this.changes = Map.copyOf(changes);
  }

  /**
   * Writes a header and all rows.
   *
   * @throws Failure with the number of the first row that cannot be changed, and the column
   */
  void write(CsvOutput output) throws Failure, IOException {
    Streams.flushAfter(() -> writeAll(output), output::flush);
  }

  private void writeAll(CsvOutput output) throws Failure, IOException {
    CsvRow header = new CsvRow();
    columns.forEach(column -> header.add(column, false));
    output.write(header);
    Connection connection = database.connection();
    try {
      connection.setReadOnly(true);
      // Without a transaction the driver fetches all rows at once.
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.setFetchSize(ROWS_AT_A_TIME);
        try (ResultSet rows = statement.executeQuery(select())) {
          for (long number = 1; rows.next(); number++) {
            output.write(row(rows, number));
          }
        }
      }
      connection.rollback();
    } catch (SQLException e) {
      throw SqlFailures.of(e);
    }
  }

  private String select() {
    String list = columns.stream().map(TableName::quote).collect(Collectors.joining(", "));
    return "SELECT " + list + " FROM " + table.sql();
  }

  private CsvRow row(ResultSet rows, long number) throws SQLException, Failure {
    CsvRow row = new CsvRow();
    for (int i = 0; i < columns.size(); i++) {
      String value = rows.getString(i + 1);
      TextChange change = changes.get(columns.get(i));
      row.add(
          value == null || change == null ? value : change(change, value, columns.get(i), number),
          false);
    }
    return row;
  }

  private static String change(TextChange change, String value, String column, long number)
      throws Failure {
    try {
      return change.apply(value);
    } catch (CipherException e) {
      throw new Failure(
          "row %d: the value of column '%s' %s".formatted(number, column, e.getMessage()));
    }
  }
}
