package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sealstream.benchmarks.rig.RigQueue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many queues for few tasks, many tasks for few queues, and unequal queues in one task. */
@Timeout(600)
class RigManyQueuesIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int MESSAGES = Scale.of(200, 20_000);

  private static RigBackends backends;
  private static Rest rest;

  private RigSource source;

  @BeforeAll
  static void start() throws Exception {
    backends = RigBackends.start();
    rest = RigSource.worker(backends);
  }

  @AfterAll
  static void stop() {
    if (backends != null) {
      backends.close();
    }
  }

  @AfterEach
  void delete() {
    if (source != null) {
      source.deleteIfThere();
    }
  }

  @Test
  void fiveQueuesAreDividedOverTwoTasksAndEachHasATopic() {
    RigQueue[] queues = queues("many", 5);
    source = new RigSource(rest, "of-${queue}", queues).with("tasks.max", "2").post();

    assertThat(source.queuesOfTasks())
        .containsExactly(urls(queues[0], queues[1], queues[2]), urls(queues[3], queues[4]));
    drain(queues);
    for (RigQueue queue : queues) {
      assertThat(valuesIn("of-" + queue.name())).containsExactlyInAnyOrderElementsOf(bodies(queue));
    }
  }

  @Test
  void fiveTasksShareTwoQueues() {
    RigQueue[] queues = queues("few", 2);
    source = new RigSource(rest, "few", queues).with("tasks.max", "5").post();

    assertThat(source.queuesOfTasks())
        .containsExactly(
            queues[0].url(), queues[1].url(), queues[0].url(), queues[1].url(), queues[0].url());
    drain(queues);
    List<String> all = Arrays.stream(queues).flatMap(queue -> bodies(queue).stream()).toList();
    assertThat(valuesIn("few")).containsExactlyInAnyOrderElementsOf(all);
  }

  @Test
  void largeAndSmallMessagesBothGetOnAndTheBytesHeldAreBounded() throws Exception {
    int mebibyte = 1_048_576;
    int large = 12;
    int bound = 4;
    RigQueue largeOnes = backends.rig().createQueue("unequal-large");
    RigQueue smallOnes = backends.rig().createQueue("unequal-small");
    largeOnes.fill(large, i -> Integer.toString(i % 10).repeat(mebibyte));
    smallOnes.fill(MESSAGES, i -> "small " + i);
    source =
        new RigSource(rest, "unequal", largeOnes, smallOnes)
            .with("inflight.max.bytes", Integer.toString(bound * mebibyte))
            .with("batch.max.messages", "10")
            .with("producer.override.max.request.size", "4194304")
            .with("producer.override.buffer.memory", "2097152")
            .with("topic.creation.default.max.message.bytes", "4194304");
    String producer = "connector-producer-source-unequal-large-0";
    backends.topics().slowDown(producer, 1_000_000);
    source.post();

    // The first receive asks for ten, before a size is known; what is too much goes back at once.
    int[] mostHeld = new int[1];
    await("some of both while Kafka is slow")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .until(
            () -> {
              if (largeOnes.counts().deleted() > 0) {
                mostHeld[0] = Math.max(mostHeld[0], largeOnes.counts().inFlight());
              }
              return largeOnes.counts().deleted() >= large / 2
                  && smallOnes.counts().deleted() >= MESSAGES / 4;
            });
    backends.topics().speedUp(producer);
    RigSource.awaitEmpty(largeOnes, PATIENCE);
    RigSource.awaitEmpty(smallOnes, PATIENCE);

    assertThat(mostHeld[0]).as("large messages with the task").isBetween(1, bound);
    assertThat(largeOnes.counts().redelivered()).as("given back").isLessThanOrEqualTo(10);
    assertThat(backends.topics().count("unequal")).isEqualTo(large + MESSAGES);
    source.assertRuns();
  }

  private static RigQueue[] queues(String name, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> backends.rig().createQueue(name + "-" + i))
        .toArray(RigQueue[]::new);
  }

  private static void drain(RigQueue... queues) {
    for (RigQueue queue : queues) {
      bodies(queue).forEach(queue::send);
    }
    for (RigQueue queue : queues) {
      RigSource.awaitEmpty(queue, PATIENCE);
      assertThat(queue.counts().deleted()).isEqualTo(MESSAGES);
      assertThat(queue.counts().redelivered()).isZero();
    }
  }

  private static List<String> bodies(RigQueue queue) {
    return IntStream.range(0, MESSAGES).mapToObj(i -> queue.name() + " " + i).toList();
  }

  private static String urls(RigQueue... queues) {
    return String.join(",", Arrays.stream(queues).map(RigQueue::url).toList());
  }

  private static List<String> valuesIn(String topic) {
    return backends.topics().read(topic).stream()
        .map(record -> new String(record.value(), StandardCharsets.UTF_8))
        .toList();
  }
}
