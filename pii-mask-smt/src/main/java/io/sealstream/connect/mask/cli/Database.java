package io.sealstream.connect.mask.cli;

import io.sealstream.connect.mask.cli.Failures.Failure;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/** A connection to a PostgreSQL database, with what is asked of its catalogue. Not thread-safe. */
final class Database implements AutoCloseable {
  private final Connection connection;

  private Database(Connection connection) {
    this.connection = connection;
  }

  /**
   * Connects.
   *
   * @param password null where none is known
   * @param prompt asked once when the server wants a password and none is known
   * @throws Failure when the server cannot be reached or refuses
   */
  static Database open(
      JdbcUrl url,
      @Nullable String user,
      @Nullable String password,
      Supplier<char @Nullable []> prompt)
      throws Failure {
    Properties properties = properties(user, password);
    try {
      return connect(url, properties);
    } catch (SQLException e) {
      boolean isWanted = SqlFailures.PASSWORD_WANTED.equals(e.getSQLState());
      if (!isWanted || password != null || url.demandsTls()) {
        throw SqlFailures.of(e);
      }
      char[] asked = prompt.get();
      if (asked == null) {
        throw SqlFailures.noPassword();
      }
      PGProperty.PASSWORD.set(properties, new String(asked));
    }
    try {
      return connect(url, properties);
    } catch (SQLException e) {
      throw SqlFailures.of(e);
    }
  }

  private static Database connect(JdbcUrl url, Properties properties) throws SQLException {
    // Not DriverManager, which would offer the password to every driver on the class path.
    Connection connection = new Driver().connect(url.text(), properties);
    if (connection == null) {
      throw new IllegalStateException("the driver does not take a URL that was checked");
    }
    return new Database(connection);
  }

  private static Properties properties(@Nullable String user, @Nullable String password) {
    Properties properties = new Properties();
    if (user != null) {
      PGProperty.USER.set(properties, user);
    }
    if (password != null) {
      PGProperty.PASSWORD.set(properties, password);
    }
    PGProperty.APPLICATION_NAME.set(properties, "pii");
    PGProperty.TCP_KEEP_ALIVE.set(properties, true);
    // Values in the server's own text form, which it takes back as it is
    PGProperty.BINARY_TRANSFER.set(properties, false);
    PGProperty.LOG_SERVER_ERROR_DETAIL.set(properties, false);
    return properties;
  }

  Connection connection() {
    return connection;
  }

  /** The columns of a table or view in their order, each with whether it holds text. */
  Map<String, Boolean> columns(TableName table) throws SQLException {
    Map<String, Boolean> columns = new LinkedHashMap<>();
    // Of the catalogue, as a user may have been granted some of the columns only.
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT attname, atttypid = ANY ('{text,varchar,bpchar,name}'::regtype[])"
                + " FROM pg_attribute WHERE attrelid = to_regclass(?)"
                + " AND attnum > 0 AND NOT attisdropped ORDER BY attnum")) {
      statement.setString(1, table.sql());
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          columns.put(found.getString(1), found.getBoolean(2));
        }
      }
    }
    if (columns.isEmpty()) {
      throw new SQLException(null, "42P01");
    }
    return columns;
  }

  /** The columns of a table's primary key in the key's order; none where it has none. */
  List<String> primaryKey(TableName table) throws SQLException {
    TableName qualified = qualified(table);
    DatabaseMetaData meta = connection.getMetaData();
    Map<Integer, String> key = new TreeMap<>();
    try (ResultSet columns = meta.getPrimaryKeys(null, qualified.schema(), qualified.table())) {
      while (columns.next()) {
        key.put(columns.getInt("KEY_SEQ"), columns.getString("COLUMN_NAME"));
      }
    }
    return List.copyOf(key.values());
  }

  /** Whether tables inherit from a table; partitions, which share its keys, do not count. */
  boolean hasChildren(TableName table) throws SQLException {
    return isTrue(
        "SELECT EXISTS (SELECT 1 FROM pg_inherits JOIN pg_class c ON c.oid = inhparent"
            + " WHERE c.oid = to_regclass(?) AND c.relkind <> 'p')",
        table);
  }

  /**
   * Whether row-level security may hide rows of a table from the user. From here on the server
   * refuses what it would hide rows from, such as a view of such a table.
   */
  boolean mayHideRows(TableName table) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET row_security = off");
    }
    return isTrue("SELECT row_security_active(to_regclass(?))", table);
  }

  /** Whether an index of a table begins with columns, so that pages in their order are cheap. */
  boolean hasIndex(TableName table, List<String> columns) throws SQLException {
    String question =
        "SELECT EXISTS (SELECT 1 FROM pg_index i"
            + " JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am m ON m.oid = c.relam"
            + " WHERE i.indrelid = to_regclass(?) AND i.indisvalid AND i.indpred IS NULL"
            + " AND m.amname = 'btree' AND i.indnkeyatts >= cardinality(?)"
            + " AND ARRAY(SELECT a.attname::text FROM unnest(i.indkey) WITH ORDINALITY k(n, place)"
            + " JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.n"
            + " WHERE place <= cardinality(?) ORDER BY place) = ?)";
    try (PreparedStatement statement = connection.prepareStatement(question)) {
      statement.setString(1, table.sql());
      for (int parameter = 2; parameter <= 4; parameter++) {
        statement.setArray(parameter, connection.createArrayOf("text", columns.toArray()));
      }
      return isTrue(statement);
    }
  }

  /** The answer to a question whose one parameter is the table. */
  private boolean isTrue(String question, TableName table) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(question)) {
      statement.setString(1, table.sql());
      return isTrue(statement);
    }
  }

  private static boolean isTrue(PreparedStatement question) throws SQLException {
    try (ResultSet answer = question.executeQuery()) {
      return answer.next() && answer.getBoolean(1);
    }
  }

  /** The table with the schema in which the search path finds it. */
  private TableName qualified(TableName table) throws SQLException {
    if (table.schema() != null) {
      return table;
    }
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT nspname FROM pg_class"
                + " JOIN pg_namespace n ON n.oid = relnamespace"
                + " WHERE pg_class.oid = to_regclass(?)")) {
      statement.setString(1, table.sql());
      try (ResultSet found = statement.executeQuery()) {
        return found.next() ? new TableName(found.getString("nspname"), table.table()) : table;
      }
    }
  }

  @Override
  public void close() throws Failure {
    try {
      connection.close();
    } catch (SQLException e) {
      throw SqlFailures.of(e);
    }
  }
}
