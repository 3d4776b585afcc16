package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sealstream.quickstart.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A Prometheus with the shipped files beside {@code bin/quickstart --exactly-once --metrics-port},
 * as docs/monitoring.md tells a user to try it.
 */
@Timeout(600)
@Tag("alone") // a worker has two seconds to answer Prometheus
@ExtendWith(NeedsPrometheus.class)
class MonitoringIT {

  private static final int LOGINS = 40;

  @TempDir private static Path folder;

  private static Process quickstart;
  private static int port;
  private static Prometheus prometheus;

  @BeforeAll
  static void run() throws Exception {
    port = FreePorts.find(1).get(0);
    prometheus =
        Prometheus.start(
            folder, MonitoringFiles.configuration(folder, port, MonitoringFiles.ALERTS));
    List<String> messages = new ArrayList<>(Logins.of("monitoring", LOGINS));
    messages.add("{\"foo\": \"oops_wrong_msg_type\", \"ip\": \"ip-of-monitoring-odd\"}");
    Files.write(folder.resolve("messages.jsonl"), messages);
    Path output = folder.resolve("output.txt");
    ProcessBuilder builder =
        new ProcessBuilder(
                Backends.PROJECT.resolve("bin/quickstart").toString(),
                "--exactly-once",
                "--metrics-port",
                "0" + port, // no octal number
                "--messages",
                folder.resolve("messages.jsonl").toString(),
                "--report",
                folder.resolve("report.json").toString(),
                "--keep-running")
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("TMPDIR", Files.createDirectory(folder.resolve("tmp")).toString());
    quickstart = builder.start();
    await("the summary, with everything up")
        .atMost(Duration.ofMinutes(3))
        .until(() -> !quickstart.isAlive() || read(output).contains("stays up"));
    assertThat(read(output))
        .contains("Metrics        http://127.0.0.1:" + port + "/metrics")
        .contains("41 sent = 40 rows + 1 dead-lettered");
    await("two scrapes of the whole, for rates")
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                !prometheus
                    .query(
                        "sum(min_over_time(kafka_connect_sink_task_records_send_total[3s])) == "
                            + LOGINS)
                    .isEmpty());
    await("the depth that SQS was asked for")
        .atMost(Duration.ofSeconds(60))
        .until(() -> !prometheus.query("sealstream_sqs_queue_depth >= 0").isEmpty());
  }

  @AfterAll
  static void end() throws Exception {
    if (prometheus != null) {
      prometheus.close();
    }
    if (quickstart != null) {
      quickstart.destroy();
      boolean ended = quickstart.waitFor(1, TimeUnit.MINUTES);
      quickstart.destroyForcibly();
      assertThat(ended).as("ends after SIGTERM").isTrue();
      assertThat(quickstart.exitValue()).as("exit code after SIGTERM").isZero();
    }
  }

  @Test
  void everyMetricOfTheRulesAndOfTheDashboardIsThere() throws Exception {
    Set<String> names = new TreeSet<>();
    for (JsonNode rule : prometheus.rules()) {
      names.addAll(MonitoringFiles.metrics(rule.path("query").asText()));
    }
    for (JsonNode panel : MonitoringFiles.panels()) {
      MonitoringFiles.expressions(panel).forEach(e -> names.addAll(MonitoringFiles.metrics(e)));
    }
    assertThat(names)
        .contains("sealstream_sqs_transactions_total", "sealstream_mask_refused_total")
        .hasSizeGreaterThan(40)
        .allSatisfy(
            name -> assertThat(prometheus.query("count(" + name + ")")).as(name).isNotEmpty());
  }

  @Test
  void everyPanelShowsSomething() throws Exception {
    for (JsonNode panel : MonitoringFiles.panels()) {
      for (String expression : MonitoringFiles.expressions(panel)) {
        await(panel.path("title").asText() + ": " + expression)
            .atMost(Duration.ofSeconds(30))
            .until(() -> !prometheus.query(expression).isEmpty());
      }
    }
  }

  @Test
  void theCountsAreThoseOfTheRun() {
    await("the last scrape")
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(MonitoringIT::assertCounts);
  }

  private static void assertCounts() {
    assertThat(value("sum(sealstream_sqs_messages_received_total)")).isEqualTo(LOGINS + 1.0);
    assertThat(value("sum(sealstream_sqs_messages_deleted_total)")).isEqualTo(LOGINS + 1.0);
    assertThat(value("sum(kafka_connect_sink_task_records_send_total)")).isEqualTo(LOGINS);
    assertThat(value("sum(sealstream_mask_values_total{transform=\"MaskPii\"})"))
        .as("an ip and a device_id each")
        .isEqualTo(2 * LOGINS);
    assertThat(value("sum(sealstream_sqs_poison_total{policy=\"dead-letter\"})")).isEqualTo(1);
    assertThat(value("sum(sealstream_sqs_transactions_total)")).isBetween(1.0, LOGINS + 1.0);
  }

  @Test
  void ofTheRulesOnlyTheOneOnTheSamplesOddMessageIsTrue() {
    await("the alert on the message that is no login")
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(prometheus.firing())
                    .containsExactly("SealstreamDeadLetters login-source"));
    await("no other that only waits for its time to be over")
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(prometheus.pending())
                    .as(
                        "but those that a busy machine makes true: of times, and where the first"
                            + " scrape came in the middle of the run")
                    .isSubsetOf(
                        "SealstreamTransactionsSlow login-source",
                        "SealstreamIdLookupSlow login-source",
                        "SealstreamSinkIdle user-logins-sink"));
  }

  @Test
  void aPortThatIsInUseIsRefusedAtOnce() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Process refused =
          new ProcessBuilder(
                  Backends.PROJECT.resolve("bin/quickstart").toString(),
                  "--metrics-port=" + taken.getLocalPort())
              .redirectErrorStream(true)
              .start();
      String said = new String(refused.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(refused.waitFor()).isEqualTo(1);
      assertThat(said)
          .isEqualTo(
              "quickstart: port %d is in use; choose another --metrics-port.\n"
                  .formatted(taken.getLocalPort()));
    }
  }

  @Test
  void everyRuleCanBeEvaluated() {
    assertThat(prometheus.rules())
        .allSatisfy(
            rule -> {
              assertThat(rule.path("health").asText()).isEqualTo("ok");
              assertThat(rule.path("lastError").asText()).isEmpty();
            });
  }

  @Test
  void noValueOfALoginAndNoKeyIsInTheScrape() throws Exception {
    String scraped = scrape();
    assertThat(scraped).contains("sealstream_mask_values_total");
    Path keyset =
        Path.of(
            new ObjectMapper()
                .readTree(folder.resolve("report.json").toFile())
                .path("keysetFile")
                .asText());
    String secret = new ObjectMapper().readTree(keyset.toFile()).findValuesAsText("value").get(0);
    assertThat(secret).hasSizeGreaterThan(80);
    assertThat(scraped)
        .doesNotContain("ip-of-", "device-of-", "user-monitoring", secret, keyset.toString());
  }

  /** All that the JVM shows, with the comments. */
  private static String scrape() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  /** Of the last scrape that the worker answered in time. */
  private static double value(String expression) {
    List<JsonNode> series =
        await(expression)
            .atMost(Duration.ofSeconds(30))
            .until(() -> prometheus.query(expression), found -> found.size() == 1);
    return series.get(0).path("value").path(1).asDouble();
  }

  private static String read(Path file) throws IOException {
    return Files.exists(file) ? Files.readString(file) : "";
  }
}
