package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sealstream.benchmarks.rig.Faults;
import io.sealstream.benchmarks.rig.RigMessage;
import io.sealstream.benchmarks.rig.RigQueue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The order of a FIFO queue's message groups, from the queue to a partition. */
@Timeout(1200)
class RigFifoIT {

  private static final Duration PATIENCE = Duration.ofSeconds(Scale.of(90, 900));

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
  void aGroupKeepsItsOrderWhileTasksAreRestarted() throws Exception {
    int groups = Scale.of(20, 100);
    int restarts = Scale.of(3, 10);
    int messages = Scale.of(4_000, 50_000);
    int tasks = 3;
    RigQueue queue = queue("restarted.fifo");
    RigSource source =
        new RigSource(rest, "fifo-restarted", queue)
            .with("tasks.max", Integer.toString(tasks))
            .post();

    // The queue is a portion ahead, so that every restart meets messages on their way.
    int portion = messages / (restarts + 1);
    send(queue, groups, 0, portion);
    for (int i = 1; i <= restarts; i++) {
      send(queue, groups, i * portion, i == restarts ? messages : (i + 1) * portion);
      long flowing = (i - 1L) * portion + portion / 10;
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(5))
          .until(() -> queue.counts().deleted() >= flowing);
      source.restart();
      int restarted = tasks * (i + 1);
      await("the starts of the tasks").atMost(PATIENCE).until(() -> starts(queue) >= restarted);
    }
    RigSource.awaitEmpty(queue, PATIENCE);

    Order order = Order.of(backends.topics().read("fifo-restarted"));
    order.report(queue);
    order.assertComplete(groups, messages);
    assertThat(queue.counts().deleted()).isEqualTo(messages);
    source.assertRuns();
  }

  @Test
  void aGroupKeepsItsOrderWhileRequestsFail() throws Exception {
    int groups = Scale.of(20, 100);
    int messages = Scale.of(2_000, 20_000);
    RigQueue queue = queue("faulty.fifo");
    RigSource source = new RigSource(rest, "fifo-faulty", queue).with("tasks.max", "2").post();

    backends.rig().faults(RigFaultsIT.mixed(4));
    try {
      send(queue, groups, 0, messages);
      RigSource.awaitEmpty(queue, PATIENCE);
    } finally {
      backends.rig().faults(Faults.none());
    }

    Order order = Order.of(backends.topics().read("fifo-faulty"));
    order.report(queue);
    order.assertComplete(groups, messages);
    source.assertRuns();
  }

  /** Short: a group whose message got lost on its way to a task is locked for that long. */
  private static RigQueue queue(String name) {
    return backends.rig().createQueue(name, Map.of("VisibilityTimeout", "4"));
  }

  /** Message i is of group i modulo {@code groups}; its body is its number within the group. */
  private static void send(RigQueue queue, int groups, int from, int to) {
    for (int i = from; i < to; i++) {
      queue.send(RigMessage.of(Integer.toString(i / groups)).inGroup("group-" + i % groups));
    }
  }

  private static long starts(RigQueue queue) throws IOException {
    String line = "Reading 1 queue(s): [" + queue.url() + "]";
    try (Stream<String> lines = Files.lines(Backends.LOG)) {
      return lines.filter(text -> text.contains(line)).count();
    }
  }

  /** The records of a topic by their key, the message group, in the order of the partition. */
  private record Order(Map<String, List<Integer>> numbers, Map<String, Set<Integer>> partitions) {

    static Order of(List<ConsumerRecord<byte[], byte[]>> records) {
      Map<String, List<Integer>> numbers = new TreeMap<>();
      Map<String, Set<Integer>> partitions = new TreeMap<>();
      for (ConsumerRecord<byte[], byte[]> record : records) {
        String group = new String(record.key(), StandardCharsets.UTF_8);
        int number = Integer.parseInt(new String(record.value(), StandardCharsets.UTF_8));
        numbers.computeIfAbsent(group, g -> new ArrayList<>()).add(number);
        partitions.computeIfAbsent(group, g -> new HashSet<>()).add(record.partition());
      }
      return new Order(numbers, partitions);
    }

    void assertComplete(int groups, int messages) {
      assertThat(numbers).hasSize(groups);
      numbers.forEach(
          (group, found) -> {
            int index = Integer.parseInt(group.substring("group-".length()));
            int count = (messages - index + groups - 1) / groups;
            assertThat(new LinkedHashSet<>(found))
                .as("first occurrences in %s", group)
                .containsExactlyElementsOf(IntStream.range(0, count).boxed().toList());
          });
      assertThat(partitions)
          .as("partitions of a group")
          .allSatisfy((group, found) -> assertThat(found).hasSize(1));
      Set<Integer> used = new HashSet<>();
      partitions.values().forEach(used::addAll);
      assertThat(used).as("partitions in use").hasSizeGreaterThan(1);
    }

    void report(RigQueue queue) {
      long records = numbers.values().stream().mapToLong(List::size).sum();
      long distinct =
          numbers.values().stream().mapToLong(found -> found.stream().distinct().count()).sum();
      Scale.measured(
          "%s: %,d messages in %,d groups; %,d records came twice, %,d messages were redelivered",
          queue.name(), distinct, numbers.size(), records - distinct, queue.counts().redelivered());
    }
  }
}
