package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the shipped configurations promise, in a real distributed worker with the archives. */
@Timeout(600)
class DeliveryIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static Backends backends;
  private static Rest rest;

  private int rowsBefore;

  @BeforeAll
  static void start() throws Exception {
    // What a stopping task had received and not produced is hidden this long.
    backends = Backends.start(Duration.ofSeconds(5));
    // In an outage the worker gives its tasks up and cancels them, by these settings within two
    // seconds instead of eight: what Kafka had not taken by then must stay in the queue. Its source
    // receives on until the last commit has failed. So that this takes a while, there is something
    // left to commit, and time for it.
    Map<String, String> hasty =
        Map.of(
            "heartbeat.interval.ms", "500",
            "task.shutdown.graceful.timeout.ms", "1000",
            "offset.flush.interval.ms", "600000",
            "offset.flush.timeout.ms", "20000");
    rest = new Rest(backends.startWorker(hasty).url());
  }

  @AfterAll
  static void stop() throws Exception {
    if (backends != null) {
      backends.close();
    }
  }

  @BeforeEach
  void postBoth() {
    backends.deadLetterQueue().purge();
    rowsBefore = backends.table().count();
    post();
  }

  private static void post() {
    rest.post(Backends.CONFIGS.resolve("login-source.json"));
    if (!rest.get("/connectors").text().contains("user-logins-sink")) {
      rest.post(Backends.CONFIGS.resolve("user-logins-sink.json"));
    }
  }

  @AfterEach
  void deleteSource() {
    backends.kafka().restart();
    assertThat(rest.delete("/connectors/login-source").status()).isIn(204, 404);
    await().atMost(PATIENCE).until(() -> !rest.get("/connectors").text().contains("login-source"));
    await().atMost(PATIENCE).until(() -> sourceThreads().isEmpty());
  }

  @Test
  void aMessageIsDeletedOnlyAfterKafkaAcknowledgedIt() {
    sendAndAwaitRows("before", 1);
    backends.kafka().stop();
    backends.queue().sendAll(Logins.of("outage", 20));
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(backends.queue().depth().inFlight()).isEqualTo(20));
    await()
        .during(Duration.ofSeconds(4))
        .atMost(PATIENCE)
        .until(() -> backends.queue().depth().total() == 20);

    backends.kafka().restart();

    await()
        .atMost(Duration.ofSeconds(120))
        .untilAsserted(() -> assertThat(backends.queue().depth().total()).isZero());
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(backends.table().count()).isEqualTo(rowsBefore + 21));
    assertThat(backends.deadLetterQueue().depth().total()).isZero();
  }

  @Test
  void createDateIsTheUtcDateOnWhichSqsGotTheMessage() {
    backends.proxy().sentAt(Instant.parse("2024-02-29T23:59:59.999Z"));
    try {
      String id = backends.queue().send(Logins.one("leap-day", 0));
      awaitRows(1);

      assertThat(backends.table().rows())
          .filteredOn(row -> row.messageId().equals(id))
          .extracting(Table.Row::createDate)
          .containsExactly(LocalDate.of(2024, 2, 29));
    } finally {
      backends.proxy().sentAt(null);
    }
  }

  @Test
  void anUnparsableMessageGoesToTheDeadLetterQueueAndTheTaskLives() {
    String body = "{\"foo\": \"oops\", \"ip\": \"ip-of-poison-0\"}";
    Map<String, Map<String, String>> attributes =
        Map.of(
            "text", Map.of("DataType", "String", "StringValue", "a"),
            "number", Map.of("DataType", "Number", "StringValue", "12.5"),
            "bytes", Map.of("DataType", "Binary", "BinaryValue", "AQL/"));
    String id = backends.queue().send(body, attributes);

    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(backends.deadLetterQueue().depth().total()).isEqualTo(1));
    JsonNode letter = backends.deadLetterQueue().receive().get(0);

    assertThat(letter.path("Body").asText()).isEqualTo(body);
    JsonNode sent = letter.path("MessageAttributes");
    assertThat(sent.path("text").path("StringValue").asText()).isEqualTo("a");
    assertThat(sent.path("number").path("DataType").asText()).isEqualTo("Number");
    assertThat(sent.path("number").path("StringValue").asText()).isEqualTo("12.5");
    assertThat(sent.path("bytes").path("BinaryValue").asText()).isEqualTo("AQL/");
    assertThat(sent.path("sealstream.error").path("StringValue").asText())
        .isEqualTo(
            "Message "
                + id
                + " of login-queue cannot become a record: field user_id: expected STRING, found"
                + " nothing");
    assertThat(sent.path("sealstream.source.queue").path("StringValue").asText())
        .isEqualTo("login-queue");
    assertThat(sent.path("sealstream.source.message.id").path("StringValue").asText())
        .isEqualTo(id);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(backends.queue().depth().total()).isZero());
    sendAndAwaitRows("after-poison", 3);
    rest.assertRuns("login-source");
  }

  @Test
  void aLoginWhoseCiphertextWouldNotFitItsColumnIsADeadLetterAndTheTaskLives() throws Exception {
    String ip = "ip-of-too-long-".repeat(20);
    String body = Logins.of("user-too-long", ip, "device-of-too-long");
    String id = backends.queue().send(body);

    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(backends.deadLetterQueue().depth().total()).isEqualTo(1));
    JsonNode letter = backends.deadLetterQueue().receive().get(0);

    assertThat(letter.path("Body").asText()).isEqualTo(body);
    JsonNode attributes = letter.path("MessageAttributes");
    assertThat(attributes.path("sealstream.error").path("StringValue").asText())
        .startsWith("Message " + id + " of login-queue: the record was not produced: ")
        .doesNotContain("of-too-long");
    assertThat(attributes.path("sealstream.source.message.id").path("StringValue").asText())
        .isEqualTo(id);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(backends.queue().depth().total()).isZero());
    sendAndAwaitRows("after-too-long", 1);
    rest.assertRuns("login-source");
    String log = Files.readString(Backends.LOG);
    assertThat(log.contains("Field 'ip': its masked text of")).as("the reason in the log").isTrue();
    assertThat(log.contains("of-too-long")).as("a value in the log").isFalse();
  }

  @Test
  void pauseResumeRestartAndDeleteWorkThroughTheRestApi() throws Exception {
    sendAndAwaitRows("running", 5);
    await().atMost(PATIENCE).until(() -> backends.queue().depth().total() == 0);

    assertThat(rest.call("PUT", "/connectors/login-source/pause", new byte[0]).status())
        .isEqualTo(202);
    rest.awaitState("login-source", "PAUSED");
    int produced = backends.topics().count("user_logins");
    backends.queue().sendAll(Logins.of("paused", 5));
    await()
        .during(Duration.ofSeconds(2))
        .atMost(PATIENCE)
        .until(() -> backends.topics().count("user_logins") == produced);
    assertThat(backends.queue().depth().total()).isEqualTo(5);

    assertThat(rest.call("PUT", "/connectors/login-source/resume", new byte[0]).status())
        .isEqualTo(202);
    awaitRows(10);

    assertThat(
            rest.call(
                    "POST",
                    "/connectors/login-source/restart?includeTasks=true&onlyFailed=false",
                    new byte[0])
                .status())
        .isIn(202, 204);
    rest.awaitState("login-source", "RUNNING");
    sendAndAwaitRows("restarted", 15, 5);

    deleteSource();
    backends.queue().sendAll(Logins.of("deleted", 2));
    await()
        .during(Duration.ofSeconds(2))
        .atMost(PATIENCE)
        .until(() -> backends.queue().depth().total() == 2);
    assertThat(backends.table().count()).isEqualTo(rowsBefore + 15);

    post();
    awaitRows(17);
  }

  private void sendAndAwaitRows(String test, int count) {
    sendAndAwaitRows(test, count, count);
  }

  private void sendAndAwaitRows(String test, int expected, int count) {
    backends.queue().sendAll(Logins.of(test, count));
    awaitRows(expected);
  }

  private void awaitRows(int more) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(backends.table().count()).isEqualTo(rowsBefore + more));
  }

  private static Set<String> sourceThreads() {
    Set<String> names = new HashSet<>();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      for (String ours : List.of("sqs-source", "sdk-async-response", "sdk-ScheduledExecutor")) {
        if (thread.getName().startsWith(ours)) {
          names.add(thread.getName());
        }
      }
    }
    return names;
  }
}
