package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealstream.benchmarks.rig.Faults;
import io.sealstream.benchmarks.rig.RigQueue;
import io.sealstream.benchmarks.rig.RigStats;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An SQS of which nearly every third request fails, in every way that requests fail. */
@Tag("alone")
@Timeout(1200)
class RigFaultsIT {

  private static final int MESSAGES = Scale.of(5_000, 100_000);
  private static final Duration PATIENCE = Duration.ofSeconds(Scale.of(90, 900));

  /** What goes wrong with 30 % of all requests, and with some more of those that are batches. */
  static Faults mixed(long seed) {
    return Faults.seeded(seed)
        .with(Faults.Kind.HTTP_500, 0.06)
        .with(Faults.Kind.THROTTLE, 0.06)
        .with(Faults.Kind.DROP_BEFORE, 0.05)
        .with(Faults.Kind.DROP_AFTER, 0.05)
        .delaying(Duration.ofMillis(500), 0.08)
        .with(Faults.Kind.PARTIAL_BATCH, 0.1, "DeleteMessageBatch", "ChangeMessageVisibilityBatch");
  }

  private RigBackends backends;

  @BeforeEach
  void start() throws Exception {
    backends = RigBackends.start();
  }

  @AfterEach
  void stop() {
    if (backends != null) {
      backends.close();
    }
  }

  @Test
  void nothingIsLostAndThroughputComesBackByItself() throws Exception {
    Rest rest = RigSource.worker(backends);
    // Short: a receive whose answer is lost hides its messages that long. But long enough for a
    // pause of a busy machine: what is not renewed then is redelivered too.
    RigQueue queue = backends.rig().createQueue("faulty", Map.of("VisibilityTimeout", "10"));
    RigSource source = new RigSource(rest, "faults", queue).post();

    Duration healthyBefore = timeToDrain(queue, 0);
    long redeliveredBefore = queue.counts().redelivered();
    backends.rig().faults(mixed(20));
    backends.rig().resetCounters();
    Duration underFaults = timeToDrain(queue, MESSAGES);
    RigStats stats = backends.rig().stats();
    long redelivered = queue.counts().redelivered() - redeliveredBefore;
    backends.rig().faults(Faults.none());
    Duration healthyAfter = timeToDrain(queue, 2 * MESSAGES);

    List<String> produced =
        backends.topics().read("faults").stream()
            .map(record -> new String(record.value(), StandardCharsets.UTF_8))
            .toList();
    Set<String> distinct = new HashSet<>(produced);
    int twice = produced.size() - distinct.size();
    Scale.measured(
        "%,d messages each before, under and after faults: %.1f, %.1f and %.1f s; %,d requests"
            + " under faults; %,d records came twice, %,d messages were redelivered",
        MESSAGES,
        seconds(healthyBefore),
        seconds(underFaults),
        seconds(healthyAfter),
        stats.requests(),
        twice,
        redelivered);

    assertThat(stats.action("ReceiveMessage").errors()).as("failed receives").isPositive();
    assertThat(stats.action("DeleteMessageBatch").errors()).as("failed deletes").isPositive();
    assertThat(distinct).hasSize(3 * MESSAGES);
    assertThat(distinct.containsAll(bodies(0, 3 * MESSAGES))).as("every message").isTrue();
    assertThat((long) twice)
        .as("records that came twice, of what SQS delivered twice")
        .isLessThanOrEqualTo(queue.counts().redelivered());
    assertThat(redelivered)
        .as("redelivered: answers that were lost, and hardly any that was not hidden in time")
        .isLessThan(MESSAGES / 4);
    assertThat(queue.counts().deleted()).isEqualTo(3L * MESSAGES);
    source.assertRuns();
    // The first drain also paid for cold code; the seconds are for a busy machine. A backoff that
    // outlived the faults would take longer than both.
    assertThat(healthyAfter).isLessThan(healthyBefore.multipliedBy(2).plusSeconds(10));
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  private Duration timeToDrain(RigQueue queue, int from) {
    long start = System.nanoTime();
    bodies(from, from + MESSAGES).forEach(queue::send);
    RigSource.awaitEmpty(queue, PATIENCE);
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private static List<String> bodies(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "message " + i).toList();
  }
}
