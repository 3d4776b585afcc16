package io.sealstream.quickstart;

import io.sealstream.quickstart.ui.Reading.Row;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/**
 * The rows of the table that came last, and those of some messages, as they are stored. Each look
 * is a connection of its own, so that one that broke is no matter for the next. Thread-safe.
 */
final class LatestRows {
  /** No interrupt ends a query, so these are short. */
  private static final int TIMEOUT_SECONDS = 2;

  private static final int ANSWERS_WITHIN_MILLIS = 3_000;
  private static final String ROW =
      "SELECT message_id, " + String.join(", ", UserLogins.COLUMNS) + " FROM user_logins ";

  private final DataSource database;

  LatestRows(DataSource database) {
    this.database = database;
  }

  /**
   * What a look found.
   *
   * @param count of all rows
   * @param last the newest first
   * @param byMessage the rows of the messages that were asked for
   */
  record Found(long count, List<Row> last, Map<String, Row> byMessage) {}

  Found look(int most, Collection<String> messageIds) {
    try (Connection connection = open()) {
      Map<String, Row> byMessage = new HashMap<>();
      if (!messageIds.isEmpty()) {
        for (Row row : of(connection, messageIds)) {
          byMessage.put(row.messageId(), row);
        }
      }
      return new Found(count(connection), last(connection, most), byMessage);
    } catch (SQLException e) {
      throw QuickstartException.of("The rows of user_logins cannot be read", e);
    }
  }

  private Connection open() throws SQLException {
    Connection connection = database.getConnection();
    // A server that hangs ends no query by itself.
    connection.setNetworkTimeout(Runnable::run, ANSWERS_WITHIN_MILLIS);
    return connection;
  }

  private static long count(Connection connection) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("SELECT count(*) FROM user_logins")) {
      query.setQueryTimeout(TIMEOUT_SECONDS);
      try (ResultSet result = query.executeQuery()) {
        result.next();
        return result.getLong(1);
      }
    }
  }

  private static List<Row> last(Connection connection, int most) throws SQLException {
    // A row has no time of its own. Rows are added and not removed, so the last in the file came
    // last, and a message that came twice has its row there anew.
    try (PreparedStatement query =
        connection.prepareStatement(ROW + "ORDER BY ctid DESC LIMIT ?")) {
      query.setInt(1, most);
      return rows(query);
    }
  }

  private static List<Row> of(Connection connection, Collection<String> messageIds)
      throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(ROW + "WHERE message_id = ANY (?)")) {
      query.setArray(1, connection.createArrayOf("varchar", messageIds.toArray()));
      return rows(query);
    }
  }

  private static List<Row> rows(PreparedStatement query) throws SQLException {
    query.setQueryTimeout(TIMEOUT_SECONDS);
    try (ResultSet result = query.executeQuery()) {
      List<Row> rows = new ArrayList<>();
      while (result.next()) {
        List<String> cells = new ArrayList<>();
        for (int i = 0; i < UserLogins.COLUMNS.size(); i++) {
          cells.add(result.getString(i + 2));
        }
        rows.add(new Row(result.getString(1), cells));
      }
      return rows;
    }
  }
}
