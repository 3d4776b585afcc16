package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sealstream.benchmarks.rig.Faults;
import io.sealstream.benchmarks.rig.RigAttribute;
import io.sealstream.benchmarks.rig.RigMessage;
import io.sealstream.benchmarks.rig.RigQueue;
import io.sealstream.benchmarks.rig.RigSettings;
import io.sealstream.benchmarks.rig.SqsRig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/**
 * Exactly once in a worker that supports it, as Connect really asks and tells of records. What has
 * to wait for the visibility timeout begins before the first test, and is looked at in the last
 * ones.
 */
@Tag("alone")
@Timeout(1200)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RigExactlyOnceIT {

  private static final Duration PATIENCE = Duration.ofSeconds(Scale.of(120, 900));
  private static final Map<String, String> VISIBILITY = Map.of("VisibilityTimeout", "40");

  private static RigBackends backends;
  private static Rest rest;

  /** Of tasks that deleted nothing, and of which one is left. */
  private static RigQueue shrunk;

  /** Where neither a delete nor a renewal succeeds. */
  private static SqsRig failing;

  private static RigQueue undeleted;
  private static RigSource undeletedSource;

  @BeforeAll
  static void start() throws Exception {
    backends = RigBackends.start();
    rest = RigSource.exactlyOnceWorker(backends);
    failing = backends.resources().open(() -> SqsRig.start(RigSettings.defaults()));
    failing.faults(
        Faults.seeded(1)
            .with(Faults.Kind.HTTP_500, 1, "DeleteMessageBatch")
            .with(Faults.Kind.HTTP_500, 1, "ChangeMessageVisibilityBatch"));
    undeleted = failing.createQueue("undeleted", VISIBILITY);
    undeletedSource = source("undeleted", undeleted).with("tasks.max", "2").post();
    undeleted.fill(300, i -> "body-" + i);

    SqsRig shrinking = backends.resources().open(() -> SqsRig.start(RigSettings.defaults()));
    shrinking.faults(Faults.seeded(1).with(Faults.Kind.HTTP_500, 1, "DeleteMessageBatch"));
    shrunk = shrinking.createQueue("shrunk", VISIBILITY);
    RigSource source = source("shrunk", shrunk).with("tasks.max", "3").post();
    shrunk.fill(600, i -> "body-" + i);
    await().atMost(PATIENCE).until(() -> committed("shrunk").size() == 600);
    source.with("tasks.max", "1").update();
    shrinking.faults(Faults.none());
  }

  @AfterAll
  static void stop() {
    if (backends != null) {
      backends.close();
    }
  }

  private static RigQueue queue(String name) {
    return backends.rig().createQueue(name, VISIBILITY);
  }

  private static RigSource source(String topic, RigQueue queue) {
    return new RigSource(rest, topic, queue).exactlyOnce();
  }

  private static List<String> bodies(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "body-" + i).toList();
  }

  /** The values that a read_committed consumer finds; none where there is no topic. */
  private static List<String> committed(String topic) {
    List<String> values = new ArrayList<>();
    if (backends.topics().names().contains(topic)) {
      backends
          .topics()
          .forEachCommitted(
              topic, record -> values.add(new String(record.value(), StandardCharsets.UTF_8)));
    }
    return values;
  }

  @Test
  void everyMessageIsInTheTopicOnce() {
    RigQueue queue = queue("plain");
    RigSource source = source("plain", queue).with("tasks.max", "2").post();
    queue.fill(5_000, i -> "body-" + i);

    RigSource.awaitEmpty(queue, PATIENCE);

    assertThat(committed("plain")).containsExactlyInAnyOrderElementsOf(bodies(0, 5_000));
    source.assertRuns();
  }

  @Test
  void restartsInTheMiddleOfBatchesDoubleNothing() throws Exception {
    int restarts = Scale.of(3, 10);
    int portion = 600;
    RigQueue queue = queue("restarted");
    RigSource source =
        source("restarted", queue)
            .with("batch.max.messages", "100")
            .with("producer.override.linger.ms", "0")
            .with("producer.override.transaction.timeout.ms", "10000")
            .with("sqs.visibility.timeout.seconds", "50");
    backends.topics().slowDown("connector-producer-source-restarted-0", 30_000);
    source.post();
    for (int i = 0; i < restarts; i++) {
      bodies(i * portion, (i + 1) * portion).forEach(queue::send);
      long some = queue.counts().deleted() + 100;
      await().atMost(PATIENCE).until(() -> queue.counts().deleted() >= some);
      source.restart();
    }
    backends.topics().speedUp("connector-producer-source-restarted-0");
    RigSource.awaitEmpty(queue, PATIENCE);

    assertThat(committed("restarted"))
        .containsExactlyInAnyOrderElementsOf(bodies(0, restarts * portion));
    Scale.measured("%d restarts in the middle of batches: %s", restarts, queue);
  }

  @Test
  void aBatchOfWhichEveryRecordIsFilteredIsDeleted() {
    RigQueue queue = queue("filtered");
    RigSource source =
        source("filtered", queue)
            .with("transforms", "filter")
            .with("transforms.filter.type", "org.apache.kafka.connect.transforms.Filter")
            .post();
    queue.fill(500, i -> "body-" + i);

    RigSource.awaitEmpty(queue, PATIENCE);

    assertThat(committed("filtered")).isEmpty();
    assertThat(queue.counts().deleted()).isEqualTo(500);
    source.assertRuns();
  }

  @Test
  void whatIsFilteredAmongOthersIsDeletedAndTheOthersAreThereOnce() {
    RigQueue queue = queue("some-filtered");
    source("some-filtered", queue)
        .with("transforms", "filter")
        .with("transforms.filter.type", "org.apache.kafka.connect.transforms.Filter")
        .with("transforms.filter.predicate", "unwanted")
        .with("predicates", "unwanted")
        .with(
            "predicates.unwanted.type",
            "org.apache.kafka.connect.transforms.predicates.HasHeaderKey")
        .with("predicates.unwanted.name", "unwanted")
        .post();
    for (int i = 0; i < 500; i++) {
      RigMessage message = RigMessage.of("body-" + i);
      queue.send(i % 2 == 0 ? message : message.with("unwanted", RigAttribute.string("yes")));
    }

    RigSource.awaitEmpty(queue, PATIENCE);

    assertThat(committed("some-filtered"))
        .containsExactlyInAnyOrderElementsOf(
            bodies(0, 500).stream().filter(body -> body.matches(".*[02468]")).toList());
    assertThat(queue.counts().deleted()).isEqualTo(500);
  }

  @Test
  void toleratedFailuresAndPoisonBecomeDeadLettersAndTheOthersAreThereOnce() {
    RigQueue queue = queue("failing");
    RigQueue deadLetters = queue("failing-dead");
    RigSource source =
        source("failing", queue)
            .with("record.key", "attribute:key")
            .with("poison.policy", "dead-letter")
            .with("errors.tolerance", "all")
            .with("skipped.record.policy", "dead-letter")
            .with("dead.letter.queue.url", deadLetters.url())
            .with("transforms", "number")
            .with("transforms.number.type", "org.apache.kafka.connect.transforms.Cast$Value")
            .with("transforms.number.spec", "int64")
            .post();
    List<String> numbers = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      String body = i % 3 == 1 ? "no number: " + i : "" + i;
      boolean poison = i % 3 == 2;
      RigMessage message = RigMessage.of(body);
      queue.send(poison ? message : message.with("key", RigAttribute.string("any")));
      (i % 3 == 0 ? numbers : others).add(body);
    }

    RigSource.awaitEmpty(queue, PATIENCE);

    assertThat(committed("failing")).containsExactlyInAnyOrderElementsOf(numbers);
    assertThat(deadLetters.bodies()).containsExactlyInAnyOrderElementsOf(others);
    source.assertRuns();
  }

  @Test
  void aQueueThatIsMadeAnewUnderItsUrlIsReadOn() {
    RigQueue first = queue("recreated");
    RigSource source = source("recreated", first).post();
    first.fill(100, i -> "body-" + i);
    RigSource.awaitEmpty(first, PATIENCE);

    backends.rig().deleteQueue("recreated");
    assertThat(source.awaitFailure()).contains("recreated");
    RigQueue second = queue("recreated");
    source.restart();
    bodies(100, 200).forEach(second::send);
    RigSource.awaitEmpty(second, PATIENCE);

    assertThat(committed("recreated")).containsExactlyInAnyOrderElementsOf(bodies(0, 200));
  }

  @Test
  void theGuaranteeCanBeSwitchedOnAndOffAndOn() {
    RigQueue queue = queue("switched");
    RigSource source = source("switched", queue).atLeastOnce().post();
    int sent = 200;
    bodies(0, sent).forEach(queue::send);
    RigSource.awaitEmpty(queue, PATIENCE);
    for (boolean exactlyOnce : new boolean[] {true, false, true}) {
      if (exactlyOnce) {
        source.exactlyOnce().update();
      } else {
        source.atLeastOnce().update();
      }
      bodies(sent, sent + 200).forEach(queue::send);
      sent += 200;
      RigSource.awaitEmpty(queue, PATIENCE);
    }

    assertThat(committed("switched")).containsExactlyInAnyOrderElementsOf(bodies(0, sent));
  }

  /** What was committed and not deleted is known to whoever comes after, of any task. */
  @Order(Integer.MAX_VALUE - 1)
  @Test
  void whatTasksThatAreNoMoreHaveCommittedIsNotProducedAgain() {
    RigSource.awaitEmpty(shrunk, PATIENCE);

    assertThat(shrunk.counts().redelivered()).isPositive();
    assertThat(committed("shrunk")).containsExactlyInAnyOrderElementsOf(bodies(0, 600));
  }

  /** Receipts expire meanwhile, since nothing is renewed either; SQS delivers all of it again. */
  @Order(Integer.MAX_VALUE)
  @Test
  void deletesThatFailForLongerThanTheVisibilityDoubleNothing() {
    await().atMost(PATIENCE).until(() -> undeleted.counts().redelivered() >= 300);
    assertThat(undeleted.counts().deleted()).as("deleted while deletes fail").isZero();
    failing.faults(Faults.none());
    RigSource.awaitEmpty(undeleted, PATIENCE);

    assertThat(committed("undeleted")).containsExactlyInAnyOrderElementsOf(bodies(0, 300));
    undeletedSource.assertRuns();
  }

  /** Each message twice, in the middle of batches and a restart; and once more to other tasks. */
  @Test
  void anEventThatItsProducerSentTwiceIsInTheTopicOnce() {
    RigQueue queue = queue("repeated");
    RigSource source =
        source("repeated", queue)
            .with("deduplicate.by", "attribute:event")
            .with("batch.max.messages", "100")
            .post();
    for (int i = 0; i < 1_000; i++) {
      RigMessage message = RigMessage.of("body-" + i).with("event", RigAttribute.string("e" + i));
      queue.send(message);
      queue.send(message);
      if (i == 500) {
        source.restart();
      }
    }
    RigSource.awaitEmpty(queue, PATIENCE);
    source.with("tasks.max", "2").update();
    for (int i = 0; i < 1_000; i++) {
      queue.send(RigMessage.of("body-" + i).with("event", RigAttribute.string("e" + i)));
    }
    RigSource.awaitEmpty(queue, PATIENCE);

    assertThat(committed("repeated")).containsExactlyInAnyOrderElementsOf(bodies(0, 1_000));
    assertThat(queue.counts().deleted()).isEqualTo(3_000);
    source.assertRuns();
  }

  @Test
  void aSettingThatBreaksTheLeaseRuleIsRefused() {
    RigQueue queue = queue("refused");

    Rest.Answer answer =
        source("refused", queue).with("sqs.visibility.timeout.seconds", "39").tryPost();

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text())
        .contains(
            "39 s is too short for exactly once: with producer.override.transaction.timeout.ms=5000 a"
                + " message must be hidden for at least 40 s",
            "does not support exactly-once");
    answer = source("refused", queue).with("transaction.boundary", "interval").tryPost();
    assertThat(answer.text()).contains("exactly once needs poll");
  }
}
