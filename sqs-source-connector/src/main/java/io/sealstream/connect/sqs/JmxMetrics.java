package io.sealstream.connect.sqs;

import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.DoubleSupplier;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.Query;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.JmxReporter;
import org.apache.kafka.common.metrics.KafkaMetricsContext;
import org.apache.kafka.common.metrics.Measurable;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.metrics.stats.Avg;
import org.apache.kafka.common.metrics.stats.Max;
import org.apache.kafka.common.metrics.stats.Meter;
import org.apache.kafka.common.utils.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One group of Kafka metrics, shown in JMX by Kafka's own reporter between {@link #publish} and
 * {@link #close}. Connect's registry for plugins exists from 4.1 only (KIP-877), so this is one of
 * our own, without its reporters.
 *
 * <p>Of two groups with the same tags, JMX shows the one that was published last: a restarted task
 * may begin before its predecessor has ended. {@link #close} takes away only what is still this
 * group's; Kafka's reporter would take away whatever has the name. So every MBean tells which group
 * it belongs to, in its attribute {@code instance-id}.
 *
 * <p>A metric's description begins with its unit and a colon. Adding metrics is for one thread,
 * before the group is published; recording is for any.
 */
final class JmxMetrics implements AutoCloseable {

  static final String DOMAIN = "io.sealstream.connect.sqs";

  private static final Logger log = LoggerFactory.getLogger(JmxMetrics.class);
  private static final String INSTANCE_ID = "instance-id";

  private final Metrics metrics;
  private final String group;
  private final Map<String, String> tags;
  private final String instanceId = UUID.randomUUID().toString();

  /**
   * @param group the MBeans' type
   * @param tags what every MBean's name carries, in this order
   */
  JmxMetrics(String group, Map<String, String> tags, Time time) {
    this.group = group;
    this.tags = new LinkedHashMap<>(tags);
    metrics = new Metrics(new MetricConfig(), time);
    // Kafka's count of the metrics of a registry: without tags, every task's would be the same.
    metrics.removeMetric(metrics.metricName("count", "kafka-metrics-count"));
    addInstanceId(this.tags);
  }

  /**
   * A sensor that counts, for {@code name-total} and {@code name-rate}.
   *
   * @param unit of what is counted, in the plural
   * @param parents what counts along with it
   */
  Sensor flow(String name, String unit, String meaning, Sensor... parents) {
    Sensor sensor = metrics.sensor(name, parents);
    sensor.add(
        new Meter(
            metricName(name + "-rate", unit + "/s: " + meaning),
            metricName(name + "-total", unit + ": " + meaning)));
    return sensor;
  }

  /** A sensor for {@code name-avg} and {@code name-max}. */
  Sensor distribution(String name, String unit, String meaning) {
    Sensor sensor = metrics.sensor(name);
    sensor.add(metricName(name + "-avg", unit + ": " + meaning + ", on average"), new Avg());
    sensor.add(metricName(name + "-max", unit + ": " + meaning + ", at most"), new Max());
    return sensor;
  }

  /** A number that is asked for each time somebody reads it, on the reader's thread. */
  void gauge(String name, String unit, String meaning, DoubleSupplier value) {
    addGauge(metricName(name, unit + ": " + meaning), value);
  }

  /** The same in an MBean of its own, whose name carries one more tag. */
  void gauge(
      String name, String unit, String meaning, String tag, String tagValue, DoubleSupplier value) {
    Map<String, String> all = new LinkedHashMap<>(tags);
    all.put(tag, tagValue);
    addInstanceId(all);
    addGauge(metrics.metricName(name, group, unit + ": " + meaning, all), value);
  }

  /** The present value of a metric of this group that is a number. */
  double value(String name) {
    return (double) metrics.metric(metricName(name, "")).metricValue();
  }

  /** Every metric's description by its name. */
  Map<String, String> descriptions() {
    Map<String, String> descriptions = new HashMap<>();
    metrics.metrics().keySet().forEach(name -> descriptions.put(name.name(), name.description()));
    return descriptions;
  }

  /** Shows in JMX what was added until now. */
  void publish() {
    JmxReporter reporter = new JmxReporter();
    reporter.contextChange(new KafkaMetricsContext(DOMAIN));
    metrics.addReporter(reporter);
  }

  /** Takes the group away from JMX. May be called again, and without {@link #publish}. */
  @Override
  public void close() {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    try {
      for (ObjectName mbean :
          server.queryNames(
              new ObjectName(DOMAIN + ":*"),
              Query.eq(Query.attr(INSTANCE_ID), Query.value(instanceId)))) {
        server.unregisterMBean(mbean);
      }
    } catch (JMException e) {
      log.debug("The metrics of {} are gone already", tags, e);
    }
  }

  private void addInstanceId(Map<String, String> itsTags) {
    MetricName name =
        metrics.metricName(
            INSTANCE_ID,
            group,
            "text: tells one run of a task from the next; changes with every start",
            itsTags);
    metrics.addMetric(name, (Gauge<String>) (config, now) -> instanceId);
  }

  private void addGauge(MetricName name, DoubleSupplier value) {
    metrics.addMetric(name, (Measurable) (config, now) -> value.getAsDouble());
  }

  private MetricName metricName(String name, String description) {
    return metrics.metricName(name, group, description, tags);
  }
}
