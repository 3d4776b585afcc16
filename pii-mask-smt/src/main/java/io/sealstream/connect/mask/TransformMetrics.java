package io.sealstream.connect.mask;

import java.lang.management.ManagementFactory;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.apache.kafka.common.metrics.JmxReporter;
import org.apache.kafka.common.metrics.KafkaMetricsContext;
import org.apache.kafka.common.metrics.Measurable;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.MetricsReporter;
import org.apache.kafka.common.utils.Sanitizer;
import org.apache.kafka.common.utils.Time;
import org.jspecify.annotations.Nullable;

/**
 * What a transform tells of itself through JMX, with Kafka's own metrics library: counts, and never
 * a value. docs/metrics.md lists it.
 *
 * <p>They appear with the first record of a task, because before that a transform knows nothing of
 * the task that it works for ({@link ConnectTask}), and because Connect does not close the
 * transforms of a task that it could not start. Outside of Connect they do not appear.
 *
 * <p>Thread-safe. A count is a {@link LongAdder}, so that it costs a record next to nothing.
 */
final class TransformMetrics implements AutoCloseable {
  static final String DOMAIN = "io.sealstream.connect.mask";

  /** The MBeans' type. */
  static final String GROUP = "transform-metrics";

  /** Held from looking for a free name until it is taken. */
  private static final Object REGISTRATION = new Object();

  private final String transform;
  private final RecordPart part;
  private final Time time;
  private final MetricsReporter jmx;
  private final LongAdder records = new LongAdder();
  private final LongAdder values = new LongAdder();
  private final LongAdder passed = new LongAdder();
  private final Map<Refusal, LongAdder> refusals = new EnumMap<>(Refusal.class);
  private volatile boolean started;
  private boolean closed;
  private @Nullable Metrics shown;

  /**
   * @param transform the class that a user configures, without its part
   */
  TransformMetrics(String transform, RecordPart part, Time time) {
    this(transform, part, time, new JmxReporter());
  }

  /**
   * @param jmx where everything is shown
   */
  TransformMetrics(String transform, RecordPart part, Time time, MetricsReporter jmx) {
    this.transform = transform;
    this.part = part;
    this.time = time;
    this.jmx = jmx;
    for (Refusal reason : Refusal.values()) {
      refusals.put(reason, new LongAdder());
    }
  }

  /** A record comes, on the thread of its task: shows everything in JMX if it is the first. */
  void recordComes() {
    if (!started) {
      start();
    }
  }

  /** A record goes on. */
  void converted() {
    records.increment();
  }

  /** A value was masked, unmasked or found in order. */
  void valueConverted() {
    values.increment();
  }

  /** A value stays what it is because no key decrypts it, and may. */
  void valuePassed() {
    passed.increment();
  }

  void refused(Refusal reason) {
    Objects.requireNonNull(refusals.get(reason)).increment();
  }

  private long allRefused() {
    return refusals.values().stream().mapToLong(LongAdder::sum).sum();
  }

  private synchronized void start() {
    ConnectTask task = ConnectTask.ofThread(Thread.currentThread());
    if (!started && !closed && task != null) {
      synchronized (REGISTRATION) {
        show(task);
      }
    }
    started = true;
  }

  /**
   * That nobody can watch a record is no reason to refuse it. Nothing of this plugin logs, so that
   * the metrics are missing is all that tells it.
   */
  private void show(ConnectTask task) {
    try {
      shown = registry(freeTags(task));
      jmx.contextChange(new KafkaMetricsContext(DOMAIN));
      shown.addReporter(jmx);
    } catch (RuntimeException e) {
      jmx.close(); // what it took before it failed
    }
  }

  /** A task may have several transforms of a class: the n-th that a record meets is number n. */
  private Map<String, String> freeTags(ConnectTask task) {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    Map<String, String> tags = new LinkedHashMap<>();
    tags.put("connector", task.connector());
    tags.put("task", task.number());
    tags.put("transform", transform);
    tags.put("part", part.tag());
    int number = 1;
    do {
      tags.put("number", String.valueOf(number++));
    } while (server.isRegistered(mbean(tags)));
    return tags;
  }

  /** As Kafka's reporter names it. */
  private static ObjectName mbean(Map<String, String> tags) {
    StringBuilder name = new StringBuilder(DOMAIN + ":type=" + GROUP);
    tags.forEach(
        (key, value) ->
            name.append(',').append(key).append('=').append(Sanitizer.jmxSanitize(value)));
    try {
      return new ObjectName(name.toString());
    } catch (MalformedObjectNameException e) {
      throw new IllegalStateException(e);
    }
  }

  private Metrics registry(Map<String, String> tags) {
    Metrics metrics = new Metrics(new MetricConfig(), time);
    // Kafka's count of the metrics of a registry: without tags, every transform's would be the
    // same.
    metrics.removeMetric(metrics.metricName("count", "kafka-metrics-count"));
    Registry registry = new Registry(metrics, tags, time);
    registry.add("records", "records", "that went on, tombstones included", records::sum);
    registry.add(
        "values",
        "values",
        "that were masked (MaskPii), unmasked or passed (UnmaskPii), or found in order (CheckText); nulls are not counted",
        values::sum);
    registry.add(
        "values-passed",
        "values",
        "that UnmaskPii passed as they were, since no key decrypts them or they are no text (on.undecryptable=pass); none of a field whose schema is of another type than STRING",
        passed::sum);
    registry.add("refused", "records", "that were refused, for any reason", this::allRefused);
    refusals.forEach(
        (reason, count) ->
            registry.add("refused-" + reason.tag(), "records", reason.meaning(), count::sum));
    return metrics;
  }

  /** Adds counts, each as a total and a rate; a description begins with the unit and a colon. */
  private record Registry(Metrics metrics, Map<String, String> tags, Time time) {
    void add(String name, String unit, String meaning, LongSupplier count) {
      CountRate rate = new CountRate(count, time.hiResClockMs());
      add(name + "-total", unit + ": " + meaning, (config, at) -> count.getAsLong());
      add(
          name + "-rate",
          unit + "/s: " + meaning,
          (config, at) -> rate.measure(time.hiResClockMs()));
    }

    private void add(String name, String description, Measurable measurable) {
      metrics.addMetric(metrics.metricName(name, GROUP, description, tags), measurable);
    }
  }

  /** Every metric's description by its name. */
  Map<String, String> descriptions() {
    Map<String, String> descriptions = new HashMap<>();
    try (Metrics metrics = registry(Map.of())) {
      metrics.metrics().keySet().forEach(name -> descriptions.put(name.name(), name.description()));
    }
    return descriptions;
  }

  /** Takes everything away from JMX. What is counted later is counted for nobody. */
  @Override
  public synchronized void close() {
    closed = true;
    if (shown != null) {
      shown.close();
      shown = null;
    }
  }
}
