package io.sealstream.connect.mask.cli;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A PostgreSQL server for the tests of a class. It trusts its superuser and wants the password of
 * {@link #GUARDED}. {@link #close()} ends it.
 */
final class PostgresServer implements AutoCloseable {
  /** A user who needs {@link #PASSWORD}, and may read and update all tables. */
  static final String GUARDED = "guarded";

  static final String PASSWORD = "marker-password";

  private final EmbeddedPostgres server;

  private PostgresServer(EmbeddedPostgres server) {
    this.server = server;
  }

  /**
   * Starts it.
   *
   * @param folder for its binaries and its data
   */
  static PostgresServer start(Path folder) throws IOException, SQLException {
    PostgresServer server =
        new PostgresServer(
            EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(folder.resolve("server").toFile())
                .setDataDirectory(folder.resolve("data"))
                .setCleanDataDirectory(true)
                .setLocaleConfig("locale", "C")
                .setPGStartupWait(Duration.ofMinutes(1))
                .setServerConfig("listen_addresses", "localhost")
                .setServerConfig("unix_socket_directories", "")
                .start());
    try {
      server.addGuardedUser();
      return server;
    } catch (IOException | SQLException e) {
      server.close();
      throw e;
    }
  }

  private void addGuardedUser() throws IOException, SQLException {
    execute(
        "CREATE ROLE guarded LOGIN PASSWORD '" + PASSWORD + "'",
        "GRANT pg_read_all_data, pg_write_all_data TO guarded");
    Path rules = Path.of(query("SHOW hba_file").get(0));
    Files.writeString(rules, "host all guarded all scram-sha-256\n" + Files.readString(rules));
    execute("SELECT pg_reload_conf()");
  }

  String url() {
    return "jdbc:postgresql://localhost:%d/postgres".formatted(server.getPort());
  }

  Connection connect() throws SQLException {
    return server.getPostgresDatabase().getConnection();
  }

  void execute(String... statements) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** The rows of a query, the columns of each joined by a bar. */
  List<String> query(String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        List<String> values = new ArrayList<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          values.add(result.getString(i));
        }
        rows.add(String.join("|", values.stream().map(String::valueOf).toList()));
      }
    }
    return rows;
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
