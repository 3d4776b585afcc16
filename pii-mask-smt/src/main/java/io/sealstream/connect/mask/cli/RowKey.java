package io.sealstream.connect.mask.cli;

import io.sealstream.connect.mask.cli.Failures.Failure;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Finds the columns that tell a table's rows apart. */
final class RowKey {
  private final Database database;
  private final TableName table;

  RowKey(Database database, TableName table) {
    this.database = database;
    this.table = table;
  }

  /**
   * The columns to go by.
   *
   * @param named on the command line; none for the primary key
   * @throws Failure when there is no primary key, or the named columns do not tell rows apart; or
   *     when there may be rows that the user does not see
   */
  List<String> find(List<String> named, TableColumns columns) throws Failure {
    try {
      requireAllRows();
      return named.isEmpty() ? primaryKey() : checked(named, columns);
    } catch (SQLException e) {
      throw SqlFailures.of(e);
    }
  }

  /** Whether an index of the table begins with a key, so that each page is found without a sort. */
  boolean isIndexed(List<String> key) throws Failure {
    try {
      return database.hasIndex(table, key);
    } catch (SQLException e) {
      throw SqlFailures.of(e);
    }
  }

  private void requireAllRows() throws SQLException, Failure {
    if (database.mayHideRows(table)) {
      throw new Failure(
          ("row-level security of the table %s may hide rows from this user; run it as a user whom it"
                  + " does not apply to, such as the table's owner or a role with BYPASSRLS")
              .formatted(table));
    }
  }

  /** The primary key, which does not hold for the rows of tables that inherit from this one. */
  private List<String> primaryKey() throws SQLException, Failure {
    List<String> key = database.primaryKey(table);
    if (key.isEmpty()) {
      throw new Failure(
          "the table %s has no primary key; name columns that tell its rows apart with --key"
              .formatted(table));
    }
    if (database.hasChildren(table) && isTrue(sql(key).hasRepeatedKey())) {
      throw new Failure(
          ("tables inherit from the table %s, and the primary key %s is not unique over all of them;"
                  + " name columns with --key that are")
              .formatted(table, String.join(",", key)));
    }
    return key;
  }

  private RewrapSql sql(List<String> key) {
    return new RewrapSql(table, key, List.of());
  }

  private List<String> checked(List<String> named, TableColumns columns)
      throws SQLException, Failure {
    columns.require(named);
    RewrapSql sql = sql(named);
    if (isTrue(sql.hasNullKey())) {
      throw new Failure(
          "--key %s does not do: it is null in some rows".formatted(String.join(",", named)));
    }
    if (isTrue(sql.hasRepeatedKey())) {
      throw new Failure(
          "--key %s does not do: some rows have it in common".formatted(String.join(",", named)));
    }
    return named;
  }

  private boolean isTrue(String query) throws SQLException {
    try (Statement statement = database.connection().createStatement();
        ResultSet answer = statement.executeQuery(query)) {
      return answer.next() && answer.getBoolean(1);
    }
  }
}
