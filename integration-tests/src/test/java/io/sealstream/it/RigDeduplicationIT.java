package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealstream.benchmarks.rig.RigAttribute;
import io.sealstream.benchmarks.rig.RigMessage;
import io.sealstream.benchmarks.rig.RigQueue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Events that a producer sent twice, with at-least-once delivery in a worker as it is by default.
 */
@Timeout(600)
class RigDeduplicationIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static RigBackends backends;
  private static Rest rest;

  @BeforeAll
  static void start() throws Exception {
    backends = RigBackends.start();
    // Often, so that little is left for the last commit of a stop, which a busy machine may not
    // finish: what is not listed then is produced again, as is promised.
    rest = RigSource.worker(backends, Map.of("offset.flush.interval.ms", "500"));
  }

  @AfterAll
  static void stop() {
    if (backends != null) {
      backends.close();
    }
  }

  private static List<String> bodies(int from, int to) {
    return IntStream.range(from, to).mapToObj(RigDeduplicationIT::body).toList();
  }

  private static String body(int event) {
    return "{\"event\":{\"id\":" + event + "}}";
  }

  private static List<String> values(String topic) {
    List<String> values = new ArrayList<>();
    backends
        .topics()
        .forEachCommitted(
            topic, record -> values.add(new String(record.value(), StandardCharsets.UTF_8)));
    return values;
  }

  @Test
  void isInTheTopicOnceAlsoAfterAStop() {
    RigQueue queue = backends.rig().createQueue("repeated");
    RigSource source =
        new RigSource(rest, "repeated", queue)
            .with("value.format", "json")
            .with("value.converter", "org.apache.kafka.connect.json.JsonConverter")
            .with("value.converter.schemas.enable", "false")
            .with("deduplicate.by", "field:event.id")
            .post();
    for (int i = 0; i < 500; i++) {
      queue.send(body(i));
      queue.send(body(i));
    }
    RigSource.awaitEmpty(queue, PATIENCE);

    source.stop();
    bodies(0, 500).forEach(queue::send);
    bodies(500, 600).forEach(queue::send);
    source.resume();
    RigSource.awaitEmpty(queue, PATIENCE);

    assertThat(values("repeated")).containsExactlyInAnyOrderElementsOf(bodies(0, 600));
    assertThat(queue.counts().deleted()).isEqualTo(1_600);
  }

  @Test
  void whatHasNoSuchAttributeIsProducedEachTime() {
    RigQueue queue = backends.rig().createQueue("without");
    new RigSource(rest, "without", queue).with("deduplicate.by", "attribute:event").post();
    for (int i = 0; i < 100; i++) {
      queue.send(RigMessage.of(body(i)));
      queue.send(RigMessage.of(body(i)));
      queue.send(RigMessage.of(body(100 + i)).with("event", RigAttribute.string("e" + i)));
      queue.send(RigMessage.of(body(100 + i)).with("event", RigAttribute.string("e" + i)));
    }

    RigSource.awaitEmpty(queue, PATIENCE);

    List<String> expected = new ArrayList<>(bodies(0, 200));
    expected.addAll(bodies(0, 100));
    assertThat(values("without")).containsExactlyInAnyOrderElementsOf(expected);
  }
}
