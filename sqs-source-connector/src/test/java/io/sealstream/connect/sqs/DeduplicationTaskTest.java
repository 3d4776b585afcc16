package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.ProducersThread;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.runtime.ExactlyOnceWorkerSourceTaskDouble;
import org.apache.kafka.connect.runtime.WorkerSourceTaskDouble;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A task that delivers at least once and is to know events again, with its real threads. */
class DeduplicationTaskTest {

  private static final RecordMetadata WRITTEN =
      new RecordMetadata(new TopicPartition("topic", 0), 0, 0, 0, 0, 0);

  private final AtomicLong skipped = new AtomicLong();
  private final FakeSqsQueue queue =
      new FakeSqsQueue("logins", () -> System.nanoTime() + skipped.get());
  private final FakeOffsets offsets = new FakeOffsets();
  private final List<SqsSourceTask> tasks = new ArrayList<>();
  private SingleQueueService service;
  private SqsSourceTask task;
  private WorkerSourceTaskDouble worker;

  @AfterEach
  void stop() {
    tasks.forEach(SqsSourceTask::stop);
  }

  private void start(String... settings) {
    Map<String, String> properties = new HashMap<>();
    properties.put("sqs.queue.urls", queue.url());
    properties.put("topic", "topic");
    properties.put("deduplicate.by", "attribute:event");
    for (int i = 0; i < settings.length; i += 2) {
      properties.put(settings[i], settings[i + 1]);
    }
    service = new SingleQueueService(queue);
    task = new SqsSourceTask(config -> service, System::nanoTime, Duration.ofMillis(100));
    tasks.add(task);
    task.initialize(new FakeTaskContext(offsets));
    task.start(properties);
    worker = new WorkerSourceTaskDouble();
  }

  private void restart(String... settings) {
    task.stop();
    start(settings);
  }

  private String send(String event) {
    return queue.add("body", Map.of("event", MessageAttribute.ofText(event)));
  }

  private List<SourceRecord> poll(int count) throws InterruptedException {
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

  private void assertNothingIsHandedOver() throws InterruptedException {
    assertThat(task.poll()).isNull();
    assertThat(task.poll()).isNull();
  }

  private void acknowledge(SourceRecord record) {
    worker.acknowledge(record);
    task.commitRecord(record, WRITTEN);
  }

  private void deliver(SourceRecord record) {
    worker.submit(record);
    acknowledge(record);
  }

  private void commitOffsets() {
    synchronized (offsets) {
      offsets.commit(worker.committable());
    }
  }

  private void awaitEmptyQueue() {
    await().untilAsserted(() -> assertThat(queue.size()).isZero());
  }

  /** The events that the first slots of a task list, as many as are there. */
  private List<List<ListedEvent>> listed() {
    List<List<ListedEvent>> all = new ArrayList<>();
    for (int slot = 0; slot < 10; slot++) {
      Map<String, Object> partition = ListedEvent.partition(queue.url(), 0, slot);
      List<ListedEvent> events = ListedEvent.of(offsets.read(List.of(partition)).get(partition));
      if (events != null) {
        all.add(events);
      }
    }
    return all;
  }

  @Test
  void anEventThatWasSentTwiceIsProducedOnce() throws Exception {
    start();
    String first = send("login");
    SourceRecord record = poll(1).get(0);
    send("login");
    assertNothingIsHandedOver();

    deliver(record);

    assertNothingIsHandedOver();
    awaitEmptyQueue();
    assertThat(RecordMapper.messageIdOf(record)).isEqualTo(first);
  }

  @Test
  void theSecondTakesTheTurnOfOneThatATransformDropped() throws Exception {
    start();
    send("login");
    SourceRecord first = poll(1).get(0);
    String second = send("login");
    assertNothingIsHandedOver();

    task.commitRecord(first, null);

    assertThat(RecordMapper.messageIdOf(poll(1).get(0))).isEqualTo(second);
  }

  @Test
  void messagesWithoutTheAttributeAreAllProduced() throws Exception {
    start();
    queue.add(3);

    poll(3).forEach(this::deliver);
    commitOffsets();

    awaitEmptyQueue();
    assertThat(listed()).isEmpty();
  }

  @Test
  void anEventIsKnownAfterARestart() throws Exception {
    start();
    send("login");
    deliver(poll(1).get(0));
    commitOffsets();
    awaitEmptyQueue();

    restart();
    send("login");

    assertNothingIsHandedOver();
    awaitEmptyQueue();
  }

  @Test
  void anEventThatAnotherTaskHasListedIsKnown() throws Exception {
    start("task.number", "1", "task.count", "2");
    send("login");
    deliver(poll(1).get(0));
    commitOffsets();
    awaitEmptyQueue();
    task.stop();

    start("task.number", "0", "task.count", "2");
    send("login");

    assertNothingIsHandedOver();
    awaitEmptyQueue();
  }

  @Test
  void whatSqsDeliversAgainIsNoRepetition() throws Exception {
    // For good: the stopped task may have one more delete on its way.
    queue.refuseDeletes(handle -> handle.endsWith("#1"), true);
    start();
    String id = send("login");
    deliver(poll(1).get(0));
    commitOffsets();

    task.stop();
    skipped.addAndGet(queue.visibilityTimeout.toNanos());
    start();

    assertThat(RecordMapper.messageIdOf(poll(1).get(0))).isEqualTo(id);
  }

  @Test
  void listsWhatWasAcknowledgedOnly() throws Exception {
    start();
    send("a");
    send("b");
    send("c");
    List<SourceRecord> records = poll(3);
    records.forEach(worker::submit);
    acknowledge(records.get(0));
    acknowledge(records.get(2));
    commitOffsets();

    assertThat(listed().get(0)).hasSize(1);

    acknowledge(records.get(1));
    commitOffsets();
    assertThat(listed().get(0)).hasSize(3);
  }

  @Test
  void aRecordThatIsSubmittedOnceMoreIsListedOnce() throws Exception {
    start();
    send("a");
    SourceRecord record = poll(1).get(0);
    worker.submit(record);
    worker.drop(record);
    deliver(record);
    commitOffsets();

    assertThat(listed().get(0)).hasSize(1);
  }

  /** Connect says that it was not produced, and then commits its offset all the same. */
  @Test
  void whatKafkaDidNotTakeIsNotListed() throws Exception {
    start("errors.tolerance", "all");
    send("a");
    send("b");
    List<SourceRecord> records = poll(2);
    records.forEach(worker::submit);
    ProducersThread.run(() -> task.commitRecord(records.get(0), null));
    records.forEach(worker::acknowledge);
    task.commitRecord(records.get(1), WRITTEN);
    commitOffsets();
    assertThat(listed().get(0)).hasSize(1);
    task.stop();

    start();
    send("a");
    assertThat(poll(1)).hasSize(1);
  }

  @Test
  void offsetsThatCannotBeReadFailTheStart() {
    offsets.beforeRead =
        () -> {
          throw new ConnectException("Failed to fetch offsets.");
        };

    assertThatThrownBy(this::start)
        .isInstanceOf(ConnectException.class)
        .hasMessage(
            "The events that were produced before cannot be read: Failed to fetch offsets.");
    assertThat(service.isClosed()).isTrue();
    assertThatThrownBy(task::poll).hasMessage("The task is not started");
  }

  /** That of a worker with transactions, whose connectors do not all require them. */
  @Test
  void isKnownOnAWorkerThatWritesTransactionsToo() throws Exception {
    start();
    send("login");
    ExactlyOnceWorkerSourceTaskDouble transactional =
        new ExactlyOnceWorkerSourceTaskDouble(
            task,
            written -> {
              synchronized (offsets) {
                offsets.commit(written);
              }
            });
    transactional.deliver(poll(1));
    assertThat(listed().get(0)).hasSize(1);
    awaitEmptyQueue();

    restart();
    send("login");

    assertNothingIsHandedOver();
    awaitEmptyQueue();
  }

  @Test
  void withoutDeduplicateByNothingIsListed() throws Exception {
    start("deduplicate.by", "none");
    send("login");
    send("login");

    poll(2).forEach(this::deliver);
    commitOffsets();

    assertThat(listed()).isEmpty();
  }
}
