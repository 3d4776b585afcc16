package io.sealstream.quickstart;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The table that the pipeline fills. Not thread-safe: it keeps one connection. */
final class UserLogins implements AutoCloseable {
  /** The columns that {@link #rows} shows, in their order. */
  static final List<String> COLUMNS =
      List.of(
          "user_id",
          "device_type",
          "masked_ip",
          "masked_device_id",
          "locale",
          "app_version",
          "create_date");

  private static final int FETCH = 10_000;

  private final Connection connection;

  private UserLogins(Connection connection) {
    this.connection = connection;
  }

  /**
   * Opens the connection.
   *
   * @throws QuickstartException if the database does not answer
   */
  static UserLogins open(DataSource database) {
    try {
      return new UserLogins(database.getConnection());
    } catch (SQLException e) {
      throw QuickstartException.of("PostgreSQL cannot be reached", e);
    }
  }

  /** What a row holds of personal data, and the message that it came from. */
  record Masked(String messageId, @Nullable String ip, @Nullable String deviceId) {}

  long count() {
    try (PreparedStatement query = connection.prepareStatement("SELECT count(*) FROM user_logins");
        ResultSet result = query.executeQuery()) {
      result.next();
      return result.getLong(1);
    } catch (SQLException e) {
      throw QuickstartException.of("The rows of user_logins cannot be counted", e);
    }
  }

  /** The rows of these messages as text, in the order of the ids; SQL NULL is NULL. */
  List<List<String>> rows(List<String> messageIds) {
    String sql =
        "SELECT "
            + String.join(", ", COLUMNS)
            + " FROM user_logins WHERE message_id = ANY (?)"
            + " ORDER BY array_position(?, message_id)";
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      var ids = connection.createArrayOf("varchar", messageIds.toArray());
      query.setArray(1, ids);
      query.setArray(2, ids);
      try (ResultSet result = query.executeQuery()) {
        List<List<String>> rows = new ArrayList<>();
        while (result.next()) {
          rows.add(row(result));
        }
        return rows;
      }
    } catch (SQLException e) {
      throw QuickstartException.of("The rows of user_logins cannot be read", e);
    }
  }

  /** Gives the masked values of every row to {@code sink}. */
  void forEachMasked(Consumer<Masked> sink) {
    try {
      // The driver reads in portions only inside a transaction.
      connection.setAutoCommit(false);
      try (PreparedStatement query =
          connection.prepareStatement(
              "SELECT message_id, masked_ip, masked_device_id FROM user_logins")) {
        query.setFetchSize(FETCH);
        try (ResultSet result = query.executeQuery()) {
          while (result.next()) {
            sink.accept(new Masked(result.getString(1), result.getString(2), result.getString(3)));
          }
        }
      } finally {
        connection.rollback();
        connection.setAutoCommit(true);
      }
    } catch (SQLException e) {
      throw QuickstartException.of("The rows of user_logins cannot be read", e);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  private static List<String> row(ResultSet result) throws SQLException {
    List<String> row = new ArrayList<>();
    for (int i = 1; i <= COLUMNS.size(); i++) {
      String value = result.getString(i);
      row.add(value == null ? "NULL" : value);
    }
    return row;
  }
}
