package io.sealstream.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a sink's store that differs, in a real PostgreSQL. */
class SinkStoresTest {
  @TempDir private static Path server;
  private static EmbeddedPostgres postgres;

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    postgres = EmbeddedPostgres.start(server);
    postgres.migrate(Path.of("..", "connect-configs", "sql"));
  }

  @AfterAll
  static void stop() throws IOException {
    if (postgres != null) {
      postgres.close();
    }
  }

  @BeforeEach
  void twoRowsAndAnEmptyCatalog() throws SQLException {
    execute(
        "TRUNCATE user_logins",
        "INSERT INTO user_logins (message_id, user_id, device_type, masked_ip, masked_device_id,"
            + " locale, app_version, create_date) VALUES"
            + " ('m1', 'u1', 'ios', 'ip1', 'd1', NULL, '2.0', '2024-02-29'),"
            + " ('m2', 'u2', 'ios', 'ip2', 'd2', 'DE', '2.00', '2024-02-29')",
        "DROP TABLE IF EXISTS iceberg_tables",
        "CREATE TABLE iceberg_tables"
            + " (table_namespace varchar, table_name varchar, metadata_location varchar)");
  }

  @Test
  void linesOfTheSameLoginsAreTheRowsAlsoWhereOneCameTwice() throws Exception {
    String first = line("u1", "ip1", "d1", "null", "2.0");
    String second = line("u2", "ip2", "d2", "\"DE\"", "2.00");

    assertThat(compare(first, second, first))
        .isEqualTo(
            new SinkStore.Comparison(
                true, "3 lines, the rows of user_logins in every column but message_id"));
  }

  @Test
  void aRowWithoutALineIsFound() throws Exception {
    String first = line("u1", "ip1", "d1", "null", "2.0");

    assertThat(compare(first, first))
        .isEqualTo(
            new SinkStore.Comparison(
                false, "2 lines: 1 row without a line, 0 lines without a row"));
  }

  @Test
  void aLineThatDiffersInOneColumnIsFound() throws Exception {
    String first = line("u1", "ip1", "d1", "null", "2.0");
    String second = line("u2", "ip2", "d2", "\"DE\"", "2.0");

    assertThat(compare(first, second))
        .isEqualTo(
            new SinkStore.Comparison(false, "2 lines: 1 row without a line, 1 line without a row"));
  }

  @Test
  void linesThatTheTableCannotHoldHaveNoRow() throws Exception {
    String[] lines = {
      line("u1", "ip1", "d1", "null", "2.0"),
      line("u2", "ip2", "d2", "\"DE\"", "2.00"),
      line("u3".repeat(100), "ip3", "d3", "\"DE\"", "2.00"),
      line("u4", "ip4", "d4", "\"\\u0000\"", "2.00")
    };

    assertThat(compare(2, lines))
        .isEqualTo(
            new SinkStore.Comparison(
                true,
                "4 lines, the rows of user_logins in every column but message_id,"
                    + " and 2 that the table cannot hold"));
    assertThat(compare(1, lines).same()).isFalse();
  }

  @Test
  void aLineThatTheTableCouldHoldIsNotTakenForOneThatItCannot() throws Exception {
    String[] lines = {
      line("u1", "ip1", "d1", "null", "2.0"),
      line("u2", "ip2", "d2", "\"DE\"", "2.00"),
      line("u3", "ip3", "d3", "\"DE\"", "2.00")
    };

    assertThat(compare(1, lines))
        .isEqualTo(
            new SinkStore.Comparison(
                false, "3 lines: 0 rows without a line, 1 line without a row"));
  }

  @Test
  void aLineThatIsCutShortIsFoundAndKeptToItself() {
    assertThatExceptionOfType(QuickstartException.class)
        .isThrownBy(() -> compare("{\"payload\":{\"user_id\":\"u1"))
        .withMessage("The sink's file has a line that is no JSON.")
        .withNoCause();
  }

  @Test
  void newLinesAreCountedAsTheyCome() throws Exception {
    Path file = Files.createFile(folder.resolve("lines"));
    try (LoginsFile lines = LoginsFile.open(file, postgres.dataSource())) {
      assertThat(lines.count()).isZero();
      Files.writeString(file, "{}\n{}\n{");
      assertThat(lines.count()).isEqualTo(2);
      Files.writeString(file, "{}\n{}\n{}\n");
      assertThat(lines.count()).isEqualTo(3);
    }
  }

  @Test
  void recordsAreThoseOfTheTablesCurrentSnapshot() throws Exception {
    try (IcebergTable table = IcebergTable.open(postgres.dataSource())) {
      assertThat(table.count()).as("no table yet").isZero();

      catalog(metadata("v0", "\"current-snapshot-id\": -1, \"snapshots\": []"));
      assertThat(table.count()).as("nothing committed yet").isZero();

      catalog(
          metadata(
              "v1",
              "\"current-snapshot-id\": 6331658550038914225, \"snapshots\": ["
                  + snapshot(6331658550038914224L, 1)
                  + ","
                  + snapshot(6331658550038914225L, 2)
                  + "]"));
      assertThat(table.count()).isEqualTo(2);
      assertThat(table.compare(2, 0).same()).isTrue();
      assertThat(table.compare(3, 0).same()).isFalse();
    }
  }

  private SinkStore.Comparison compare(String... lines) throws IOException {
    return compare(0, lines);
  }

  private SinkStore.Comparison compare(int rejected, String... lines) throws IOException {
    Path file = Files.write(folder.resolve("lines"), List.of(lines));
    try (LoginsFile store = LoginsFile.open(file, postgres.dataSource())) {
      return store.compare(lines.length, rejected);
    }
  }

  private static String line(String user, String ip, String device, String locale, String version) {
    return ("{\"schema\":{},\"payload\":{\"user_id\":\"%s\",\"masked_ip\":\"%s\","
            + "\"masked_device_id\":\"%s\",\"device_type\":\"ios\",\"locale\":%s,"
            + "\"app_version\":\"%s\",\"create_date\":19782}}")
        .formatted(user, ip, device, locale, version);
  }

  private Path metadata(String name, String fields) throws IOException {
    return Files.writeString(folder.resolve(name), "{" + fields + "}");
  }

  private static String snapshot(long id, int records) {
    return "{\"snapshot-id\": %d, \"summary\": {\"total-records\": \"%d\"}}".formatted(id, records);
  }

  private static void catalog(Path metadata) throws SQLException {
    execute(
        "TRUNCATE iceberg_tables",
        "INSERT INTO iceberg_tables VALUES ('lake', 'user_logins', '" + metadata + "')");
  }

  private static void execute(String... sqls) throws SQLException {
    try (Connection connection = postgres.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : sqls) {
        statement.execute(sql);
      }
    }
  }
}
