package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each neighbour of a worker fails while logins flow through the shipped connectors. The pipeline
 * goes on by itself when the neighbour is back; or it stops with a message that says what is wrong,
 * and goes on after the mend and a restart through REST. Each login has its one row in the end.
 */
@Timeout(900)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class NeighbourFaultsIT {

  private static final String NO_LOGIN = "{\"kind\": \"another\"}";
  private static final Duration OUTAGE = Duration.ofSeconds(Scale.of(8, 60));
  private static final Duration VISIBILITY = Duration.ofSeconds(15);
  private static final Duration PATIENCE = Duration.ofSeconds(Scale.of(180, 300));
  private static final int PER_SECOND = 100;
  private static final int DISK_MEGABYTES = 64;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private static Path logs;

  /** Of all tests, until one of them fails. */
  private static RigPipeline pipeline;

  private static WorkerProcess worker;
  private static int workers;

  private boolean recovered;

  @BeforeEach
  void start() throws Exception {
    if (pipeline == null) {
      pipeline = RigPipeline.start(VISIBILITY);
      startWorker(pipeline);
      pipeline.post(worker.rest);
    }
  }

  /** What a test that failed has left is not the next one's trouble. */
  @AfterEach
  void stopWhatHasNotRecovered() {
    if (!recovered) {
      stop();
    }
  }

  @AfterAll
  static void stop() {
    if (worker != null) {
      worker.close();
      worker = null;
    }
    if (pipeline != null) {
      pipeline.close();
      pipeline = null;
    }
  }

  @Test
  void kafkaIsDown() throws Exception {
    try (LoginFlow flow = flow()) {
      pipeline.backends().kafka().stop();
      flow.awaitFor(OUTAGE);
      assertCutOff();
      pipeline.backends().kafka().restart();
    }
    assertRecovered("Kafka down for " + seconds());
  }

  /** Debezium's sink looks its table up before it writes, and does not try that twice. */
  @Test
  void postgresIsDown() throws Exception {
    try (LoginFlow flow = flow()) {
      pipeline.postgres().stop();
      flow.awaitFor(OUTAGE);
      assertThat(worker.rest.awaitFailure(ShippedConfig.SINK_NAME))
          .contains("JDBC sink connector failure", "connection");
      pipeline.postgres().restart();
      worker.rest.restartFailed(ShippedConfig.SINK_NAME);
    }
    assertRecovered("PostgreSQL down for " + seconds() + ", the sink restarted");
  }

  @Test
  void sqsIsUnreachable() throws Exception {
    try (LoginFlow flow = flow()) {
      pipeline.backends().rig().outage(true);
      flow.awaitFor(OUTAGE);
      assertCutOff();
      pipeline.backends().rig().outage(false);
    }
    assertRecovered("SQS unreachable for " + seconds());
  }

  @Test
  void theDeadLetterQueueIsGone() throws Exception {
    String name = pipeline.deadLetters().name();
    try (LoginFlow flow = flow()) {
      pipeline.backends().rig().deleteQueue(name);
      pipeline.logins().send(NO_LOGIN);
      assertThat(worker.rest.awaitFailure(ShippedConfig.SOURCE_NAME))
          .contains(name, "does not exist");
      flow.awaitFor(Duration.ofSeconds(1));

      pipeline.backends().rig().createQueue(name);
      worker.rest.restartFailed(ShippedConfig.SOURCE_NAME);
    }
    assertRecovered("the dead letter queue gone");
    assertThat(pipeline.backends().rig().queue(name).bodies()).containsExactly(NO_LOGIN);
  }

  @Test
  void othersCanReadTheKeysetAtARestart() throws Exception {
    try (LoginFlow flow = flow()) {
      worker.stop();
      Files.setPosixFilePermissions(
          pipeline.keyset(), PosixFilePermissions.fromString("rw-r--r--"));
      startWorker(pipeline);
      assertThat(worker.rest.awaitFailure(ShippedConfig.SOURCE_NAME))
          .contains(pipeline.keyset().toString(), "chmod 600");
      flow.awaitFor(Duration.ofSeconds(1));

      Files.setPosixFilePermissions(
          pipeline.keyset(), PosixFilePermissions.fromString("rw-------"));
      worker.rest.restartFailed(ShippedConfig.SOURCE_NAME);
    }
    assertRecovered("a keyset that others can read, at a restart");
  }

  @Test
  void theKeysetIsGoneAtARestart() throws Exception {
    Path away = pipeline.keyset().resolveSibling("away.json");
    try (LoginFlow flow = flow()) {
      worker.stop();
      Files.move(pipeline.keyset(), away);
      startWorker(pipeline);
      assertThat(worker.rest.awaitFailure(ShippedConfig.SOURCE_NAME))
          .contains(pipeline.keyset().toString(), "does not exist");
      flow.awaitFor(Duration.ofSeconds(1));

      Files.move(away, pipeline.keyset());
      worker.rest.restartFailed(ShippedConfig.SOURCE_NAME);
    }
    assertRecovered("no keyset at a restart");
  }

  /** Last, since it has a broker and so a worker of its own. */
  @Order(Integer.MAX_VALUE)
  @Test
  void theBrokersDiskIsFull() throws Exception {
    Assumptions.assumeTrue(SmallDiskBroker.isPossible(logs), "no mount namespace can be made here");
    stop();
    pipeline = RigPipeline.start(VISIBILITY);
    Path folder = Files.createDirectory(pipeline.folder().resolve("small-disk"));
    try (SmallDiskBroker broker =
        SmallDiskBroker.start(folder, DISK_MEGABYTES, logs.resolve("broker"))) {
      startWorker(new OtherBroker(pipeline, broker.bootstrapServers()));
      pipeline.post(worker.rest);
      try (LoginFlow flow = flow()) {
        broker.fillUp();
        flow.awaitFor(OUTAGE);
        assertCutOff();
        broker.free();
        broker.start();
      }
      assertRecovered(
          "the broker's disk full for " + seconds(), new KafkaTopics(broker.bootstrapServers()));
      worker.close(); // before the broker
    }
    assertThat(Files.readString(logs.resolve("broker-1.log"))).contains("No space left on device");
  }

  /** The same pipeline at another Kafka. */
  private record OtherBroker(RigPipeline pipeline, String bootstrapServers) implements WorkerHome {

    @Override
    public Path folder() {
      return pipeline.folder();
    }

    @Override
    public Path pluginPath() {
      return pipeline.pluginPath();
    }

    @Override
    public Map<String, String> environment() {
      Map<String, String> environment = new HashMap<>(pipeline.environment());
      environment.put("KAFKA_BOOTSTRAP_SERVERS", bootstrapServers);
      return environment;
    }
  }

  private static void startWorker(WorkerHome home) throws Exception {
    workers++;
    Path log = logs.resolve("worker-" + workers + ".log");
    worker = WorkerProcess.start(home, log, WorkerProcess.CALM_SESSIONS);
  }

  /** Logins, of which the first second's have their rows. */
  private static LoginFlow flow() {
    int before = pipeline.table().count();
    LoginFlow flow = LoginFlow.start(pipeline, "neighbour", PER_SECOND);
    try {
      await("rows").atMost(PATIENCE).until(() -> pipeline.table().count() - before > PER_SECOND);
      return flow;
    } catch (RuntimeException e) {
      flow.close();
      throw e;
    }
  }

  /** Of what was sent in the outage, hardly anything came through. */
  private static void assertCutOff() {
    assertThat(pipeline.onTheirWay())
        .as("logins that wait")
        .isGreaterThan((int) (PER_SECOND * OUTAGE.toSeconds() / 2));
  }

  private void assertRecovered(String after) {
    assertRecovered(after, pipeline.topics());
  }

  private void assertRecovered(String after, KafkaTopics topics) {
    pipeline.awaitDelivered(PATIENCE);
    pipeline.assertOneRowEach();
    worker.rest.awaitState(ShippedConfig.SOURCE_NAME, "RUNNING");
    worker.rest.awaitState(ShippedConfig.SINK_NAME, "RUNNING");
    pipeline.report(after, topics);
    recovered = true;
  }

  private static String seconds() {
    return OUTAGE.toSeconds() + " s";
  }
}
