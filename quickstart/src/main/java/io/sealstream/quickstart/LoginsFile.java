package io.sealstream.quickstart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import javax.sql.DataSource;

/**
 * The JSON lines of the file sink: of each record what JsonConverter made of it, schema and
 * payload. Not thread-safe: it keeps the file open, to count new lines only.
 */
final class LoginsFile implements SinkStore {
  private static final int BUFFER = 1 << 16;
  private static final int BATCH = 1_000;

  private static final String COLUMNS = String.join(", ", UserLogins.COLUMNS);

  /** Texts as long as they come: a login that the table cannot hold is a line all the same. */
  private static final String LINES =
      """
      CREATE TEMPORARY TABLE line (user_id text, device_type text, masked_ip text,
        masked_device_id text, locale text, app_version text, create_date date)
      """;

  private static final String INSERT =
      "INSERT INTO line (%s) VALUES (?, ?, ?, ?, ?, ?, ?)".formatted(COLUMNS);

  /** Of the lines without a row, those with a text that is too long for its column are apart. */
  private static final String DIFFERENCES =
      """
      WITH unknown AS (
        SELECT EXISTS (
          SELECT 1 FROM information_schema.columns AS c
          WHERE c.table_schema = current_schema AND c.table_name = 'user_logins'
            AND char_length(to_jsonb(l) ->> c.column_name) > c.character_maximum_length
        ) AS too_long
        FROM (%2$s EXCEPT %1$s) AS l)
      SELECT (SELECT count(*) FROM (%1$s EXCEPT ALL %2$s) AS missing),
             (SELECT count(*) FROM unknown WHERE NOT too_long),
             (SELECT count(*) FROM unknown WHERE too_long)
      """
          .formatted("SELECT " + COLUMNS + " FROM user_logins", "SELECT " + COLUMNS + " FROM line");

  private final ObjectMapper json = new ObjectMapper();
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
  public Comparison compare(long records, long rejected) {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false); // never committed: the table is gone with the connection
      statement.execute(LINES);
      long withNul = load(connection);
      try (ResultSet differences = statement.executeQuery(DIFFERENCES)) {
        differences.next();
        return comparison(
            differences.getLong(1),
            differences.getLong(2),
            differences.getLong(3) + withNul,
            rejected);
      }
    } catch (JsonProcessingException e) {
      // What the parser says of it has the line.
      throw new QuickstartException("The sink's file has a line that is no JSON.");
    } catch (IOException | SQLException e) {
      throw QuickstartException.of("The sink's file cannot be compared", e);
    }
  }

  /** Returns how many lines hold U+0000, which no table can. */
  private long load(Connection connection) throws IOException, SQLException {
    long withNul = 0;
    try (BufferedReader reader = Files.newBufferedReader(file);
        PreparedStatement insert = connection.prepareStatement(INSERT)) {
      int waiting = 0;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        JsonNode login = json.readTree(line).path("payload");
        if (holdsNul(login)) {
          withNul++;
          continue;
        }
        add(login, insert);
        if (++waiting % BATCH == 0) {
          insert.executeBatch();
        }
      }
      insert.executeBatch();
    }
    return withNul;
  }

  private static boolean holdsNul(JsonNode login) {
    for (JsonNode value : login) {
      if (value.isTextual() && value.textValue().indexOf('\0') >= 0) {
        return true;
      }
    }
    return false;
  }

  private static void add(JsonNode login, PreparedStatement insert) throws SQLException {
    int date = UserLogins.COLUMNS.size();
    for (int i = 1; i < date; i++) {
      insert.setString(i, login.path(UserLogins.COLUMNS.get(i - 1)).textValue());
    }
    insert.setObject(date, LocalDate.ofEpochDay(login.path("create_date").longValue()));
    insert.addBatch();
  }

  private Comparison comparison(long missing, long wrong, long unfit, long rejected) {
    String count = Sentences.count(count(), "line");
    if (missing > 0 || wrong > 0 || unfit > rejected) {
      return new Comparison(
          false,
          "%s: %s without a line, %s without a row"
              .formatted(
                  count, Sentences.count(missing, "row"), Sentences.count(wrong + unfit, "line")));
    }
    String more = unfit == 0 ? "" : ", and %,d that the table cannot hold".formatted(unfit);
    return new Comparison(
        true, count + ", the rows of user_logins in every column but message_id" + more);
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
