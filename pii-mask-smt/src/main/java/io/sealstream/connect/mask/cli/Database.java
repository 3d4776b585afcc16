package io.sealstream.connect.mask.cli;

import io.sealstream.connect.mask.cli.Failures.Failure;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
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
  /** "The server requested authentication, but no password was provided", says the driver. */
  private static final String PASSWORD_WANTED = "08004";

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
      char[] asked =
          PASSWORD_WANTED.equals(e.getSQLState()) && password == null ? prompt.get() : null;
      if (asked == null) {
        throw SqlFailures.of(e);
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
    try (Statement statement = connection.createStatement();
        ResultSet none = statement.executeQuery("SELECT * FROM " + table.sql() + " WHERE false")) {
      ResultSetMetaData meta = none.getMetaData();
      for (int i = 1; i <= meta.getColumnCount(); i++) {
        int type = meta.getColumnType(i);
        columns.put(meta.getColumnName(i), type == Types.VARCHAR || type == Types.CHAR);
      }
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

  /** The answer to a question whose one parameter is the table. */
  private boolean isTrue(String question, TableName table) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(question)) {
      statement.setString(1, table.sql());
      try (ResultSet answer = statement.executeQuery()) {
        return answer.next() && answer.getBoolean(1);
      }
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
