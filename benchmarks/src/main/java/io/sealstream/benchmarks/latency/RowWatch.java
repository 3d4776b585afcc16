package io.sealstream.benchmarks.latency;

import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Asks the database which messages have a row. Not thread-safe.
 *
 * <p>By the primary key, whatever PostgreSQL knows of the table: it gathers the statistics of a new
 * one only when autovacuum comes by, and plans sequential scans until then. In a table that grows
 * these took more of the machine than the sink did, and were measured with it.
 */
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
    try (Statement session = connection.createStatement()) {
      session.execute("SET enable_seqscan = off");
    }
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
