package io.sealstream.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sealstream.quickstart.ui.Reading.Row;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LatestRowsTest {
  @TempDir private Path folder;

  @Test
  void rowsAreThoseThatCameLastAndThoseOfTheMessagesThatWereAskedFor() throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder)) {
      postgres.migrate(Path.of("..", "connect-configs", "sql"));
      LatestRows rows = new LatestRows(postgres.dataSource());
      assertThat(rows.look(3, List.of()).count()).isZero();

      for (int i = 1; i <= 5; i++) {
        execute(
            postgres,
            "INSERT INTO user_logins VALUES"
                + " ('u%1$d', 'ios', 'ip%1$d', 'd%1$d', NULL, '2.0', '2024-02-29', 'm%1$d')"
                    .formatted(i));
      }
      LatestRows.Found found = rows.look(3, List.of("m1", "m9"));

      assertThat(found.count()).isEqualTo(5);
      assertThat(found.last()).extracting(Row::messageId).containsExactly("m5", "m4", "m3");
      assertThat(found.byMessage()).containsOnlyKeys("m1");
      assertThat(found.byMessage().get("m1").cells())
          .containsExactly("u1", "ios", "ip1", "d1", null, "2.0", "2024-02-29");

      execute(postgres, "UPDATE user_logins SET locale = 'DE' WHERE message_id = 'm2'");
      assertThat(rows.look(1, List.of()).last())
          .as("a message that came again")
          .extracting(Row::messageId)
          .containsExactly("m2");

      postgres.stop();
      assertThatExceptionOfType(QuickstartException.class)
          .isThrownBy(() -> rows.look(1, List.of()))
          .withMessageStartingWith("The rows of user_logins cannot be read: ");
      postgres.restart();
      assertThat(rows.look(1, List.of()).count()).as("a connection of its own").isEqualTo(5);
    }
  }

  private static void execute(EmbeddedPostgres postgres, String sql) throws Exception {
    try (Connection connection = postgres.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
