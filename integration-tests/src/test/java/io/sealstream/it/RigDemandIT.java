package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sealstream.benchmarks.rig.QueueCounts;
import io.sealstream.benchmarks.rig.RigQueue;
import io.sealstream.benchmarks.rig.RigSettings;
import io.sealstream.benchmarks.rig.SqsRig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** What a task asks of SQS, and holds, when there is little to do or little that it may do. */
@Tag("alone")
@Timeout(900)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RigDemandIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration LONG_POLL = Duration.ofSeconds(20);

  /**
   * What Connect and its producer have of a slow topic's records at most, with the settings of
   * {@link #slowTopic}: one, and 32 KiB of records of more than 300 bytes. It is not given back,
   * since it may be in Kafka.
   */
  private static final int HANDED_OVER = 1 + 32_768 / 300;

  /** What a long poll that was aborted may still take. */
  private static final int ABORTED = 10;

  private static RigBackends backends;
  private static Rest rest;

  /** Its one queue stays empty all the while. */
  private static SqsRig idleRig;

  private static long idleSinceNanos;
  private static long requestsBefore;

  private final List<String> connectors = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    backends = RigBackends.start();
    rest = backends.startWorker(Backends.LOG.resolveSibling("demand-worker.log"));
    startAnIdleTask();
  }

  private static void startAnIdleTask() throws Exception {
    idleRig = backends.resources().open(() -> SqsRig.start(RigSettings.defaults()));
    Map<String, String> config = backends.source(idleRig.createQueue("idle"), "idle");
    config.put("sqs.endpoint.url", idleRig.endpoint().toString());
    backends.topics().create("idle", 1);
    rest.create("idle", config);
    awaitIdleReceives(1);
    idleSinceNanos = System.nanoTime();
    requestsBefore = idleRig.stats().requests();
  }

  @AfterAll
  static void stop() {
    if (backends != null) {
      backends.close();
    }
  }

  @AfterEach
  void deleteConnectors() {
    connectors.forEach(name -> rest.delete("/connectors/" + name));
    await().atMost(PATIENCE).until(() -> rest.get("/connectors").text().equals("[\"idle\"]"));
  }

  @Test
  void whatAStoppedTaskHeldIsBackBeforeItsTimeAndAnotherTaskGetsIt() throws Exception {
    // In the short form so few that a machine of a third of the speed has time for their releases.
    int held = Scale.of(2_000, 10_000);
    int messages = held + 2_000;
    RigQueue queue = backends.rig().createQueue("held", Map.of("VisibilityTimeout", "20"));
    backends.topics().create("held", 1);
    queue.fill(messages, Numbered::body);
    backends.topics().slowDown(producerOf("first"), 20_000);
    Map<String, String> first = slowTopic(queue, "held");
    first.put("inflight.max.messages", Integer.toString(held));
    create("first", first);
    await("a full task").atMost(PATIENCE).until(() -> queue.counts().inFlight() > held - 10);
    assertThat(queue.counts().inFlight()).as("held").isLessThanOrEqualTo(held);

    long begin = System.nanoTime();
    delete("first");
    await("what Connect never saw is back")
        .pollInterval(Duration.ofMillis(20))
        .atMost(PATIENCE)
        .until(() -> queue.counts().inFlight() <= HANDED_OVER + ABORTED);
    double stopped = (System.nanoTime() - begin) / 1e9;
    // Before it would be visible by itself: it is renewed before half of its 20 s is gone.
    assertThat(stopped).as("seconds until it was back, %s", queue).isLessThan(Scale.of(10, 5));
    await("the task's end")
        .atMost(PATIENCE)
        .until(() -> !rest.get("/connectors").text().contains("first"));
    QueueCounts back = queue.counts();
    assertThat(back.redelivered()).as("redelivered before the stop").isZero();

    long next = System.nanoTime();
    create("second", counting(backends.source(queue, "held")));
    long running = System.nanoTime();
    await("another task got it")
        .pollInterval(Duration.ofMillis(20))
        .atMost(PATIENCE)
        .until(() -> queue.counts().deleted() >= back.deleted() + back.visible());
    double taken = (System.nanoTime() - next) / 1e9;
    assertThat((System.nanoTime() - running) / 1e9)
        .as("seconds of the other task, without a visibility timeout to wait for")
        .isLessThan(20);
    await("the rest, by its visibility timeout")
        .atMost(PATIENCE)
        .until(() -> queue.counts().deleted() == messages);

    Numbered arrived = Numbered.in(backends.topics(), "held");
    assertThat(arrived.different(messages)).as("different messages").isEqualTo(messages);
    assertThat(arrived.duplicates()).as("duplicates").isLessThanOrEqualTo(HANDED_OVER);
    assertThat(mostReceives("held")).as("receives of a message").isEqualTo(2);
    Scale.measured(
        "stop with %,d held: %,d back in %.2f s, with another task's start produced in %.2f s",
        held, back.visible(), stopped, taken);
  }

  @Test
  void aPauseLongerThanTheVisibilityTimeoutLosesNothingAndRepeatsNothing() throws Exception {
    int messages = 3_000;
    Duration visibility = Duration.ofSeconds(6);
    RigQueue queue =
        backends
            .rig()
            .createQueue("paused", Map.of("VisibilityTimeout", "" + visibility.toSeconds()));
    backends.topics().create("paused", 1);
    queue.fill(messages, Numbered::body);
    backends.topics().slowDown(producerOf("paused"), 5_000);
    create("paused", slowTopic(queue, "paused"));
    await("all are held")
        .atMost(PATIENCE)
        .until(() -> queue.counts().received() == messages && queue.counts().visible() == 0);

    rest.put("/connectors/paused/pause");
    rest.awaitState("paused", "PAUSED");
    long recordsBefore = backends.topics().size("paused");
    long pausedAt = System.nanoTime();
    await("what Connect never saw is back")
        .atMost(PATIENCE)
        .until(() -> queue.counts().inFlight() <= HANDED_OVER);
    await("more than the visibility timeout")
        .atMost(PATIENCE)
        .until(() -> System.nanoTime() - pausedAt > visibility.multipliedBy(2).toNanos());
    assertThat(backends.topics().size("paused") - recordsBefore)
        .as("records produced in the pause")
        .isLessThanOrEqualTo(HANDED_OVER);
    assertThat(queue.counts().deleted()).as("deleted").isLessThan(messages / 2);

    backends.topics().speedUp(producerOf("paused"));
    rest.put("/connectors/paused/resume");
    await("all are deleted").atMost(PATIENCE).until(() -> queue.counts().deleted() == messages);

    Numbered arrived = Numbered.in(backends.topics(), "paused");
    assertThat(arrived.different(messages)).as("different messages").isEqualTo(messages);
    assertThat(arrived.duplicates()).as("produced twice").isZero();
    Scale.measured("paused: %,d given back, none produced twice", queue.counts().redelivered());
  }

  /** Last, when it has been idle for a while. */
  @Order(Integer.MAX_VALUE)
  @Test
  void anIdleTaskAsksOnceALongPoll() {
    awaitIdleReceives(1 + Scale.of(2, 15));
    long requests = idleRig.stats().requests() - requestsBefore;
    double seconds = (System.nanoTime() - idleSinceNanos) / 1e9;
    assertThat(requests)
        .as("requests in %.1f s", seconds)
        .isLessThanOrEqualTo(1 + (long) (seconds / LONG_POLL.toSeconds()));
    rest.assertRuns("idle");
    Scale.measured("idle for %.0f s: %.4f requests/s", seconds, requests / seconds);
  }

  private void create(String connector, Map<String, String> config) {
    connectors.add(connector);
    rest.create(connector, config);
  }

  private void delete(String connector) {
    assertThat(rest.delete("/connectors/" + connector).status()).isEqualTo(204);
    connectors.remove(connector);
  }

  private static void awaitIdleReceives(int count) {
    await(count + " receives")
        .pollInterval(Duration.ofMillis(20))
        .atMost(LONG_POLL.multipliedBy(count).plus(PATIENCE))
        .until(() -> idleRig.stats().action("ReceiveMessage").requests() >= count);
  }

  /** A producer that has room for few records: what the broker does not take waits in the task. */
  private static Map<String, String> slowTopic(RigQueue queue, String topic) {
    Map<String, String> config = counting(backends.source(queue, topic));
    config.put("batch.max.messages", "1");
    config.put("producer.override.buffer.memory", "32768");
    config.put("producer.override.batch.size", "4096");
    config.put("producer.override.compression.type", "none");
    return config;
  }

  /** With a header that says how often SQS has delivered the message. */
  private static Map<String, String> counting(Map<String, String> config) {
    config.put("headers.system.attributes", "ApproximateReceiveCount");
    return config;
  }

  private static String producerOf(String connector) {
    return "connector-producer-" + connector + "-0";
  }

  private static int mostReceives(String topic) {
    int[] most = new int[1];
    backends
        .topics()
        .forEach(
            topic,
            record -> {
              Header header = record.headers().lastHeader("ApproximateReceiveCount");
              String count = new String(header.value(), StandardCharsets.UTF_8);
              most[0] = Math.max(most[0], Integer.parseInt(count));
            });
    return most[0];
  }
}
