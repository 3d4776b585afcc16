package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sealstream.benchmarks.rig.QueueCounts;
import io.sealstream.benchmarks.rig.RigQueue;
import io.sealstream.benchmarks.rig.RigStats;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One task at full speed, in a worker with 512 MB of heap. */
@Timeout(1800)
class RigLoadIT {

  private static final String TOPIC = "load";
  private static final int MESSAGES = Scale.of(50_000, 1_000_000);
  private static final Duration PATIENCE = Duration.ofSeconds(Scale.of(300, 1200));

  @Test
  void nothingIsLostNothingComesTwiceAndAMessageCostsAFifthOfARequest() throws Exception {
    try (RigBackends backends = RigBackends.start()) {
      backends.topics().create(TOPIC, 6);
      RigQueue queue = backends.rig().createQueue("load", Map.of("VisibilityTimeout", "120"));
      queue.fill(MESSAGES, Numbered::body);
      Path log = Backends.LOG.resolveSibling("load-worker.log");
      WorkerProcess worker =
          backends.resources().open(() -> WorkerProcess.startWarm(backends, log));

      Duration cpuBefore = worker.cpuTime();
      worker.rest.create("load", backends.source(queue, TOPIC));
      await("the first message").atMost(PATIENCE).until(() -> queue.counts().received() > 0);
      long begin = System.nanoTime();
      await("the last message")
          .pollInterval(Duration.ofMillis(100))
          .atMost(PATIENCE)
          .until(() -> queue.counts().deleted() == MESSAGES);
      double seconds = (System.nanoTime() - begin) / 1e9;
      double cpuSeconds = worker.cpuTime().minus(cpuBefore).toMillis() / 1e3;

      RigStats stats = backends.rig().stats();
      QueueCounts counts = queue.counts();
      worker.rest.assertRuns("load");
      assertThat(counts.inFlight()).as("in flight").isZero();
      assertThat(counts.visible()).as("visible").isZero();
      assertThat(counts.redelivered()).as("redelivered").isZero();
      double perMessage = stats.requests() / (double) MESSAGES;
      assertThat(perMessage).as("requests per message: %s", stats).isLessThanOrEqualTo(0.21);

      Numbered arrived = Numbered.in(backends.topics(), TOPIC);
      assertThat(arrived.different(MESSAGES)).as("different messages").isEqualTo(MESSAGES);
      assertThat(arrived.duplicates()).as("duplicates").isZero();
      Scale.measured(
          "%,d messages in %.1f s, %,.0f messages/s, %.1f s of the worker's CPU, %.4f requests each",
          MESSAGES, seconds, MESSAGES / seconds, cpuSeconds, perMessage);
    }
  }
}
