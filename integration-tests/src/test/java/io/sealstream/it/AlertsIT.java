package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sealstream.benchmarks.rig.Faults;
import io.sealstream.benchmarks.rig.RigMessage;
import io.sealstream.benchmarks.rig.RigQueue;
import io.sealstream.benchmarks.rig.RigSettings;
import io.sealstream.benchmarks.rig.SqsRig;
import io.sealstream.quickstart.FreePorts;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.connect.sink.SinkConnector;
import org.apache.kafka.connect.source.SourceConnector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Makes every shipped alert rule fire for real: a worker in a process of its own, with the exporter
 * as its agent, and whatever can go wrong around it. Of the rules only the times are shorter; their
 * limits are those that are shipped. The tests are the acts of one story: what takes long begins in
 * the first one.
 */
@Timeout(600)
@Tag("alone") // a worker has two seconds to answer Prometheus
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@ExtendWith(NeedsPrometheus.class)
class AlertsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String JSON_CONVERTER = "org.apache.kafka.connect.json.JsonConverter";
  private static final String KILOBYTE = "x".repeat(1000);

  @TempDir private static Path folder;

  private static RigBackends backends;
  private static SqsRig faulty;
  private static WorkerProcess worker;
  private static Prometheus prometheus;

  @BeforeAll
  static void start() throws Exception {
    backends = RigBackends.start();
    faulty = backends.resources().open(() -> SqsRig.start(RigSettings.defaults()));
    PluginJar.install(backends.pluginPath(), SinkConnector.class, RecordingSink.class);
    PluginJar.install(backends.pluginPath(), SourceConnector.class, FailingConnector.class);
    int port = FreePorts.find(1).get(0);
    Path rules = Files.writeString(folder.resolve("alerts.yaml"), hurried());
    prometheus = Prometheus.start(folder, MonitoringFiles.configuration(folder, port, rules));
    List<String> options = new ArrayList<>(WorkerRuntime.QUICK_START);
    options.add(MonitoringFiles.agent(port));
    // Of its own: two JVMs would write over each other's lines.
    Path log = folder.resolve("worker.log");
    worker =
        WorkerProcess.start(
            WorkerRuntime.own(log, options),
            backends,
            backends.environment(),
            log,
            WorkerProcess.SHORT_SESSIONS + "exactly.once.source.support=enabled\n");
  }

  @AfterAll
  static void end() {
    if (prometheus != null) {
      prometheus.close();
    }
    if (worker != null) {
      worker.close();
    }
    if (backends != null) {
      backends.close();
    }
  }

  /** The shipped rules with all of their times shortened, and nothing else. */
  private static String hurried() throws Exception {
    String shipped = Files.readString(MonitoringFiles.ALERTS);
    String hurried =
        shipped
            .replaceAll("(?m)^( +for:) .*$", "$1 1s")
            .replace("[3m]", "[6s]")
            .replace("[5m]", "[10s]")
            .replace("[10m]", "[20s]")
            .replace("offset 10m", "offset 20s");
    assertThat(hurried.replaceAll("\\[1[hdw]]|annotations:[^-]*(- |$)", ""))
        .as("another time that would have to be shortened")
        .doesNotContainPattern("\\[\\d+[mhd]]|offset \\d+[mhd]");
    return hurried;
  }

  @Test
  @Order(1)
  void withoutASource() {
    await("the worker's first answer")
        .atMost(PATIENCE)
        .until(() -> !prometheus.query("kafka_connect_worker_tasks").isEmpty());

    awaitFiring("SealstreamSourceGone");
  }

  @Test
  @Order(2)
  void aQueueAndALagThatGrow() throws Exception {
    failDeletes();
    RigQueue growing = faulty.createQueue("growing");
    growing.fill(1500, i -> "body " + i);
    RigSource source = source(growing).with("inflight.max.messages", "100").post();
    KafkaTopics topics = backends.topics();
    topics.create("lagging", 1);
    topics.fill("lagging", 2000, KILOBYTE);
    topics.slowReading("connector-consumer-lagging-0", 20_000);
    worker.rest.create(
        "lagging",
        sink(
            "lagging",
            Map.of(
                "value.converter", "org.apache.kafka.connect.storage.StringConverter",
                "consumer.override.fetch.max.bytes", "10000",
                "consumer.override.max.partition.fetch.bytes", "10000")));

    awaitSteadily("sealstream_sqs_queue_depth{queue=\"growing\"} > 1000");
    awaitSteadily("kafka_connect_task_consumer_lag_records{topic=\"lagging\"} > 1000");
    topics.fill("lagging", 4000, KILOBYTE);
    growing.fill(1500, i -> "more " + i);
    // A running task asks SQS for the depth every two minutes, a new one at once. That it grew is
    // seen when the times of the rules have passed; other tests go on meanwhile.
    source.restart();
  }

  @Test
  @Order(3)
  void deletesThatFailAndAllThatFollows() {
    RigQueue stuck = faulty.createQueue("stuck");
    stuck.fill(1500, i -> "body " + i);
    source(stuck).with("inflight.max.messages", "100").post();
    RigQueue repeating = faulty.createQueue("repeating", Map.of("VisibilityTimeout", "3"));
    repeating.fill(20, i -> "body " + i);
    source(repeating).post();

    awaitAlerts(
        "SealstreamNoProgress source-stuck",
        "SealstreamInFlightFull source-stuck",
        "SealstreamDeletesFail source-repeating",
        "SealstreamRedeliveries source-repeating",
        "SealstreamSqsRequestsFail source-repeating");
  }

  @Test
  @Order(4)
  void messagesAndRecordsThatAreRefusedAndTasksThatFail() {
    RigQueue odd = backends.rig().createQueue("odd");
    source(odd)
        .with("value.format", "json")
        .with("value.converter", JSON_CONVERTER)
        .with("value.converter.schemas.enable", "false")
        .with("poison.policy", "drop")
        .with("errors.tolerance", "all")
        .with("transforms", "mask")
        .with("transforms.mask.type", "io.sealstream.connect.mask.MaskPii$Value")
        .with("transforms.mask.fields", "ip")
        .with("transforms.mask.keyset", keyset())
        .post();
    odd.send("no json");
    odd.send("{\"user\": 1}");
    odd.send(
        RigMessage.of("{\"ip\": \"198.51.100.7\"}")
            .sentAt(Instant.now().minus(Duration.ofMinutes(6))));
    RigQueue deleted = backends.rig().createQueue("deleted");
    // This worker writes in transactions: of a record that failed it tells with one that did not.
    deleted.send("no number");
    deleted.send("7");
    source(deleted)
        .with("errors.tolerance", "all")
        .with("skipped.record.policy", "delete")
        .with("transforms", "cast")
        .with("transforms.cast.type", "org.apache.kafka.connect.transforms.Cast$Value")
        .with("transforms.cast.spec", "int32")
        .post();
    RigQueue failing = backends.rig().createQueue("failing");
    source(failing)
        .with("value.format", "json")
        .with("value.converter", JSON_CONVERTER)
        .with("poison.policy", "fail")
        .post();
    failing.send("no json");
    worker.rest.submit("never", Map.of("connector.class", FailingConnector.class.getName()));

    awaitAlerts(
        "SealstreamDeadLetters source-odd",
        "SealstreamDeadLetters source-deleted",
        "SealstreamRecordsRefused source-odd",
        "SealstreamMessagesWaitLong source-odd",
        "SealstreamTaskFailed source-failing",
        "SealstreamConnectorFailed never");
  }

  @Test
  @Order(5)
  void transactionsAndLookUpsThatTakeLong() throws Exception {
    KafkaTopics topics = backends.topics();
    RigQueue slow = backends.rig().createQueue("slow");
    topics.slowDown("connector-producer-source-slow-0", 20_000);
    source(slow)
        .with("exactly.once.support", "required")
        .with("sqs.visibility.timeout.seconds", "120")
        .with("producer.override.transaction.timeout.ms", "30000")
        .with("batch.max.messages", "150")
        .post();
    slow.fill(1000, i -> KILOBYTE);
    awaitAlerts("SealstreamTransactionsSlow source-slow");

    topics.speedUp("connector-producer-source-slow-0");
    try (KafkaTopics.OpenTransaction open = topics.beginIn("sealstream-connect-offsets")) {
      // What is received meanwhile is looked up, and that waits for the end of the transaction.
      await("a transaction that was open for longer than the rule allows")
          .atMost(PATIENCE)
          .until(
              () -> {
                slow.send("body");
                return open.age().compareTo(Duration.ofSeconds(10)) > 0;
              });
    }
    awaitAlerts("SealstreamIdLookupSlow source-slow");
  }

  @Test
  @Order(6)
  void sinksThatRefuseAndConnectorsThatAreStopped() throws Exception {
    KafkaTopics topics = backends.topics();
    topics.fill("lagging", 4000, KILOBYTE); // it must have something to deliver still, at the end
    topics.create("refused", 1);
    topics.create("letters", 1);
    worker.rest.create(
        "refused",
        sink(
            "refused",
            Map.of(
                "value.converter", JSON_CONVERTER,
                "errors.tolerance", "all",
                "errors.deadletterqueue.topic.name", "letters",
                "errors.deadletterqueue.topic.replication.factor", "1")));
    topics.send("refused", "no json");
    awaitAlerts(
        "SealstreamSinkDeadLetters refused",
        "SealstreamSinkLags lagging",
        "SealstreamQueueGrows source-growing");

    RigQueue steady = backends.rig().createQueue("steady");
    source(steady).post();
    await("a sink that delivers nothing, beside one that does")
        .atMost(PATIENCE)
        .until(
            () -> {
              steady.send("body");
              Set<String> firing = prometheus.firing();
              return firing.contains("SealstreamSinkIdle refused")
                  && !firing.contains("SealstreamSinkIdle lagging");
            });
    for (String connector : List.of("lagging", "source-odd")) {
      assertThat(worker.rest.put("/connectors/" + connector + "/stop").status()).isIn(202, 204);
    }
    await("SealstreamSinkIdle")
        .atMost(PATIENCE)
        .until(
            () -> {
              steady.send("body");
              return prometheus.firing().contains("SealstreamSinkIdle lagging");
            });
    awaitFiring("SealstreamSourceGone source-odd");
  }

  @Test
  @Order(7)
  void aMessageThatIsHeldForAMinute() {
    awaitAlerts("SealstreamHeldLong source-stuck");
  }

  @Test
  @Order(8)
  void aWorkerThatIsKilled() throws Exception {
    await("a worker that answers, though it is busy")
        .atMost(PATIENCE)
        .until(() -> !prometheus.firing().contains("SealstreamWorkerDown"));

    worker.kill();

    awaitFiring("SealstreamWorkerDown");
  }

  @Test
  @Order(9)
  void noRuleWasLeftOut() {
    assertThat(
            prometheus.fired().stream()
                .map(alert -> alert.split(" ")[0])
                .collect(Collectors.toSet()))
        .isEqualTo(
            prometheus.rules().stream()
                .map(rule -> rule.path("name").asText())
                .collect(Collectors.toSet()));
  }

  private static void failDeletes() {
    faulty.faults(
        Faults.seeded(1)
            .with(Faults.Kind.HTTP_500, 1, "DeleteMessageBatch")
            .with(Faults.Kind.HTTP_500, 1, "ChangeMessageVisibilityBatch"));
  }

  private static RigSource source(RigQueue queue) {
    return new RigSource(worker.rest, "topic-of-" + queue.name(), queue);
  }

  private static Map<String, String> sink(String topic, Map<String, String> more) {
    Map<String, String> config = new HashMap<>(more);
    config.put("connector.class", RecordingSink.class.getName());
    config.put("tasks.max", "1");
    config.put("topics", topic);
    config.put("file", folder.resolve(topic + ".txt").toString());
    config.put("key.converter", "org.apache.kafka.connect.storage.StringConverter");
    return config;
  }

  private static String keyset() {
    byte[] key = KILOBYTE.substring(0, 64).getBytes(StandardCharsets.UTF_8);
    return KeysetJson.keyset(1, KeysetJson.aesSiv(1, KeysetJson.ENABLED, key));
  }

  /** Waits until each has fired, if only for a moment; written as by {@link Prometheus#firing}. */
  private static void awaitAlerts(String... alerts) {
    await("alerts")
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(prometheus.fired()).contains(alerts));
  }

  private static void awaitFiring(String alert) {
    await(alert)
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(prometheus.firing()).contains(alert));
  }

  /**
   * Waits until a series has shown this for so long that the shortened rules can look back on it.
   */
  private static void awaitSteadily(String condition) {
    await(condition)
        .atMost(PATIENCE)
        .until(
            () ->
                !prometheus
                    .query("count_over_time((%s)[30s:1s]) >= 15".formatted(condition))
                    .isEmpty());
  }
}
