package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sealstream.benchmarks.rig.RigQueue;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a task of the packaged plugin shows through JMX, as docs/metrics.md says it. */
@Timeout(600)
class RigMetricsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int MESSAGES = 50;
  private static final MBeanServer JMX = ManagementFactory.getPlatformMBeanServer();

  @Test
  void aTaskCountsWhatItDoesAndLeavesNothingBehind() throws Exception {
    try (RigBackends backends = RigBackends.start()) {
      Rest rest = RigSource.worker(backends);
      RigQueue queue = backends.rig().createQueue("counted", Map.of());
      RigSource source = new RigSource(rest, "counted", queue).post();
      queue.fill(MESSAGES, i -> "message " + i);
      RigSource.awaitEmpty(queue, PATIENCE);

      ObjectName task = name("connector=source-counted,task=0");
      for (String stage : new String[] {"received", "produced", "acknowledged", "deleted"}) {
        await(stage)
            .atMost(PATIENCE)
            .until(() -> value(task, "messages-" + stage + "-total") == MESSAGES);
      }
      await("nothing in flight")
          .atMost(PATIENCE)
          .until(() -> value(task, "messages-in-flight") == 0);
      assertThat(value(task, "messages-redelivered-total")).isZero();
      ObjectName depth = name("connector=source-counted,task=0,queue=counted");
      await("a depth that SQS told").atMost(PATIENCE).until(() -> value(depth, "queue-depth") == 0);

      source.deleteIfThere();
      await("no name of the task")
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(ofConnector()).isEmpty());
    }
  }

  /** Kafka Connect closes the transforms of a task with it; a transform knows the task's name. */
  @Test
  void aMaskCountsForItsTaskAndLeavesNothingBehind() throws Exception {
    try (RigBackends backends = RigBackends.start()) {
      Rest rest = RigSource.worker(backends);
      RigQueue queue = backends.rig().createQueue("masked-a-1", Map.of());
      String json = "org.apache.kafka.connect.json.JsonConverter";
      RigSource source =
          new RigSource(rest, "masked", queue)
              .with("value.format", "json")
              .with("value.converter", json)
              .with("transforms", "mask,check")
              .with("transforms.mask.type", "io.sealstream.connect.mask.MaskPii$Value")
              .with("transforms.mask.fields", "ip,device")
              .with("transforms.mask.keyset", keyset())
              .with("transforms.check.type", "io.sealstream.connect.mask.CheckText$Value")
              .with("transforms.check.max.lengths", "ip:100")
              .post();
      queue.fill(MESSAGES, i -> "{\"ip\": \"198.51.100." + i + "\", \"device\": null}");
      RigSource.awaitEmpty(queue, PATIENCE);

      ObjectName mask = transform("transform=MaskPii,part=value,number=1");
      assertThat(value(mask, "records-total")).isEqualTo(MESSAGES);
      assertThat(value(mask, "values-total")).as("nulls are not counted").isEqualTo(MESSAGES);
      assertThat(value(mask, "refused-total")).isZero();
      ObjectName check = transform("transform=CheckText,part=value,number=1");
      assertThat(value(check, "values-total")).isEqualTo(MESSAGES);

      source.deleteIfThere();
      await("no transform of the task")
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(JMX.queryNames(new ObjectName("io.sealstream.connect.mask:*"), null))
                      .isEmpty());
    }
  }

  private static ObjectName transform(String properties) throws JMException {
    return new ObjectName(
        "io.sealstream.connect.mask:type=transform-metrics,connector=source-masked-a-1,task=0,"
            + properties);
  }

  private static String keyset() {
    byte[] key = "k".repeat(64).getBytes(StandardCharsets.UTF_8);
    return KeysetJson.keyset(1, KeysetJson.aesSiv(1, KeysetJson.ENABLED, key));
  }

  private static ObjectName name(String properties) throws JMException {
    return new ObjectName("io.sealstream.connect.sqs:type=sqs-source-task-metrics," + properties);
  }

  private static double value(ObjectName of, String metric) throws JMException {
    return ((Number) JMX.getAttribute(of, metric)).doubleValue();
  }

  private static Set<ObjectName> ofConnector() throws JMException {
    return JMX.queryNames(
        new ObjectName("io.sealstream.connect.sqs:connector=source-counted,*"), null);
  }
}
