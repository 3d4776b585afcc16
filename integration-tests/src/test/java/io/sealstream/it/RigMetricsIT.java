package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sealstream.benchmarks.rig.RigQueue;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a task of the packaged plugin shows through JMX, as docs/metrics.md says it. */
@Timeout(180)
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
      assertThat(value(task, "messages-in-flight")).isZero();
      assertThat(value(task, "messages-redelivered-total")).isZero();
      ObjectName depth = name("connector=source-counted,task=0,queue=counted");
      await("a depth that SQS told").atMost(PATIENCE).until(() -> value(depth, "queue-depth") == 0);

      source.deleteIfThere();
      await("no name of the task")
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(ofConnector()).isEmpty());
    }
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
