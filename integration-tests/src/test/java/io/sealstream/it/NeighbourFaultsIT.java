package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each neighbour of a worker fails while logins flow through the shipped connectors. The pipeline
 * goes on by itself when the neighbour is back; or it stops with a message that says what is wrong,
 * and goes on after the mend and a restart through REST. Each login has its one row in the end.
 */
@Timeout(900)
class NeighbourFaultsIT {

  private static final Duration OUTAGE = Duration.ofSeconds(Scale.of(8, 60));
  private static final Duration VISIBILITY = Duration.ofSeconds(15);
  private static final Duration PATIENCE = Duration.ofSeconds(Scale.of(120, 300));
  private static final int PER_SECOND = 100;
  private static final int DISK_MEGABYTES = 64;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path logs;

  private RigPipeline pipeline;
  private WorkerProcess worker;

  @BeforeEach
  void start() throws Exception {
    pipeline = RigPipeline.start(VISIBILITY);
  }

  @AfterEach
  void stop() {
    if (worker != null) {
      worker.close();
    }
    if (pipeline != null) {
      pipeline.close();
    }
  }

  @Test
  void kafkaIsDown() throws Exception {
    startWorker(pipeline);
    try (LoginFlow flow = flow()) {
      pipeline.backends().kafka().stop();
      flow.awaitFor(OUTAGE);
      pipeline.backends().kafka().restart();
    }
    recovers("Kafka down for %d s".formatted(OUTAGE.toSeconds()));
  }

  /** Debezium's sink looks its table up before it writes, and does not try that twice. */
  @Test
  void postgresIsDown() throws Exception {
    startWorker(pipeline);
    try (LoginFlow flow = flow()) {
      pipeline.postgres().stop();
      flow.awaitFor(OUTAGE);
      assertThat(awaitFailure(RigPipeline.SINK))
          .contains("JDBC sink connector failure", "connection");
      pipeline.postgres().restart();
      restart(RigPipeline.SINK);
    }
    recovers("PostgreSQL down for " + OUTAGE.toSeconds() + " s, the sink restarted");
  }

  @Test
  void sqsIsUnreachable() throws Exception {
    startWorker(pipeline);
    try (LoginFlow flow = flow()) {
      pipeline.backends().rig().outage(true);
      flow.awaitFor(OUTAGE);
      pipeline.backends().rig().outage(false);
    }
    recovers("SQS unreachable for %d s".formatted(OUTAGE.toSeconds()));
  }

  @Test
  void theBrokersDiskIsFull() throws Exception {
    Assumptions.assumeTrue(SmallDiskBroker.isPossible(), "no mount namespace can be made here");
    Path folder = Files.createDirectory(pipeline.folder().resolve("small-disk"));
    try (SmallDiskBroker broker =
        SmallDiskBroker.start(folder, DISK_MEGABYTES, logs.resolve("broker"))) {
      startWorker(new OtherBroker(pipeline, broker.bootstrapServers()));
      try (LoginFlow flow = flow()) {
        broker.fillUp();
        flow.awaitFor(OUTAGE);
        broker.free();
        broker.start();
      }
      pipeline.awaitDelivered(PATIENCE);
      pipeline.assertOneRowEach();
      worker.close(); // before the broker
    }
    assertThat(Files.readString(logs.resolve("broker-1.log"))).contains("No space left on device");
    Scale.measured("a full disk for %d s: one row each", OUTAGE.toSeconds());
  }

  @Test
  void theDeadLetterQueueIsGone() throws Exception {
    startWorker(pipeline);
    String name = pipeline.deadLetters().name();
    try (LoginFlow flow = flow()) {
      pipeline.backends().rig().deleteQueue(name);
      pipeline.logins().send("{\"kind\": \"another\"}");
      String error = awaitFailure(RigPipeline.SOURCE);
      assertThat(error).contains(name).contains("does not exist");
      flow.awaitFor(Duration.ofSeconds(1));

      pipeline.backends().rig().createQueue(name);
      restart(RigPipeline.SOURCE);
    }
    recovers("the dead letter queue gone");
    assertThat(pipeline.backends().rig().queue(name).bodies())
        .containsExactly("{\"kind\": \"another\"}");
  }

  @Test
  void theKeysetIsUnreadableAtARestart() throws Exception {
    startWorker(pipeline);
    try (LoginFlow flow = flow()) {
      worker.stop();
      Files.setPosixFilePermissions(
          pipeline.keyset(), PosixFilePermissions.fromString("rw-r--r--"));
      worker = WorkerProcess.start(pipeline, logs.resolve("again.log"));
      String error = awaitFailure(RigPipeline.SOURCE);
      assertThat(error).contains(pipeline.keyset().toString()).contains("chmod 600");
      flow.awaitFor(Duration.ofSeconds(1));

      Files.setPosixFilePermissions(
          pipeline.keyset(), PosixFilePermissions.fromString("rw-------"));
      restart(RigPipeline.SOURCE);
    }
    recovers("the keyset unreadable at a restart");
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

  private void startWorker(WorkerHome home) throws Exception {
    worker = WorkerProcess.start(home, logs.resolve("worker.log"));
    pipeline.post(worker.rest);
  }

  /** Logins from now on; some are rows already when this returns. */
  private LoginFlow flow() {
    LoginFlow flow = LoginFlow.start(pipeline, "neighbour", PER_SECOND);
    await("rows").atMost(PATIENCE).until(() -> pipeline.table().count() > PER_SECOND);
    return flow;
  }

  private void recovers(String after) {
    pipeline.awaitDelivered(PATIENCE);
    pipeline.assertOneRowEach();
    worker.rest.awaitState(RigPipeline.SOURCE, "RUNNING");
    worker.rest.awaitState(RigPipeline.SINK, "RUNNING");
    pipeline.report(after);
  }

  private String awaitFailure(String connector) {
    String status = "/connectors/" + connector + "/status";
    await("a failure of " + connector)
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> worker.rest.get(status).text().contains("FAILED"));
    return worker.rest.get(status).text();
  }

  private void restart(String connector) {
    Rest.Answer answer =
        worker.rest.call(
            "POST",
            "/connectors/" + connector + "/restart?includeTasks=true&onlyFailed=true",
            new byte[0]);
    assertThat(answer.status()).as(answer.text()).isEqualTo(202);
  }
}
