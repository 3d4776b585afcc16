package io.sealstream.connect.sqs;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.utils.Time;

/**
 * What a task tells of itself through JMX; docs/metrics.md lists it.
 *
 * <p><b>Threading.</b> Everything that counts may be called by any thread, and never throws. A
 * sensor has a lock of its own, held for an addition or two, which only a reader of the same metric
 * or somebody who counts the same thing could contend for. Everything but {@link #acknowledged} is
 * counted once a request or batch; that one is counted once a message, by the producer's I/O thread
 * alone, and takes about 50 ns. The {@code watch} methods come before {@link #publish}, on one
 * thread.
 */
final class SourceMetrics implements AutoCloseable {

  /** The MBeans' type. */
  static final String GROUP = "sqs-source-task-metrics";

  /** What may be asked of SQS. */
  enum Action {
    RECEIVE("receive"),
    DELETE("delete"),
    CHANGE_VISIBILITY("change-visibility"),
    SEND("send"),
    GET_ATTRIBUTES("get-attributes");

    private final String tag;

    Action(String tag) {
      this.tag = tag;
    }
  }

  private static final String MESSAGES = "messages";
  private static final String REQUESTS = "requests";

  private final Time time;
  private final JmxMetrics jmx;
  private final AtomicInteger receivesInFlight = new AtomicInteger();

  private final Sensor received;
  private final Sensor produced;
  private final Sensor acknowledged;
  private final Sensor notTaken;
  private final Sensor deleted;
  private final Sensor deleteFailures;
  private final Sensor redelivered;
  private final Sensor suppressed;
  private final Sensor repeated;
  private final Sensor released;
  private final Sensor extended;
  private final Map<PoisonPolicy, Sensor> poison = new EnumMap<>(PoisonPolicy.class);
  private final Map<SkippedRecordPolicy, Sensor> skipped = new EnumMap<>(SkippedRecordPolicy.class);
  private final Map<Action, Sensor> requests = new EnumMap<>(Action.class);
  private final Sensor requestFailures;
  private final Sensor emptyReceives;
  private final Sensor receiveLatency;
  private final Sensor messageAge;
  private final Sensor lookupLatency;
  private final Sensor transactions;

  SourceMetrics(String connector, int task, Time time) {
    Map<String, String> tags = new LinkedHashMap<>();
    tags.put("connector", connector);
    tags.put("task", String.valueOf(task));
    this.time = time;
    jmx = new JmxMetrics(GROUP, tags, time);
    received = messages("received", "brought by receives, repeated deliveries included");
    produced = messages("produced", "whose record was handed to Connect");
    acknowledged = messages("acknowledged", "whose record Kafka acknowledged");
    notTaken = messages("not-taken", "whose record Kafka did not take while errors are tolerated");
    deleted = messages("deleted", "whose delete SQS confirmed");
    deleteFailures =
        jmx.flow(
            "delete-failures",
            MESSAGES,
            "whose delete SQS refused or whose delete request failed, each attempt for itself");
    redelivered = messages("redelivered", "that SQS had delivered before, to this task or another");
    suppressed =
        jmx.flow(
            "duplicates-suppressed",
            MESSAGES,
            "received again while the task held them or after it deleted them, or, with exactly once, after any task produced them; not produced again");
    repeated =
        messages(
            "repeated",
            "of an event that another message had brought, by deduplicate.by; deleted and not produced");
    released = messages("released", "given back to their queue at once");
    extended = messages("extended", "whose visibility timeout was renewed");
    addPolicies();
    addRequests();
    requestFailures =
        jmx.flow(
            "requests-failed",
            REQUESTS,
            "that failed as a whole; not those that a stop cancelled, nor those for queue-depth");
    emptyReceives = jmx.flow("receives-empty", "receives", "that brought nothing");
    lookupLatency =
        jmx.distribution(
            "id-lookup-latency",
            "ms",
            "of reading which message ids are committed, with exactly once: what is received meanwhile waits");
    receiveLatency =
        jmx.distribution(
            "receive-latency",
            "ms",
            "from a receive's request to its answer, where it came back full and so waited for no message");
    messageAge =
        jmx.distribution(
            "message-age",
            "ms",
            "since the oldest message that a receive brought was sent to the queue");
    transactions =
        jmx.flow("transactions", "transactions", "that Connect has committed, with exactly once");
    addGauges();
  }

  private Sensor messages(String what, String meaning) {
    return jmx.flow("messages-" + what, MESSAGES, meaning);
  }

  private void addPolicies() {
    for (PoisonPolicy policy : PoisonPolicy.values()) {
      String name = dashed(policy);
      String meaning = "that could become no record and met the policy " + name;
      poison.put(policy, jmx.flow("poison-" + name, MESSAGES, meaning));
    }
    for (SkippedRecordPolicy policy : SkippedRecordPolicy.values()) {
      String name = dashed(policy);
      String meaning = "whose record was skipped and that met the policy " + name;
      skipped.put(policy, jmx.flow("skipped-" + name, MESSAGES, meaning));
    }
  }

  private static String dashed(Enum<?> policy) {
    return policy.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private void addRequests() {
    Sensor all = jmx.flow(REQUESTS, REQUESTS, "made of SQS, of every action");
    for (Action action : Action.values()) {
      String name = REQUESTS + "-" + action.tag;
      requests.put(action, jmx.flow(name, REQUESTS, "of the action " + action.tag, all));
    }
  }

  private void addGauges() {
    jmx.gauge("receives-in-flight", "receives", "under way", receivesInFlight::get);
    jmx.gauge(
        "requests-per-message",
        "requests/message",
        "all requests for each deleted message since the task's start; about 0.2 at best",
        () -> perDeleted("total"));
    jmx.gauge(
        "requests-per-message-avg",
        "requests/message",
        "all requests for each deleted message of late",
        () -> perDeleted("rate"));
  }

  private double perDeleted(String what) {
    double messages = jmx.value("messages-deleted-" + what);
    return messages == 0 ? Double.NaN : jmx.value("requests-" + what) / messages;
  }

  /**
   * Shows what the task holds. The suppliers are called by whoever reads the metrics.
   *
   * @param messages how many messages
   * @param bytes their bodies, attributes and payloads in S3
   * @param oldestAgeMillis how long ago the oldest of them was received; 0 when there is none
   */
  void watchInFlight(LongSupplier messages, LongSupplier bytes, LongSupplier oldestAgeMillis) {
    jmx.gauge("messages-in-flight", MESSAGES, "received and not deleted", messages::getAsLong);
    jmx.gauge(
        "bytes-in-flight",
        "bytes",
        "of the bodies, attributes and payloads in S3 of the messages in flight",
        bytes::getAsLong);
    jmx.gauge(
        "oldest-in-flight-age-ms",
        "ms",
        "since the oldest message in flight was received; 0 when there is none",
        oldestAgeMillis::getAsLong);
  }

  /** Shows how much the task may hold, in messages and in bytes. */
  void showLimits(long messages, long bytes) {
    jmx.gauge(
        "messages-in-flight-limit",
        MESSAGES,
        "in flight at most, by inflight.max.messages",
        () -> messages);
    jmx.gauge(
        "bytes-in-flight-limit", "bytes", "in flight at most, by inflight.max.bytes", () -> bytes);
  }

  /**
   * Shows what exactly once keeps of the past.
   *
   * @param ids how many committed message ids of the task's queues are known
   * @param slots how many slots of the offsets the task has taken for those that it committed
   */
  void watchCommittedIds(LongSupplier ids, LongSupplier slots) {
    jmx.gauge(
        "committed-ids",
        "ids",
        "of messages known to be in the topic, of all tasks that read the same queues; exactly once only",
        ids::getAsLong);
    jmx.gauge(
        "committed-id-slots",
        "slots",
        "of at most 128 ids each that the task has in the source offsets, in use or free; exactly once only",
        slots::getAsLong);
  }

  /**
   * Shows what is known of events.
   *
   * @param events how many were produced within the window
   */
  void watchEvents(LongSupplier events) {
    jmx.gauge(
        "known-events",
        "events",
        "produced within deduplicate.window.ms, with deduplicate.by",
        events::getAsLong);
  }

  /** Committed ids were read. */
  void lookedUp(long nanos) {
    lookupLatency.record((double) nanos / TimeUnit.MILLISECONDS.toNanos(1));
  }

  /** Shows how many messages wait in a queue. */
  void watchDepth(String queue, DoubleSupplier depth) {
    jmx.gauge(
        "queue-depth",
        MESSAGES,
        "about how many wait in the queue, by its own count; NaN where it was not asked yet, or did not tell",
        "queue",
        queue,
        depth);
  }

  /** Shows everything in JMX. */
  void publish() {
    jmx.publish();
  }

  /** Takes everything away from JMX. What is counted later is counted for nobody. */
  @Override
  public void close() {
    jmx.close();
  }

  void requested(Action action) {
    sensor(requests, action).record();
  }

  void requestFailed() {
    requestFailures.record();
  }

  void receiveStarted() {
    receivesInFlight.incrementAndGet();
  }

  /** A receive has ended, whatever came of it. */
  void receiveEnded() {
    receivesInFlight.decrementAndGet();
  }

  /**
   * A receive was answered. Only the time of a full one counts as its latency: any other may have
   * waited for messages to come, as a long poll does.
   *
   * @param asked how many messages it asked for
   * @param messages how many it brought
   */
  void receiveAnswered(long nanos, int asked, int messages) {
    if (messages == 0) {
      emptyReceives.record();
      return;
    }
    received.record(messages);
    if (messages == asked) {
      receiveLatency.record((double) nanos / TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  /**
   * A receive brought messages, of which the oldest was sent at this time. The clocks of SQS and of
   * this machine may differ a little.
   *
   * @param millis since the epoch
   */
  void oldestSent(long millis) {
    messageAge.record((double) Math.max(0, time.milliseconds() - millis));
  }

  /** A transaction of this task was committed. */
  void transactionCommitted() {
    transactions.record();
  }

  void produced(int messages) {
    count(produced, messages);
  }

  void acknowledged() {
    acknowledged.record();
  }

  void notTaken() {
    notTaken.record();
  }

  void deleted(int messages) {
    count(deleted, messages);
  }

  void deleteFailed(int messages) {
    count(deleteFailures, messages);
  }

  void redelivered(int messages) {
    count(redelivered, messages);
  }

  void suppressed(int messages) {
    count(suppressed, messages);
  }

  /** Messages that are events which others have brought into the topic. */
  void repeatedEvents(int messages) {
    count(repeated, messages);
  }

  void released(int messages) {
    count(released, messages);
  }

  void extended(int messages) {
    count(extended, messages);
  }

  void poison(PoisonPolicy policy) {
    sensor(poison, policy).record();
  }

  void skipped(SkippedRecordPolicy policy) {
    sensor(skipped, policy).record();
  }

  /** The present value of a metric, by its name. */
  double value(String name) {
    return jmx.value(name);
  }

  /** Every metric's description, its unit and a colon first, by its name. */
  Map<String, String> descriptions() {
    return jmx.descriptions();
  }

  private static void count(Sensor sensor, int messages) {
    if (messages > 0) {
      sensor.record(messages);
    }
  }

  private static <K extends Enum<K>> Sensor sensor(Map<K, Sensor> sensors, K key) {
    return Objects.requireNonNull(sensors.get(key));
  }
}
