package io.sealstream.quickstart;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * The JSON lines of the file sink: of each record what JsonConverter made of it, schema and
 * payload. Not thread-safe: it keeps the file open, to count new lines only.
 */
final class LoginsFile implements SinkStore {
  private static final int BUFFER = 1 << 16;
  private static final int BATCH = 1_000;

  private static final String LOGINS_OF_LINES =
      """
      SELECT login->>'user_id', login->>'device_type', login->>'masked_ip',
             login->>'masked_device_id', login->>'locale', login->>'app_version',
             DATE 'epoch' + (login->>'create_date')::integer
      FROM (SELECT json->'payload' AS login FROM line) AS payload
      """;

  private static final String LOGINS_OF_ROWS =
      "SELECT " + String.join(", ", UserLogins.COLUMNS) + " FROM user_logins ";

  private static final String DIFFERENCES =
      """
      SELECT (SELECT count(*) FROM (%1$s EXCEPT ALL %2$s) AS missing),
             (SELECT count(*) FROM (%2$s EXCEPT %1$s) AS unknown)
      """
          .formatted(LOGINS_OF_ROWS, LOGINS_OF_LINES);

  private final Path file;
  private final DataSource database;
  private final InputStream content;
  private final byte[] buffer = new byte[BUFFER];
  private long lines;

  private LoginsFile(Path file, DataSource database, InputStream content) {
    this.file = file;
    this.database = database;
    this.content = content;
  }

  /**
   * Opens the file.
   *
   * @param file as its sink has made it
   * @param database with the table to compare with
   */
  static LoginsFile open(Path file, DataSource database) {
    try {
      return new LoginsFile(file, database, Files.newInputStream(file));
    } catch (IOException e) {
      throw QuickstartException.of("The sink's file cannot be read", e);
    }
  }

  @Override
  public Sink sink() {
    return Sink.FILE;
  }

  @Override
  public long count() {
    try {
      for (int read = content.read(buffer); read > 0; read = content.read(buffer)) {
        for (int i = 0; i < read; i++) {
          lines += buffer[i] == '\n' ? 1 : 0;
        }
      }
      return lines;
    } catch (IOException e) {
      throw QuickstartException.of("The sink's file cannot be read", e);
    }
  }

  /**
   * Compares every column that both have; a line has no message id. A message that came twice has
   * two lines and one row, so lines may repeat.
   */
  @Override
  public Comparison compare(long records) {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false); // never committed: the table is gone with the connection
      statement.execute("CREATE TEMPORARY TABLE line (json jsonb)");
      load(connection);
      try (ResultSet differences = statement.executeQuery(DIFFERENCES)) {
        differences.next();
        return comparison(differences.getLong(1), differences.getLong(2));
      }
    } catch (BatchUpdateException e) {
      // What the driver says of it has the line.
      throw new QuickstartException("The sink's file has a line that is no JSON.");
    } catch (IOException | SQLException e) {
      throw QuickstartException.of("The sink's file cannot be compared", e);
    }
  }

  private void load(Connection connection) throws IOException, SQLException {
    try (BufferedReader reader = Files.newBufferedReader(file);
        PreparedStatement insert =
            connection.prepareStatement("INSERT INTO line VALUES (?::jsonb)")) {
      int waiting = 0;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        insert.setString(1, line);
        insert.addBatch();
        if (++waiting % BATCH == 0) {
          insert.executeBatch();
        }
      }
      insert.executeBatch();
    }
  }

  private Comparison comparison(long missing, long unknown) {
    String count = Sentences.count(count(), "line");
    return missing == 0 && unknown == 0
        ? new Comparison(true, count + ", the rows of user_logins in every column but message_id")
        : new Comparison(
            false,
            "%s: %s without a line, %s without a row"
                .formatted(
                    count, Sentences.count(missing, "row"), Sentences.count(unknown, "line")));
  }

  @Override
  public void close() {
    try {
      content.close();
    } catch (IOException e) {
      throw QuickstartException.of("The sink's file cannot be closed", e);
    }
  }
}
