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
import java.util.Objects;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The rows of the table that came last, and those of some messages, as they are stored. Each look
 * is a connection of its own, so that one that broke is no matter for the next. For one thread.
 *
 * <p>A row has no time of its own, and its place in the table's file is none either: an update
 * takes the place of what was there before another. So the order is that of the topic, and rows are
 * found by their primary key.
 */
final class LatestRows {
  /** No interrupt ends a connection or a query, so these are short. */
  private static final int TIMEOUT_SECONDS = 2;

  /** A server that hangs ends no query by itself. */
  private static final int ANSWERS_WITHIN_SECONDS = 3;

  /** To count is to read the whole table, and a run may fill it with a million rows. */
  private static final long COUNT_EVERY_NANOS = 900_000_000L;

  /** How many messages are looked for first, where the sink is as far as the topic. */
  private static final int LOOKS_FIRST = 50;

  private static final int LOOKS_FURTHER_TIMES = 10;
  private static final String ROW =
      "SELECT message_id, " + String.join(", ", UserLogins.COLUMNS) + " FROM user_logins ";

  private final DataSource database;
  private final LongSupplier nanos;
  private @Nullable Found last;
  private long countedAt;

  /**
   * Asks nothing yet.
   *
   * @param database where the table is; it is asked with short timeouts of this class's own
   * @param nanos a clock
   */
  LatestRows(PGSimpleDataSource database, LongSupplier nanos) {
    this.database = quick(database);
    this.nanos = nanos;
  }

  /**
   * What a look found.
   *
   * @param count of all rows, at most a second old
   * @param byMessage the rows of the messages that were asked for
   */
  record Found(long count, Map<String, Row> byMessage) {}

  /**
   * Finds the rows of messages. Counts if that is due, or if a row is there which was not, so that
   * it is among them.
   */
  Found find(Collection<String> messageIds) {
    try (Connection connection = database.getConnection()) {
      Map<String, Row> byMessage = rowsOf(connection, messageIds);
      Found before = last;
      long now = nanos.getAsLong();
      if (before == null
          || now - countedAt >= COUNT_EVERY_NANOS
          || !before.byMessage().keySet().containsAll(byMessage.keySet())) {
        Found found = new Found(count(connection), byMessage);
        last = found;
        countedAt = now;
        return found;
      }
      return new Found(before.count(), byMessage);
    } catch (SQLException e) {
      throw QuickstartException.of("The rows of user_logins cannot be read", e);
    }
  }

  /**
   * The rows of the newest messages that have one.
   *
   * @param most how many rows
   * @param messageIds the newest first, of which those that the sink has yet to write have none
   */
  List<Row> newest(int most, List<String> messageIds) {
    try (Connection connection = database.getConnection()) {
      List<Row> rows = new ArrayList<>();
      int from = 0;
      for (int looks = LOOKS_FIRST;
          rows.size() < most && from < messageIds.size();
          looks *= LOOKS_FURTHER_TIMES) {
        List<String> ids = messageIds.subList(from, Math.min(messageIds.size(), from + looks));
        Map<String, Row> found = rowsOf(connection, ids);
        ids.stream().map(found::get).filter(Objects::nonNull).forEach(rows::add);
        from += ids.size();
      }
      return List.copyOf(rows.subList(0, Math.min(most, rows.size())));
    } catch (SQLException e) {
      throw QuickstartException.of("The rows of user_logins cannot be read", e);
    }
  }

  private static DataSource quick(PGSimpleDataSource database) {
    PGSimpleDataSource quick = new PGSimpleDataSource();
    quick.setUrl(database.getURL());
    quick.setUser(database.getUser());
    quick.setPassword(database.getPassword());
    quick.setConnectTimeout(TIMEOUT_SECONDS);
    quick.setSocketTimeout(ANSWERS_WITHIN_SECONDS); // from the first byte on, login included
    return quick;
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

  private static Map<String, Row> rowsOf(Connection connection, Collection<String> messageIds)
      throws SQLException {
    Map<String, Row> byMessage = new HashMap<>();
    if (messageIds.isEmpty()) {
      return byMessage;
    }
    try (PreparedStatement query =
        connection.prepareStatement(ROW + "WHERE message_id = ANY (?)")) {
      query.setArray(1, connection.createArrayOf("varchar", messageIds.toArray()));
      for (Row row : rows(query)) {
        byMessage.put(row.messageId(), row);
      }
    }
    return byMessage;
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
