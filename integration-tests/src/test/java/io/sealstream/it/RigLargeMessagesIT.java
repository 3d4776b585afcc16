package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sealstream.benchmarks.rig.RigMessage;
import io.sealstream.benchmarks.rig.RigQueue;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The largest message that SQS carries, and a Kafka that takes it or not. */
@Timeout(600)
class RigLargeMessagesIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String LARGE = "x".repeat(1_048_576);
  private static final int SMALL = 20;

  private static RigBackends backends;
  private static Rest rest;

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

  @Test
  void passesWhereTheProducerAndTheTopicMaySendAndTakeIt() {
    RigQueue queue = queue("large-passes", Map.of());
    RigSource source =
        source(queue)
            .with("producer.override.max.request.size", "4194304")
            .with("topic.creation.default.max.message.bytes", "4194304")
            .post();
    sendLargeAmongSmall(queue);
    RigSource.awaitEmpty(queue, PATIENCE);

    assertThat(valuesOf(queue)).hasSize(SMALL + 1).contains(LARGE);
    source.assertRuns();
  }

  @Test
  void failsTheTaskWithKafkasReasonAndStaysInTheQueue() {
    RigQueue queue = queue("large-fails", Map.of());
    RigSource source = source(queue).post();
    queue.send(LARGE);

    source.awaitFailure();

    assertThat(source.trace())
        .startsWith(
            "org.apache.kafka.connect.errors.ConnectException: Unrecoverable exception from"
                + " producer send callback")
        .containsPattern(
            "Caused by: org.apache.kafka.common.errors.RecordTooLargeException: The message is"
                + " 10\\d{5} bytes when serialized which is larger than 1048576, which is the value"
                + " of the max.request.size configuration\\.")
        .doesNotContain("xxx");
    assertThat(queue.bodies()).as("in the queue").containsExactly(LARGE);
  }

  @Test
  void comesAgainWhereErrorsAreToleratedUntilTheRedrivePolicyTakesItAway() throws Exception {
    RigQueue deadLetters = queue("large-dead", Map.of());
    RigQueue queue = queue("large-redriven", redrive(deadLetters, 3));
    RigSource source = source(queue).with("errors.tolerance", "all").post();
    sendLargeAmongSmall(queue);

    await("the large one among the dead letters")
        .atMost(PATIENCE)
        .until(() -> deadLetters.counts().visible() == 1);
    RigSource.awaitEmpty(queue, PATIENCE);
    assertThat(deadLetters.bodies()).containsExactly(LARGE);
    assertThat(queue.counts().redelivered())
        .as(
            "the large one, received three times, and whatever a busy machine did not delete in time")
        .isGreaterThanOrEqualTo(2);
    assertThat(valuesOf(queue)).hasSize(SMALL).doesNotContain(LARGE);
    source.assertRuns();
    assertThat(Files.readString(Backends.LOG))
        .contains(" of large-redriven: Kafka did not take the record; it comes again");
  }

  @Test
  void blocksItsGroupOfAFifoQueueAndNoOther() {
    RigQueue deadLetters = queue("large-dead.fifo", Map.of());
    RigQueue queue = queue("large-blocks.fifo", redrive(deadLetters, 5));
    List<String> blocked = new ArrayList<>(IntStream.range(0, 20).mapToObj(i -> "b" + i).toList());
    blocked.set(1, LARGE);
    List<String> others = IntStream.range(0, 200).mapToObj(i -> "o" + i).toList();
    blocked.forEach(body -> queue.send(RigMessage.of(body).inGroup("blocked")));
    others.forEach(
        body -> queue.send(RigMessage.of(body).inGroup("other-" + body.hashCode() % 40)));
    // The broker refuses it, not the producer: the way of a failed send that comes back later.
    RigSource source =
        source(queue)
            .with("errors.tolerance", "all")
            .with("producer.override.max.request.size", "4194304")
            .with("topic.creation.default.max.message.bytes", "100000")
            .post();

    await("the other groups").atMost(PATIENCE).until(() -> queue.counts().deleted() >= 200);
    assertThat(deadLetters.counts().visible()).as("the blocked group waits").isZero();
    assertThat(queue.counts().deleted()).as("deleted: the others and b0").isLessThanOrEqualTo(201);

    await("dead letters").atMost(PATIENCE).until(() -> deadLetters.counts().visible() > 0);
    RigSource.awaitEmpty(queue, PATIENCE);

    // What SQS delivered together with it is counted as received as often, and goes with it.
    List<String> dead = deadLetters.bodies();
    assertThat(dead).isEqualTo(blocked.subList(1, 1 + dead.size())).hasSizeLessThanOrEqualTo(10);
    List<String> left = new ArrayList<>(blocked);
    left.removeAll(dead);
    List<String> produced = valuesOf(queue);
    assertThat(produced).filteredOn(body -> body.startsWith("b")).isEqualTo(left);
    assertThat(produced).filteredOn(body -> body.startsWith("o")).hasSize(200);
    source.assertRuns();
  }

  private static RigQueue queue(String name, Map<String, String> attributes) {
    RigQueue queue = backends.rig().createQueue(name, attributes);
    backends.rig().setQueueAttributes(name, Map.of("VisibilityTimeout", "4"));
    return queue;
  }

  private static Map<String, String> redrive(RigQueue deadLetters, int receives) {
    return Map.of(
        "RedrivePolicy",
        "{\"deadLetterTargetArn\":\"%s\",\"maxReceiveCount\":%d}"
            .formatted(deadLetters.arn(), receives));
  }

  private static RigSource source(RigQueue queue) {
    return new RigSource(rest, queue.name(), queue);
  }

  private static void sendLargeAmongSmall(RigQueue queue) {
    queue.fill(SMALL / 2, i -> "before " + i);
    queue.send(LARGE);
    queue.fill(SMALL / 2, i -> "after " + i);
  }

  private static List<String> valuesOf(RigQueue queue) {
    return backends.topics().read(queue.name()).stream()
        .map(record -> new String(record.value(), StandardCharsets.UTF_8))
        .toList();
  }
}
