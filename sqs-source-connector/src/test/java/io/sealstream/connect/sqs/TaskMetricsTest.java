package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.management.InstanceNotFoundException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a running task tells through JMX, between fake queues and a test that plays Connect. */
class TaskMetricsTest {

  private static final RecordMetadata ACKNOWLEDGED =
      new RecordMetadata(new TopicPartition("topic", 0), 0, 0, 0, 0, 0);
  private static final String TASK = "connector=task-metrics-test,task=2";

  private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
  private final Map<String, FakeSqsQueue> queues = new HashMap<>();
  private final FakeSqsQueue queue = queue("logins");
  private final SqsSourceTask task =
      new SqsSourceTask(config -> new FakeService(), System::nanoTime, Duration.ofMillis(300));

  @AfterEach
  void stop() throws Exception {
    task.stop();
    assertThat(server.queryNames(name("connector=task-metrics-test,*"), null)).isEmpty();
  }

  @Test
  void theWayOfAMessageIsCounted() throws Exception {
    queue.add(30);
    start(Map.of("inflight.max.messages", "40", "inflight.max.bytes", "1048576"));
    List<SourceRecord> records = pollAll(30);
    assertThat(read("messages-in-flight-limit")).isEqualTo(40);
    assertThat(read("bytes-in-flight-limit")).isEqualTo(1048576);
    assertThat(read("messages-received-total")).isEqualTo(30);
    assertThat(read("messages-produced-total")).isEqualTo(30);
    assertThat(read("messages-in-flight")).isEqualTo(30);
    assertThat(read("bytes-in-flight")).isEqualTo(10 * 6 + 20 * 7); // "body 0" to "body 29"
    await().untilAsserted(() -> assertThat(read("oldest-in-flight-age-ms")).isPositive());

    records.subList(0, 20).forEach(record -> task.commitRecord(record, ACKNOWLEDGED));
    await().untilAsserted(() -> assertThat(read("messages-deleted-total")).isEqualTo(20));

    assertThat(read("messages-acknowledged-total")).isEqualTo(20);
    await().untilAsserted(() -> assertThat(read("messages-in-flight")).isEqualTo(10));
    await().untilAsserted(this::requestsAreCounted);
  }

  private void requestsAreCounted() throws Exception {
    assertThat(read("requests-delete-total")).isEqualTo(queue.deleteBatches.size());
    assertThat(read("requests-receive-total")).isEqualTo(queue.receives);
    assertThat(read("receives-in-flight")).isEqualTo(queue.openPolls());
    assertThat(read("requests-per-message")).isEqualTo(read("requests-total") / 20);
  }

  @Test
  void nothingInFlightHasNoAge() throws Exception {
    start(Map.of());

    assertThat(read("oldest-in-flight-age-ms")).isZero();
  }

  @Test
  void aSkippedRecordAndAPoisonMessageAreCountedAndTheirDeadLettersToo() throws Exception {
    queue.add("{}");
    queue.add("garbage");
    start(
        Map.of(
            "value.format", "json",
            "poison.policy", "dead-letter",
            "skipped.record.policy", "dead-letter",
            "dead.letter.queue.url", queue("dead").url()));

    task.commitRecord(pollAll(1).get(0), null);

    await().untilAsserted(() -> assertThat(read("messages-deleted-total")).isEqualTo(2));
    assertThat(read("poison-dead-letter-total")).isEqualTo(1);
    assertThat(read("skipped-dead-letter-total")).isEqualTo(1);
    assertThat(read("requests-send-total")).isEqualTo(2);
    assertThat(read("messages-produced-total")).isEqualTo(1);
    assertThat(read("messages-acknowledged-total")).isZero();
  }

  @Test
  void theDepthOfEachQueueIsToldUnderItsName() throws Exception {
    FakeSqsQueue other = queue("orders");
    queue.add(40);
    other.add(20);
    start(Map.of("sqs.queue.urls", queue.url() + "," + other.url(), "inflight.max.messages", "10"));
    pollAll(10);
    assertThat(read("messages-in-flight")).isEqualTo(10);

    await()
        .untilAsserted(
            () -> {
              assertThat(depth("logins")).isBetween(30.0, 40.0).isEqualTo(queue.visible());
              assertThat(depth("orders")).isBetween(10.0, 20.0).isEqualTo(other.visible());
            });
  }

  @Test
  void queuesOfTheSameNameAreToldApartByTheirUrls() throws Exception {
    String elsewhere = queue("elsewhere/logins").url();

    start(Map.of("sqs.queue.urls", queue.url() + "," + elsewhere));

    assertThat(server.queryNames(name(TASK + ",queue=*"), null))
        .extracting(name -> ObjectName.unquote(name.getKeyProperty("queue")))
        .containsExactlyInAnyOrder(queue.url(), elsewhere);
  }

  @Test
  void aStoppedTaskIsNotShownAnyMore() throws Exception {
    start(Map.of());
    task.stop();

    assertThatThrownBy(() -> read("messages-received-total"))
        .isInstanceOf(InstanceNotFoundException.class);
  }

  @Test
  void anIdleTaskThatIsReadAllTheTimeAsksForTheDepthOnce() throws Exception {
    start(Map.of("sqs.visibility.timeout.seconds", "30"));
    await().untilAsserted(() -> assertThat(depth("logins")).isZero());

    for (int i = 0; i < 100; i++) {
      depth("logins");
    }

    assertThat(read("requests-get-attributes-total")).isEqualTo(1);
  }

  private void start(Map<String, String> more) {
    Map<String, String> properties = new HashMap<>();
    properties.put("name", "task-metrics-test");
    properties.put("task.number", "2");
    properties.put("sqs.queue.urls", queue.url());
    properties.put("topic", "topic");
    properties.putAll(more);
    task.start(properties);
  }

  private List<SourceRecord> pollAll(int count) throws InterruptedException {
    List<SourceRecord> records = new ArrayList<>();
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (records.size() < count && System.nanoTime() < deadline) {
      List<SourceRecord> polled = task.poll();
      if (polled != null) {
        records.addAll(polled);
      }
    }
    assertThat(records).hasSize(count);
    return records;
  }

  private double depth(String queueName) throws Exception {
    return read(TASK + ",queue=" + queueName, "queue-depth");
  }

  private double read(String metric) throws Exception {
    return read(TASK, metric);
  }

  private double read(String tags, String metric) throws Exception {
    return (double) server.getAttribute(name(tags), metric);
  }

  private static ObjectName name(String tags) throws Exception {
    return new ObjectName("io.sealstream.connect.sqs:type=sqs-source-task-metrics," + tags);
  }

  private FakeSqsQueue queue(String name) {
    FakeSqsQueue made = new FakeSqsQueue(name, System::nanoTime);
    queues.put(made.url(), made);
    return made;
  }

  private final class FakeService implements SqsService {
    @Override
    public PayloadStore payloads() {
      throw new UnsupportedOperationException();
    }

    @Override
    public SqsQueue queue(String url) {
      FakeSqsQueue known = queues.get(url);
      if (known == null) {
        throw new IllegalArgumentException(url);
      }
      return known;
    }

    @Override
    public void close() {}
  }
}
