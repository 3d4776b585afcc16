package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * What happens to a Connect cluster of three workers, each a process, while logins flow through the
 * shipped connectors: at the end each login has its one row, and nobody restarted a task by hand.
 */
@Timeout(1200)
class ClusterIT {

  private static final int WORKERS = 3;
  private static final int SOURCE_TASKS = 4;
  private static final int SINK_TASKS = 2;
  private static final int PER_SECOND = Scale.of(300, 1_000);

  /** Of a test, at least. */
  private static final int LOGINS = Scale.of(1_500, 20_000);

  private static final int MANY_LOGINS = Scale.of(3_000, 100_000);
  private static final int KILLS = Scale.of(1, 10);
  private static final int FREEZES = Scale.of(1, 5);
  private static final int REBALANCES = Scale.of(1, 5);
  private static final Duration VISIBILITY = Duration.ofSeconds(15);
  private static final Duration PATIENCE = Duration.ofSeconds(Scale.of(120, 600));

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private static Path logs;

  private static RigPipeline pipeline;
  private static ConnectCluster cluster;

  private final Random random = new Random();

  @BeforeAll
  static void start() throws Exception {
    pipeline = RigPipeline.start(VISIBILITY);
    cluster = ConnectCluster.start(pipeline, logs, WORKERS, WorkerProcess.SHORT_SESSIONS);
    create();
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      cluster.close();
    }
    if (pipeline != null) {
      pipeline.close();
    }
  }

  private static void create() throws Exception {
    Rest rest = cluster.rest();
    rest.create(RigPipeline.SOURCE, RigPipeline.shippedWithTasks(RigPipeline.SOURCE, SOURCE_TASKS));
    if (!rest.get("/connectors").text().contains(RigPipeline.SINK)) {
      rest.create(RigPipeline.SINK, RigPipeline.shippedWithTasks(RigPipeline.SINK, SINK_TASKS));
    }
    awaitTasks(SOURCE_TASKS);
  }

  @AfterEach
  void nothingIsLost() {
    awaitTasks(SOURCE_TASKS);
    pipeline.awaitDelivered(PATIENCE);
    pipeline.assertOneRowEach();
    assertThat(pipeline.deadLetters().counts().visible()).as("dead letters").isZero();
  }

  @Test
  void aRollingRestart() throws Exception {
    try (LoginFlow flow = LoginFlow.start(pipeline, "rolling", PER_SECOND)) {
      for (int i = 0; i < WORKERS; i++) {
        cluster.remove(0);
        cluster.add();
        awaitTasks(SOURCE_TASKS);
      }
      flow.awaitCount(LOGINS);
    }
    deliveredAfter("a rolling restart of %d workers".formatted(WORKERS));
  }

  @Test
  void killedWorkers() throws Exception {
    try (LoginFlow flow = LoginFlow.start(pipeline, "killed", PER_SECOND)) {
      for (int i = 0; i < KILLS; i++) {
        flow.awaitFor(Duration.ofSeconds(1));
        cluster.replace(random.nextInt(WORKERS));
        awaitTasks(SOURCE_TASKS);
      }
      flow.awaitCount(LOGINS);
    }
    deliveredAfter("%d kill -9".formatted(KILLS));
  }

  /** Its tasks move to the others, and it wakes up while their successors run. */
  @Test
  void frozenWorkers() throws Exception {
    try (LoginFlow flow = LoginFlow.start(pipeline, "frozen", PER_SECOND)) {
      for (int i = 0; i < FREEZES; i++) {
        WorkerProcess frozen = cluster.worker(1 + random.nextInt(WORKERS - 1));
        frozen.freeze();
        await("the tasks of " + frozen.id() + " with another worker")
            .atMost(PATIENCE)
            .ignoreExceptions()
            .until(() -> tasksOn(frozen) == 0);
        awaitTasks(SOURCE_TASKS);
        frozen.thaw();
        await("tasks with " + frozen.id() + " again")
            .atMost(PATIENCE)
            .ignoreExceptions()
            .until(() -> tasksOn(frozen) > 0);
      }
      flow.awaitCount(LOGINS);
    }
    deliveredAfter("%d times SIGSTOP and SIGCONT".formatted(FREEZES));
  }

  @Test
  void aWorkerJoinsAndLeaves() throws Exception {
    try (LoginFlow flow = LoginFlow.start(pipeline, "rebalance", PER_SECOND)) {
      for (int i = 1; i <= REBALANCES; i++) {
        cluster.add();
        WorkerProcess fourth = cluster.worker(WORKERS);
        await("tasks with the fourth worker")
            .atMost(PATIENCE)
            .ignoreExceptions()
            .until(() -> tasksOn(fourth) > 0);
        flow.awaitCount(MANY_LOGINS * i / REBALANCES);
        cluster.remove(WORKERS);
        awaitTasks(SOURCE_TASKS);
      }
    }
    deliveredAfter("%d workers join and leave".formatted(REBALANCES));
  }

  @Test
  void moreAndFewerTasks() throws Exception {
    try (LoginFlow flow = LoginFlow.start(pipeline, "tasks", PER_SECOND)) {
      for (int tasks : new int[] {6, 1, 3, SOURCE_TASKS}) {
        Rest.Answer answer =
            cluster
                .rest()
                .putConfig(
                    RigPipeline.SOURCE, RigPipeline.shippedWithTasks(RigPipeline.SOURCE, tasks));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        awaitTasks(tasks);
        flow.awaitFor(Duration.ofSeconds(1));
      }
      flow.awaitCount(LOGINS);
    }
    deliveredAfter("tasks.max 6, 1, 3 and %d".formatted(SOURCE_TASKS));
  }

  @Test
  void aConnectorThatIsDeletedAndCreatedAgain() throws Exception {
    try (LoginFlow flow = LoginFlow.start(pipeline, "deleted", PER_SECOND)) {
      flow.awaitFor(Duration.ofSeconds(1));
      assertThat(cluster.rest().delete("/connectors/" + RigPipeline.SOURCE).status())
          .isEqualTo(204);
      assertThat(cluster.rest().delete("/connectors/" + RigPipeline.SINK).status()).isEqualTo(204);
      await("no connector")
          .atMost(PATIENCE)
          .until(() -> cluster.rest().get("/connectors").text().equals("[]"));
      flow.awaitFor(Duration.ofSeconds(1));
      create();
      flow.awaitCount(LOGINS);
    }
    deliveredAfter("both connectors deleted and created again");
  }

  private static void deliveredAfter(String what) {
    pipeline.awaitDelivered(PATIENCE);
    pipeline.assertOneRowEach();
    pipeline.report(what);
  }

  private static int tasksOn(WorkerProcess worker) {
    return cluster.tasksOn(worker, RigPipeline.SOURCE) + cluster.tasksOn(worker, RigPipeline.SINK);
  }

  /** Until so many tasks of the source, and those of the sink, run. */
  private static void awaitTasks(int sourceTasks) {
    await("%d tasks of %s that run".formatted(sourceTasks, RigPipeline.SOURCE))
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(
            () ->
                running(RigPipeline.SOURCE) == sourceTasks
                    && running(RigPipeline.SINK) == SINK_TASKS);
  }

  /** How many tasks run; -1 where one does not. */
  private static int running(String connector) {
    JsonNode tasks =
        cluster.rest().get("/connectors/" + connector + "/status").json().path("tasks");
    for (JsonNode task : tasks) {
      if (!task.path("state").asText().equals("RUNNING")) {
        return -1;
      }
    }
    return tasks.size();
  }
}
