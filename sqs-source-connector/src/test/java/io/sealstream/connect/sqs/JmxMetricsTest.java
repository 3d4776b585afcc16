package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.kafka.common.metrics.Sensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JmxMetricsTest {

  private static final String GROUP = "jmx-metrics-test";

  private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
  private final ManualTime time = new ManualTime();
  private final List<JmxMetrics> opened = new ArrayList<>();

  @AfterEach
  void leaveNothingBehind() throws Exception {
    opened.forEach(JmxMetrics::close);
    assertThat(mbeans()).isEmpty();
  }

  @Test
  void aFlowIsATotalAndARate() throws Exception {
    JmxMetrics metrics = metrics("logins", "3");
    Sensor sensor = metrics.flow("messages-seen", "messages", "that were seen");
    metrics.publish();

    sensor.record(90);
    time.advance(Duration.ofSeconds(30));

    assertThat(read("connector=logins,task=3", "messages-seen-total")).isEqualTo(90.0);
    assertThat((double) read("connector=logins,task=3", "messages-seen-rate"))
        .isEqualTo(3.0, within(0.1));

    time.advance(Duration.ofMinutes(2));
    assertThat(read("connector=logins,task=3", "messages-seen-total")).isEqualTo(90.0);
    assertThat(read("connector=logins,task=3", "messages-seen-rate")).isEqualTo(0.0);
  }

  @Test
  void whatAChildCountsItsParentCountsToo() {
    JmxMetrics metrics = metrics("logins", "0");
    Sensor all = metrics.flow("all", "requests", "of every kind");
    Sensor some = metrics.flow("some", "requests", "of one kind", all);

    all.record(1);
    some.record(2);

    assertThat(metrics.value("all-total")).isEqualTo(3);
    assertThat(metrics.value("some-total")).isEqualTo(2);
  }

  @Test
  void aDistributionIsAnAverageAndAMaximumAndForgetsAfterAWhile() {
    JmxMetrics metrics = metrics("logins", "0");
    Sensor sensor = metrics.distribution("wait", "ms", "spent waiting");
    assertThat(metrics.value("wait-avg")).isNaN();

    sensor.record(10);
    sensor.record(30);
    assertThat(metrics.value("wait-avg")).isEqualTo(20);
    assertThat(metrics.value("wait-max")).isEqualTo(30);

    time.advance(Duration.ofMinutes(2));
    assertThat(metrics.value("wait-avg")).isNaN();
    assertThat(metrics.value("wait-max")).isNaN();
  }

  @Test
  void aGaugeIsAskedEachTimeItIsRead() throws Exception {
    double[] value = {1};
    JmxMetrics metrics = metrics("logins", "0");
    metrics.gauge("level", "messages", "at present", () -> value[0]);
    metrics.gauge("depth", "messages", "of a queue", "queue", "q1", () -> value[0] * 10);
    metrics.gauge("depth", "messages", "of a queue", "queue", "q2", () -> value[0] * 20);
    metrics.publish();

    value[0] = 7;

    assertThat(read("connector=logins,task=0", "level")).isEqualTo(7.0);
    assertThat(read("connector=logins,task=0,queue=q1", "depth")).isEqualTo(70.0);
    assertThat(read("connector=logins,task=0,queue=q2", "depth")).isEqualTo(140.0);
  }

  @Test
  void anAttributeIsDescribed() throws Exception {
    JmxMetrics metrics = metrics("logins", "0");
    metrics.gauge("level", "messages", "at present", () -> 1);
    metrics.publish();

    assertThat(server.getMBeanInfo(mbeans().iterator().next()).getAttributes())
        .extracting(attribute -> attribute.getName() + " = " + attribute.getDescription())
        .contains("level = messages: at present");
  }

  @Test
  void aNameThatJmxWouldMisreadIsQuoted() throws Exception {
    metrics("a,b=c*", "0").publish();

    assertThat(mbeans())
        .singleElement()
        .satisfies(name -> assertThat(name.getKeyProperty("connector")).contains("a,b=c"));
  }

  @Test
  void nothingIsShownBeforeItIsPublishedNorAfterItIsClosed() throws Exception {
    JmxMetrics metrics = metrics("logins", "0");
    metrics.flow("messages-seen", "messages", "that were seen");
    metrics.gauge("depth", "messages", "of a queue", "queue", "q", () -> 1);
    metrics.close();
    assertThat(mbeans()).isEmpty();

    metrics.publish();
    assertThat(mbeans()).hasSize(2);

    metrics.close();
    assertThat(mbeans()).isEmpty();
    metrics.close();
  }

  @Test
  void kafkasOwnCountOfMetricsIsNotShown() throws Exception {
    metrics("logins", "0").publish();

    assertThat(server.queryNames(new ObjectName(JmxMetrics.DOMAIN + ":type=kafka*,*"), null))
        .isEmpty();
  }

  @Test
  void countingGoesOnForNobodyAfterTheEnd() {
    JmxMetrics metrics = metrics("logins", "0");
    Sensor sensor = metrics.flow("messages-seen", "messages", "that were seen");
    metrics.publish();
    metrics.close();

    sensor.record(1);

    assertThat(metrics.value("messages-seen-total")).isEqualTo(1);
  }

  /** As of two workers in one process, or of a task that outlives its restart. */
  @Test
  void theNewestOfTwoWithTheSameTagsIsShownAndStaysWhenTheOlderEnds() throws Exception {
    JmxMetrics older = withLevel("q1", 1);
    JmxMetrics newer = withLevel("q2", 2);
    assertThat(read("connector=logins,task=0", "level")).isEqualTo(2.0);

    older.close();

    assertThat(read("connector=logins,task=0", "level")).isEqualTo(2.0);
    assertThat(read("connector=logins,task=0,queue=q2", "depth")).isEqualTo(2.0);
    assertThat(mbeans()).as("the older one's other queue is gone").hasSize(2);

    newer.close();
    assertThat(mbeans()).isEmpty();
  }

  @Test
  void theNewerOfTwoMayEndFirst() throws Exception {
    JmxMetrics older = withLevel("q1", 1);
    withLevel("q2", 2).close();
    assertThat(read("connector=logins,task=0,queue=q1", "depth")).isEqualTo(1.0);

    older.close();

    assertThat(mbeans()).isEmpty();
  }

  private JmxMetrics withLevel(String queue, double level) {
    JmxMetrics metrics = metrics("logins", "0");
    metrics.gauge("level", "messages", "at present", () -> level);
    metrics.gauge("depth", "messages", "of a queue", "queue", queue, () -> level);
    metrics.publish();
    return metrics;
  }

  private JmxMetrics metrics(String connector, String task) {
    Map<String, String> tags = new LinkedHashMap<>();
    tags.put("connector", connector);
    tags.put("task", task);
    JmxMetrics metrics = new JmxMetrics(GROUP, tags, time);
    opened.add(metrics);
    return metrics;
  }

  private Object read(String tags, String attribute) throws Exception {
    return server.getAttribute(
        new ObjectName(JmxMetrics.DOMAIN + ":type=" + GROUP + "," + tags), attribute);
  }

  private Set<ObjectName> mbeans() throws Exception {
    return server.queryNames(new ObjectName(JmxMetrics.DOMAIN + ":type=" + GROUP + ",*"), null);
  }
}
