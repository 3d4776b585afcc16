package io.sealstream.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sealstream.quickstart.ui.Reading.Row;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

class LatestRowsTest {
  @TempDir private Path folder;

  private final AtomicLong nanos = new AtomicLong();

  @Test
  void rowsAreThoseThatCameLastAndThoseOfTheMessagesThatWereAskedFor() throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder)) {
      postgres.migrate(Path.of("..", "connect-configs", "sql"));
      LatestRows rows = new LatestRows(postgres.dataSource(), nanos::get);
      assertThat(rows.find(List.of()).count()).isZero();
      assertThat(rows.newest(3, List.of())).isEmpty();

      for (int i = 1; i <= 5; i++) {
        execute(
            postgres,
            "INSERT INTO user_logins VALUES"
                + " ('u%1$d', 'ios', 'ip%1$d', 'd%1$d', NULL, '2.0', '2024-02-29', 'm%1$d')"
                    .formatted(i));
      }
      assertThat(rows.find(List.of("m9")).count()).as("at most once a second").isZero();
      LatestRows.Found found = rows.find(List.of("m1", "m9"));

      assertThat(found.count()).as("with the row that was found").isEqualTo(5);
      assertThat(found.byMessage()).containsOnlyKeys("m1");
      assertThat(found.byMessage().get("m1").cells())
          .containsExactly("u1", "ios", "ip1", "d1", null, "2.0", "2024-02-29");
      assertThat(rows.newest(3, List.of("m4", "m2", "m9", "m5", "m1")))
          .as("in the order that was given")
          .extracting(Row::messageId)
          .containsExactly("m4", "m2", "m5");
      List<String> behind = new ArrayList<>(Collections.nCopies(1_000, "not yet"));
      behind.addAll(List.of("m3", "m1"));
      assertThat(rows.newest(1, behind))
          .as("the sink is behind")
          .extracting(Row::messageId)
          .containsExactly("m3");

      postgres.stop();
      assertThatExceptionOfType(QuickstartException.class)
          .isThrownBy(() -> rows.find(List.of()))
          .withMessageStartingWith("The rows of user_logins cannot be read: ");
      postgres.restart();
      nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
      execute(postgres, "DELETE FROM user_logins WHERE message_id = 'm1'");
      assertThat(rows.find(List.of()).count()).as("a connection of its own").isEqualTo(4);
    }
  }

  @Test
  @Timeout(60)
  void aServerThatTakesAConnectionAndHangsIsNotWaitedForLong() throws Exception {
    try (ServerSocket hanging = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      PGSimpleDataSource database = new PGSimpleDataSource();
      database.setUrl("jdbc:postgresql://127.0.0.1:%d/logins".formatted(hanging.getLocalPort()));
      LatestRows rows = new LatestRows(database, nanos::get);
      assertThatExceptionOfType(QuickstartException.class)
          .isThrownBy(() -> rows.find(List.of()))
          .withMessageStartingWith("The rows of user_logins cannot be read: ")
          .withRootCauseInstanceOf(SocketTimeoutException.class);
    }
  }

  private static void execute(EmbeddedPostgres postgres, String sql) throws Exception {
    try (Connection connection = postgres.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
