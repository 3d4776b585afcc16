package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sealstream.benchmarks.rig.Faults;
import io.sealstream.benchmarks.rig.QueueCounts;
import io.sealstream.benchmarks.rig.RigMessage;
import io.sealstream.benchmarks.rig.RigQueue;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three workers, four tasks, one queue: workers are killed and frozen, a broker is restarted,
 * deletes fail. Nobody chose the moments, but that the first worker that is killed, and all that
 * are frozen, hold messages. What a read_committed consumer finds is counted.
 */
@Timeout(3600)
class ExactlyOnceChaosIT {

  private static final int WORKERS = 3;
  private static final int TASKS = 4;
  private static final int FIFO_GROUPS = 50;
  private static final int KILLS = Scale.of(2, 30);
  private static final int MESSAGES = Scale.of(10_000, 100_000);
  private static final int FREEZES = Scale.of(1, 10);

  /** By a worker that is frozen: several transactions. */
  private static final int HELD_WHEN_FROZEN = 100;

  /** By the first worker that is killed; the others are any. */
  private static final int HELD_WHEN_KILLED = 20;

  private static final Faults SOME_DELETES_FAIL =
      Faults.seeded(6)
          .with(Faults.Kind.HTTP_500, 0.05, "DeleteMessageBatch")
          .with(Faults.Kind.PARTIAL_BATCH, 0.05, "DeleteMessageBatch");

  private static final Duration PATIENCE = Duration.ofSeconds(Scale.of(240, 900));

  /** Long enough for a transaction on a busy machine; what it asks of the visibility is below. */
  private static final Duration TRANSACTION_TIMEOUT = Duration.ofSeconds(5);

  private static final Duration VISIBILITY = Duration.ofSeconds(40);

  /** A killed worker is missed after six seconds: what a broker allows at least. */
  private static final String SHORT_SESSIONS =
      """
      session.timeout.ms=6000
      heartbeat.interval.ms=500
      """;

  /** A frozen worker is not missed: its tasks stay where they are, and only the leases are left. */
  private static final String LONG_SESSIONS =
      """
      session.timeout.ms=600000
      heartbeat.interval.ms=3000
      """;

  private static final String EXACTLY_ONCE = "exactly.once.source.support=enabled\n";

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path logs;

  private RigBackends backends;
  private final Random random = new Random();
  private int sent;

  @BeforeEach
  void start() throws Exception {
    backends = RigBackends.start();
    backends.topics().create("chaos", 4);
  }

  @AfterEach
  void stop() {
    if (backends != null) {
      backends.close();
    }
  }

  @Test
  void everyMessageOnceWhileWorkersAreKilled() throws Exception {
    RigQueue queue = queue("killed");
    killWhileItFlows(queue, true);

    Counts counts = counts();
    counts.report("exactly once, %d kills".formatted(KILLS), queue);
    assertThat(queue.counts().redelivered()).as("of what killed tasks held").isPositive();
    assertThat(counts.lost()).as("lost").isZero();
    assertThat(counts.doubled()).as("doubled").isZero();
  }

  /** For comparison. */
  @Test
  @EnabledIfSystemProperty(named = "sealstream.full", matches = "true")
  void everyMessageAtLeastOnceWithoutIt() throws Exception {
    RigQueue queue = queue("killed-too");
    killWhileItFlows(queue, false);

    Counts counts = counts();
    counts.report("at least once, %d kills".formatted(KILLS), queue);
    assertThat(queue.counts().redelivered()).as("of what killed tasks held").isPositive();
    assertThat(counts.lost()).as("lost").isZero();
  }

  @Test
  void everyMessageOnceAndInOrderWhileWorkersAreKilled() throws Exception {
    RigQueue queue = queue("killed.fifo");
    killWhileItFlows(queue, true);

    Counts counts = counts();
    counts.report("exactly once, FIFO, %d kills".formatted(KILLS), queue);
    assertThat(queue.counts().redelivered()).as("of what killed tasks held").isPositive();
    assertThat(counts.lost()).as("lost").isZero();
    assertThat(counts.doubled()).as("doubled").isZero();
    counts.assertInOrder();
  }

  @Test
  void everyMessageOnceWhileAWorkerIsFrozenForLongerThanTheVisibility() throws Exception {
    freezeWhileItFlows(LONG_SESSIONS);
  }

  /** Its tasks move to another worker, and wake up while their successors run. */
  @Test
  @EnabledIfSystemProperty(named = "sealstream.full", matches = "true")
  void everyMessageOnceWhileAFrozenWorkerIsReplaced() throws Exception {
    freezeWhileItFlows(SHORT_SESSIONS);
  }

  private void freezeWhileItFlows(String sessions) throws Exception {
    RigQueue queue = queue("frozen");
    try (ConnectCluster cluster =
        ConnectCluster.start(backends, logs, WORKERS, sessions + EXACTLY_ONCE)) {
      slowDownKafka(4_000);
      create(
          cluster, queue, true, Map.of("batch.max.messages", "20", "inflight.max.messages", "200"));
      int portion = Scale.of(1_000, 2_000);
      for (int freeze = 0; freeze < FREEZES; freeze++) {
        send(queue, portion);
        awaitSomeOf(cluster, queue, portion);
        WorkerProcess frozen = cluster.worker(indexOfHolder(cluster, queue, 1, HELD_WHEN_FROZEN));
        frozen.freeze();
        long until = System.nanoTime() + VISIBILITY.plusSeconds(10).toNanos();
        send(queue, portion);
        cluster.awaitWhileRestarting(
            "longer than the visibility timeout",
            "chaos",
            PATIENCE,
            () -> System.nanoTime() - until > 0);
        frozen.thaw();
      }
      awaitEmpty(cluster, queue);
      Scale.measured("%d failed tasks were restarted", cluster.restarts());
    }

    Counts counts = counts();
    counts.report("exactly once, %d freezes of %s".formatted(FREEZES, VISIBILITY), queue);
    assertThat(queue.counts().redelivered()).as("of what frozen tasks held").isPositive();
    assertThat(counts.lost()).as("lost").isZero();
    assertThat(counts.doubled()).as("doubled").isZero();
  }

  /**
   * The index of any worker whose tasks hold messages. So that there are some to hold, more are
   * sent when nobody holds so many and the queue is empty.
   *
   * @param first where to begin: 1 leaves out the worker whose REST API is asked
   * @param least how many messages it holds
   */
  private int indexOfHolder(ConnectCluster cluster, RigQueue queue, int first, int least) {
    List<Integer> holders = new ArrayList<>();
    await("a worker that holds messages")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(250))
        .ignoreExceptions() // a worker that is starting, and does not answer yet
        .untilAsserted(
            () -> {
              cluster.restartFailed("chaos", cluster.rest());
              List<Double> held = new ArrayList<>();
              holders.clear();
              for (int index = first; index < WORKERS; index++) {
                double messages = held(cluster.worker(index));
                held.add(messages);
                if (messages >= least) {
                  holders.add(index);
                }
              }
              if (holders.isEmpty() && queue.counts().visible() == 0) {
                send(queue, 1_000);
              }
              assertThat(holders).as("of the workers that hold " + held).isNotEmpty();
            });
    return holders.get(random.nextInt(holders.size()));
  }

  /** Nothing is deleted while it is chosen, so that it holds them still when it is killed. */
  private void killHolder(ConnectCluster cluster, RigQueue queue) throws Exception {
    backends.rig().faults(Faults.seeded(6).with(Faults.Kind.HTTP_500, 1, "DeleteMessageBatch"));
    cluster.kill(indexOfHolder(cluster, queue, 0, HELD_WHEN_KILLED));
    backends.rig().faults(SOME_DELETES_FAIL);
  }

  private static double held(WorkerProcess worker) throws Exception {
    try (WorkerJmx jmx = WorkerJmx.attach(worker)) {
      return jmx.sumOverSourceTasks("chaos", "messages-in-flight");
    }
  }

  /**
   * So that a task holds messages most of the time, in every part of a transaction. The quota
   * begins only after a burst, so that this alone is no promise.
   *
   * @param bytesPerSecond that a task may produce: less than it receives, and enough for a batch
   *     within the transaction's time
   */
  private void slowDownKafka(int bytesPerSecond) throws Exception {
    for (int task = 0; task < TASKS; task++) {
      backends.topics().slowDown("connector-producer-chaos-" + task, bytesPerSecond);
    }
  }

  private RigQueue queue(String name) {
    return backends
        .rig()
        .createQueue(name, Map.of("VisibilityTimeout", "" + VISIBILITY.toSeconds()));
  }

  /**
   * Kills, a restart of the broker in the middle, and 5 % of the deletes fail, and all while the
   * first is chosen.
   */
  private void killWhileItFlows(RigQueue queue, boolean exactlyOnce) throws Exception {
    backends.rig().faults(SOME_DELETES_FAIL);
    String properties = SHORT_SESSIONS + (exactlyOnce ? EXACTLY_ONCE : "");
    try (ConnectCluster cluster = ConnectCluster.start(backends, logs, WORKERS, properties)) {
      slowDownKafka(20_000);
      create(cluster, queue, exactlyOnce, Map.of("batch.max.messages", "200"));
      int portion = MESSAGES / (KILLS + 1);
      for (int kill = 1; kill <= KILLS; kill++) {
        send(queue, portion);
        awaitSomeOf(cluster, queue, portion);
        if (kill == 1) {
          killHolder(cluster, queue);
        } else {
          cluster.kill(random.nextInt(WORKERS));
        }
        cluster.add();
        if (kill == KILLS / 2) {
          backends.kafka().stop();
          backends.kafka().restart();
        }
      }
      send(queue, Math.max(0, MESSAGES - sent));
      awaitEmpty(cluster, queue);
      Scale.measured("%d failed tasks were restarted", cluster.restarts());
    }
  }

  /** Small batches are many transactions, with many moments to be killed at. */
  private void create(
      ConnectCluster cluster, RigQueue queue, boolean exactlyOnce, Map<String, String> more) {
    Map<String, String> config = new HashMap<>(backends.source(queue, "chaos"));
    config.put("tasks.max", Integer.toString(TASKS));
    config.put("sqs.wait.time.seconds", "1");
    config.put("sqs.visibility.timeout.seconds", "" + VISIBILITY.toSeconds());
    config.putAll(more);
    if (queue.isFifo()) {
      config.put("record.key", "message_group_id");
    }
    if (exactlyOnce) {
      config.put("exactly.once.support", "required");
      config.put("producer.override.transaction.timeout.ms", "" + TRANSACTION_TIMEOUT.toMillis());
      config.put("producer.override.linger.ms", "0");
      config.put("deduplicate.window.ms", "40000"); // so that slots are used again
    }
    cluster.rest().create("chaos", config);
  }

  private void send(RigQueue queue, int count) {
    for (int i = 0; i < count; i++) {
      String body = Integer.toString(sent);
      queue.send(
          queue.isFifo()
              ? RigMessage.of(body).inGroup("group-" + sent % FIFO_GROUPS)
              : RigMessage.of(body));
      sent++;
    }
  }

  /** Until a number of deletes that nobody chose: so that what follows hits any moment. */
  private void awaitSomeOf(ConnectCluster cluster, RigQueue queue, int portion) {
    long some = queue.counts().deleted() + 1 + random.nextInt(portion / 2);
    cluster.awaitWhileRestarting(
        "some deletes of " + queue, "chaos", PATIENCE, () -> queue.counts().deleted() >= some);
  }

  private void awaitEmpty(ConnectCluster cluster, RigQueue queue) {
    cluster.awaitWhileRestarting(
        "an empty queue",
        "chaos",
        PATIENCE,
        () -> {
          QueueCounts counts = queue.counts();
          return counts.visible() + counts.inFlight() + counts.delayed() == 0;
        });
  }

  private Counts counts() {
    List<Integer> found = new ArrayList<>();
    Map<String, List<Integer>> byGroup = new HashMap<>();
    backends
        .topics()
        .forEachCommitted(
            "chaos",
            record -> {
              int number = Integer.parseInt(new String(record.value(), StandardCharsets.UTF_8));
              String key = new String(record.key(), StandardCharsets.UTF_8);
              found.add(number);
              byGroup.computeIfAbsent(key, k -> new ArrayList<>()).add(number);
            });
    return new Counts(sent, found, byGroup);
  }

  /** What is in the topic, of the numbers that were sent. */
  private record Counts(int sent, List<Integer> found, Map<String, List<Integer>> byGroup) {

    long lost() {
      return sent - found.stream().distinct().count();
    }

    long doubled() {
      return found.size() - found.stream().distinct().count();
    }

    void assertInOrder() {
      assertThat(byGroup).hasSize(FIFO_GROUPS);
      byGroup.forEach(
          (group, numbers) -> {
            int first = Integer.parseInt(group.substring("group-".length()));
            assertThat(numbers)
                .as(group)
                .containsExactlyElementsOf(
                    IntStream.iterate(first, n -> n < sent, n -> n + FIFO_GROUPS).boxed().toList());
          });
    }

    void report(String what, RigQueue queue) {
      Scale.measured(
          "%s: %,d messages sent, %,d lost, %,d doubled; %,d redelivered by SQS",
          what, sent, lost(), doubled(), queue.counts().redelivered());
    }
  }
}
