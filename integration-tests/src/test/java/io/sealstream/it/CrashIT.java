package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A worker that dies between producing a record and deleting its message. */
@Timeout(900)
class CrashIT {

  private static final Duration VISIBILITY = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int LOGINS = 50;

  @TempDir Path logs;
  private Backends backends;

  @BeforeEach
  void startBackends() throws Exception {
    backends = Backends.start(VISIBILITY);
  }

  @AfterEach
  void stopBackends() throws Exception {
    if (backends != null) {
      backends.close();
    }
  }

  /** A sink's position, which the test waits for, is by default committed every 10 s. */
  private WorkerProcess second() throws Exception {
    return WorkerProcess.start(
        backends,
        logs.resolve("second.log"),
        WorkerProcess.SHORT_SESSIONS + "offset.flush.interval.ms=500\n");
  }

  @Test
  void aKilledWorkerLosesNothingAndARedeliveredLoginKeepsItsOneRow() throws Exception {
    backends.proxy().refuse("DeleteMessageBatch");
    List<String> ids;
    int producedByTheFirst;
    try (WorkerProcess first = WorkerProcess.start(backends, logs.resolve("first.log"))) {
      first.rest.post(Backends.CONFIGS.resolve("login-source.json"));
      first.rest.post(Backends.CONFIGS.resolve("user-logins-sink.json"));
      ids = backends.queue().sendAll(Logins.of("crash", LOGINS));
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(backends.table().count()).isEqualTo(LOGINS));
      assertThat(backends.queue().depth().total()).as("produced, not deleted").isEqualTo(LOGINS);
      first.kill();
      producedByTheFirst = backends.topics().count("user_logins");
    }

    backends.proxy().allow("DeleteMessageBatch");
    try (WorkerProcess second = second()) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(backends.queue().depth().total()).isZero());
      second.rest.awaitState("user-logins-sink", "RUNNING");
      int produced = backends.topics().count("user_logins");
      assertThat(produced)
          .as("every login again")
          .isGreaterThanOrEqualTo(producedByTheFirst + LOGINS);
      second.rest.awaitConsumed(backends, "connect-user-logins-sink", "user_logins");
    }

    assertThat(backends.deadLetterQueue().depth().total()).isZero();
    Set<String> rows = new HashSet<>();
    backends.table().rows().forEach(row -> rows.add(row.messageId()));
    assertThat(rows).containsExactlyInAnyOrderElementsOf(ids);
    assertThat(backends.table().count()).isEqualTo(LOGINS);
  }
}
