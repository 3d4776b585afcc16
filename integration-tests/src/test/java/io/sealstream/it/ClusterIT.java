package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * What happens to a Connect cluster of three workers, each a process, while logins flow through the
 * shipped connectors: at the end each login has its one row, and nobody restarted a task by hand.
 */
@Timeout(1800)
class ClusterIT {

  private static final int WORKERS = 3;
  private static final int SOURCE_TASKS = 4;
  private static final int SINK_TASKS = 2;
  private static final int PER_SECOND = Scale.of(200, 1_000);

  /** Of a test, at least. */
  private static final int LOGINS = Scale.of(1_000, 20_000);

  private static final int MANY_LOGINS = Scale.of(2_000, 100_000);
  private static final int KILLS = Scale.of(1, 10);
  private static final int FREEZES = Scale.of(1, 5);
  private static final int JOINS = Scale.of(1, 5);
  private static final Duration VISIBILITY = Duration.ofSeconds(15);
  private static final Duration PATIENCE = Duration.ofSeconds(Scale.of(180, 900));

  /** What a JVM exits with that SIGTERM has ended. */
  private static final int ENDED_BY_SIGTERM = 143;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private static Path logs;

  private static RigPipeline pipeline;
  private static ConnectCluster cluster;

  /** The same workers in every run, as far as tasks are where they were. */
  private final Random random = new Random(7);

  @BeforeAll
  static void start() throws Exception {
    pipeline = RigPipeline.start(VISIBILITY);
    cluster = ConnectCluster.start(pipeline, logs, WORKERS, WorkerProcess.SHORT_SESSIONS);
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

  /** Also after a test that failed half-way. */
  @BeforeEach
  void threeWorkersAndBothConnectors() throws Exception {
    while (cluster.size() < WORKERS) {
      cluster.add();
    }
    while (cluster.size() > WORKERS) {
      cluster.remove(WORKERS);
    }
    if (!isComplete()) {
      create();
    }
    pipeline.awaitDelivered(PATIENCE);
  }

  private static boolean isComplete() {
    try {
      return isRunning(ShippedConfig.SOURCE_NAME, SOURCE_TASKS)
          && isRunning(ShippedConfig.SINK_NAME, SINK_TASKS);
    } catch (IllegalStateException e) {
      return false; // a worker that cannot say
    }
  }

  private static void create() throws Exception {
    setTasks(ShippedConfig.SOURCE_NAME, SOURCE_TASKS);
    setTasks(ShippedConfig.SINK_NAME, SINK_TASKS);
    awaitTasks(SOURCE_TASKS);
  }

  /** Makes a connector, or changes how many tasks it has. */
  private static void setTasks(String connector, int tasks) throws Exception {
    Map<String, String> config = RigPipeline.shippedWithTasks(connector, tasks);
    await(connector + " with " + tasks + " tasks")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              Rest.Answer answer = cluster.rest().putConfig(connector, config);
              assertThat(answer.status()).as(answer.text()).isIn(200, 201);
            });
  }

  @Test
  void aRollingRestartLosesNothing() throws Exception {
    int byThemselves = 0;
    try (LoginFlow flow = LoginFlow.start(pipeline, "rolling", PER_SECOND)) {
      for (int i = 0; i < WORKERS; i++) {
        byThemselves += cluster.remove(0) == ENDED_BY_SIGTERM ? 1 : 0;
        cluster.add();
        awaitTasks(SOURCE_TASKS);
      }
      flow.awaitCount(LOGINS);
    }
    assertThat(byThemselves).as("workers that ended when they were told to").isPositive();
    assertNothingLost(
        "a rolling restart of %d workers, %d of them ended in time"
            .formatted(WORKERS, byThemselves));
  }

  @Test
  void killedWorkersLoseNothing() throws Exception {
    try (LoginFlow flow = LoginFlow.start(pipeline, "killed", PER_SECOND)) {
      cluster.replace(indexOfLeader());
      awaitTasks(SOURCE_TASKS);
      for (int i = 0; i < KILLS; i++) {
        cluster.replace(indexOfBusyWorker());
        awaitTasks(SOURCE_TASKS);
      }
      flow.awaitCount(LOGINS);
    }
    assertNothingLost("kill -9 of the leader, and of %d others with tasks".formatted(KILLS));
  }

  /** Its tasks move to the others, and it wakes up while their successors run. */
  @Test
  void frozenWorkersLoseNothing() throws Exception {
    try (LoginFlow flow = LoginFlow.start(pipeline, "frozen", PER_SECOND)) {
      for (int i = 0; i < FREEZES; i++) {
        WorkerProcess frozen = cluster.worker(indexOfBusyWorker());
        frozen.freeze();
        try {
          await("the tasks of " + frozen.id() + " with another worker")
              .atMost(PATIENCE)
              .ignoreExceptions()
              .until(() -> tasksOn(frozen) == 0);
          awaitTasks(SOURCE_TASKS);
        } finally {
          frozen.thaw();
        }
        awaitTasksOn(frozen);
      }
      flow.awaitCount(LOGINS);
    }
    assertNothingLost("%d times SIGSTOP and SIGCONT".formatted(FREEZES));
  }

  @Test
  void aWorkerThatJoinsAndLeavesLosesNothing() throws Exception {
    try (LoginFlow flow = LoginFlow.start(pipeline, "rebalance", PER_SECOND)) {
      for (int i = 1; i <= JOINS; i++) {
        cluster.add();
        awaitTasksOn(cluster.worker(WORKERS));
        flow.awaitCount(MANY_LOGINS * i / JOINS);
        cluster.remove(WORKERS);
        awaitTasks(SOURCE_TASKS);
      }
    }
    assertNothingLost("%d times a worker joins and leaves".formatted(JOINS));
  }

  @Test
  void moreAndFewerTasksLoseNothing() throws Exception {
    try (LoginFlow flow = LoginFlow.start(pipeline, "tasks", PER_SECOND)) {
      for (int tasks : new int[] {6, 1, 3, SOURCE_TASKS}) {
        setTasks(ShippedConfig.SOURCE_NAME, tasks);
        awaitTasks(tasks);
      }
      flow.awaitCount(LOGINS);
    }
    assertNothingLost("tasks.max 6, 1, 3 and %d".formatted(SOURCE_TASKS));
  }

  @Test
  void connectorsThatAreDeletedAndCreatedAgainLoseNothing() throws Exception {
    try (LoginFlow flow = LoginFlow.start(pipeline, "deleted", PER_SECOND)) {
      flow.awaitCount(PER_SECOND);
      for (String connector : List.of(ShippedConfig.SOURCE_NAME, ShippedConfig.SINK_NAME)) {
        await("the end of " + connector)
            .atMost(PATIENCE)
            .ignoreExceptions()
            .until(() -> cluster.rest().delete("/connectors/" + connector).status() == 404);
      }
      flow.awaitFor(Duration.ofSeconds(1));
      create();
      flow.awaitCount(LOGINS);
    }
    assertNothingLost("both connectors deleted and created again");
  }

  private static void assertNothingLost(String after) {
    pipeline.awaitDelivered(PATIENCE);
    pipeline.assertOneRowEach();
    assertThat(pipeline.deadLetters().counts().visible()).as("dead letters").isZero();
    pipeline.report(after);
  }

  /** A worker may still name one that is gone. */
  private static int indexOfLeader() throws Exception {
    return await("the leader")
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(
            () -> {
              try (WorkerJmx jmx = WorkerJmx.attach(cluster.worker(0))) {
                return indexOf(jmx.leader());
              }
            },
            index -> index >= 0);
  }

  private static int indexOf(String url) {
    return IntStream.range(0, WORKERS)
        .filter(i -> url.contains(cluster.worker(i).id()))
        .findFirst()
        .orElse(-1);
  }

  /** Not the one whose REST API is asked. Tasks may still be on their way to it. */
  private int indexOfBusyWorker() {
    List<Integer> busy = new ArrayList<>();
    await("another worker with a task of the source")
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(
            () -> {
              busy.clear();
              for (int i = 1; i < WORKERS; i++) {
                if (cluster.tasksOn(cluster.worker(i), ShippedConfig.SOURCE_NAME) > 0) {
                  busy.add(i);
                }
              }
              return !busy.isEmpty();
            });
    return busy.get(random.nextInt(busy.size()));
  }

  private static void awaitTasksOn(WorkerProcess worker) {
    await("tasks with " + worker.id())
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> tasksOn(worker) > 0);
  }

  private static int tasksOn(WorkerProcess worker) {
    return cluster.tasksOn(worker, ShippedConfig.SOURCE_NAME)
        + cluster.tasksOn(worker, ShippedConfig.SINK_NAME);
  }

  /** Until so many tasks of the source, and those of the sink, run on workers that are there. */
  private static void awaitTasks(int sourceTasks) {
    await("%d tasks of %s that run".formatted(sourceTasks, ShippedConfig.SOURCE_NAME))
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(
            () ->
                isRunning(ShippedConfig.SOURCE_NAME, sourceTasks)
                    && isRunning(ShippedConfig.SINK_NAME, SINK_TASKS));
  }

  private static boolean isRunning(String connector, int tasks) {
    return cluster.tasks(connector) == tasks && cluster.running(connector) == tasks;
  }
}
