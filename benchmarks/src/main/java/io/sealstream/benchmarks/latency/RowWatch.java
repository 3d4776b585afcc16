package io.sealstream.benchmarks.latency;

import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Asks the database which messages have a row. Not thread-safe. */
final class RowWatch implements AutoCloseable {

  private final Connection connection;
  private final PreparedStatement query;

  /**
   * Connects.
   *
   * @param jdbc the database's URL, with its credentials
   */
  RowWatch(String jdbc) throws SQLException {
    connection = DriverManager.getConnection(jdbc);
    query =
        connection.prepareStatement(
            "SELECT message_id FROM user_logins WHERE message_id = ANY (?)");
  }

  /** Those of the message ids that have a row which others can see. */
  List<String> visible(Collection<String> messageIds) throws SQLException {
    Array ids = connection.createArrayOf("varchar", messageIds.toArray());
    query.setArray(1, ids);
    List<String> found = new ArrayList<>();
    try (ResultSet rows = query.executeQuery()) {
      while (rows.next()) {
        found.add(rows.getString(1));
      }
    } finally {
      ids.free();
    }
    return found;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
