package io.sealstream.it;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;

/** The rows of user_logins. */
final class Table {

  /** One row; a SQL NULL is a null. */
  record Row(
      String messageId,
      String userId,
      String deviceType,
      String maskedIp,
      String maskedDeviceId,
      String locale,
      String appVersion,
      LocalDate createDate) {}

  private final DataSource dataSource;

  Table(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  int count() {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("SELECT count(*) FROM user_logins")) {
      found.next();
      return found.getInt(1);
    } catch (SQLException e) {
      throw new IllegalStateException("user_logins cannot be counted", e);
    }
  }

  /** The user of every row, one after the other: a million of them are not held in memory. */
  void forEachUserId(Consumer<String> action) {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false); // or the driver fetches all of them at once
      statement.setFetchSize(10_000);
      try (ResultSet found = statement.executeQuery("SELECT user_id FROM user_logins")) {
        while (found.next()) {
          action.accept(found.getString(1));
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException("user_logins cannot be read", e);
    }
  }

  List<Row> rows() {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("SELECT * FROM user_logins")) {
      List<Row> rows = new ArrayList<>();
      while (found.next()) {
        rows.add(
            new Row(
                found.getString("message_id"),
                found.getString("user_id"),
                found.getString("device_type"),
                found.getString("masked_ip"),
                found.getString("masked_device_id"),
                found.getString("locale"),
                found.getString("app_version"),
                found.getObject("create_date", LocalDate.class)));
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException("user_logins cannot be read", e);
    }
  }
}
