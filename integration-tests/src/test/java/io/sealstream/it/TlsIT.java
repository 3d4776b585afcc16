package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shipped files with TLS to SQS and to PostgreSQL, whose certificate only the worker's trust
 * store and {@code sslrootcert} know: docs/security.md says how.
 */
@Timeout(900)
class TlsIT {

  private static final int LOGINS = 50;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir static Path certificates;
  private static Certificate certificate;
  private static Certificate another;
  private static Backends backends;

  @TempDir Path logs;

  @BeforeAll
  static void startBackends() throws Exception {
    certificate = Certificate.make(certificates, "ours");
    another = Certificate.make(certificates, "another");
    backends = Backends.startWithTls(Duration.ofSeconds(60), certificate);
  }

  @AfterAll
  static void stopBackends() throws Exception {
    if (backends != null) {
      backends.close();
    }
  }

  @AfterEach
  void emptyTheQueue() {
    backends.queue().purge();
  }

  @Test
  void loginsReachTheirTableOverTlsWithACertificateThatIsTrusted() throws Exception {
    assertThat(backends.proxy().url()).startsWith("https://");
    Path log = logs.resolve("distrustful.log");
    List<String> ids;
    try (WorkerProcess worker = start("sink", certificate, another, log)) {
      worker.rest.post(ShippedConfig.SOURCE);
      assertThat(post(worker, ShippedConfig.SINK).status()).isEqualTo(201);
      ids = backends.queue().sendAll(Logins.of("tls", LOGINS));
      await("deletes")
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(backends.queue().depth().total()).isZero());
      await("what the sink says of PostgreSQL's certificate")
          .atMost(PATIENCE.multipliedBy(2))
          .until(() -> Files.readString(log).contains("unable to find valid certification path"));
      assertThat(backends.table().count()).isZero();
    }
    try (WorkerProcess worker =
        start("sink", certificate, certificate, logs.resolve("trusting.log"))) {
      worker.rest.awaitConsumed(
          backends, "connect-" + ShippedConfig.SINK_NAME, ShippedConfig.TOPIC);
      assertThat(backends.table().rows())
          .extracting(Table.Row::messageId)
          .containsExactlyInAnyOrderElementsOf(ids);
      assertThat(connectionsWithTls()).isNotEmpty().containsOnly(true);
    }
  }

  @Test
  void aWorkerThatDoesNotTrustTheEndpointSaysSoAndLosesNothing() throws Exception {
    backends.queue().sendAll(Logins.of("untrusted", LOGINS));
    try (WorkerProcess worker = start("source", another, certificate, logs.resolve("worker.log"))) {
      assertThat(worker.rest.errors(ShippedConfig.of(ShippedConfig.SOURCE)))
          .isEqualTo(
              Map.of(
                  "sqs.endpoint.url",
                  List.of(
                      "no connection to SQS: the server's certificate is not trusted: unable to"
                          + " find valid certification path to requested target. Put its issuer"
                          + " into the trust store of the worker's JVM"
                          + " (javax.net.ssl.trustStore). Check this and the worker's network")));

      ObjectNode curious = ShippedConfig.of(ShippedConfig.SOURCE);
      curious.put("sqs.queue.urls", "${env:AWS_SECRET_ACCESS_KEY}");
      assertThat(worker.rest.errors(curious).get("sqs.queue.urls").toString())
          .as("a variable of the worker that no shipped file names")
          .contains("not resolved");

      Rest.Answer answer = post(worker, ShippedConfig.SOURCE);

      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.text()).contains("the server's certificate is not trusted");
      // One may be hidden: taken by a poll that the other test's worker has left behind.
      assertThat(backends.queue().depth().total()).isEqualTo(LOGINS);
    }
  }

  /** Waits for nothing. */
  private static Rest.Answer post(WorkerProcess worker, Path file) throws Exception {
    return worker.rest.call("POST", "/connectors", Files.readAllBytes(file));
  }

  /**
   * A worker.
   *
   * @param cluster what it belongs to
   * @param sqs the certificate that its JVM trusts
   * @param postgres the one that it trusts as PostgreSQL's
   */
  private static WorkerProcess start(
      String cluster, Certificate sqs, Certificate postgres, Path log) throws Exception {
    Map<String, String> variables = new HashMap<>(backends.environment());
    variables.merge(
        "JDBC_URL",
        "?sslmode=verify-full&sslrootcert=" + postgres.pem() + "&ApplicationName=sink",
        String::concat);
    WorkerRuntime runtime =
        WorkerRuntime.own(
            log,
            Stream.concat(
                    WorkerRuntime.QUICK_START.stream(),
                    Stream.of(
                        // The sink's pool asks thirty times; by default once a second.
                        "-Dc3p0.acquireRetryDelay=50",
                        "-Djavax.net.ssl.trustStore=" + sqs.trustStore(),
                        "-Djavax.net.ssl.trustStorePassword=" + Certificate.PASSWORD))
                .toList());
    return WorkerProcess.start(
        runtime,
        backends,
        variables,
        log,
        // A sink's position, which a test waits for, is by default committed every 10 s.
        WorkerProcess.SHORT_SESSIONS
            + WorkerRuntime.cluster(cluster)
            + "offset.flush.interval.ms=500\n");
  }

  /** Of each connection of the sink to the database: whether it is encrypted. */
  private static List<Boolean> connectionsWithTls() throws SQLException {
    try (Connection connection = backends.postgres().dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                "SELECT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)"
                    + " WHERE application_name = 'sink'")) {
      List<Boolean> encrypted = new ArrayList<>();
      while (found.next()) {
        encrypted.add(found.getBoolean(1));
      }
      return encrypted;
    }
  }
}
