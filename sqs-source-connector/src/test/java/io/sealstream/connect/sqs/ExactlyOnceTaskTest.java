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
import java.util.concurrent.atomic.AtomicLong;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.runtime.ExactlyOnceWorkerSourceTaskDouble;
import org.apache.kafka.connect.runtime.WorkerSourceTaskDouble;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The task with its real threads, between a fake queue and a worker that writes transactions. */
class ExactlyOnceTaskTest {

  private static final Duration VISIBILITY = Duration.ofSeconds(120);

  private final AtomicLong skipped = new AtomicLong();
  private final FakeSqsQueue queue = new FakeSqsQueue("logins", this::nanos);
  private final FakeOffsets offsets = new FakeOffsets();
  private final List<SqsSourceTask> tasks = new ArrayList<>();
  private SqsSourceTask task;
  private ExactlyOnceWorkerSourceTaskDouble worker;

  private long nanos() {
    return System.nanoTime() + skipped.get();
  }

  /** Nobody does anything meanwhile. */
  private void freeze(Duration duration) {
    skipped.addAndGet(duration.toNanos());
  }

  @AfterEach
  void stop() {
    tasks.forEach(SqsSourceTask::stop);
  }

  private void start(String... settings) {
    Map<String, String> properties = new HashMap<>();
    properties.put("sqs.queue.urls", queue.url());
    properties.put("topic", "topic");
    properties.put("exactly.once.support", "required");
    properties.put("producer.override.transaction.timeout.ms", "1000");
    properties.put("sqs.visibility.timeout.seconds", "" + VISIBILITY.toSeconds());
    for (int i = 0; i < settings.length; i += 2) {
      properties.put(settings[i], settings[i + 1]);
    }
    task =
        new SqsSourceTask(
            config -> new SingleQueueService(queue), this::nanos, Duration.ofMillis(100));
    tasks.add(task);
    task.initialize(new FakeTaskContext(offsets));
    task.start(properties);
    worker = new ExactlyOnceWorkerSourceTaskDouble(task, this::commit);
  }

  private void restart(String... settings) {
    task.stop();
    start(settings);
  }

  /** The fake store is not thread-safe, and a lookup reads it on a thread of its own. */
  private void commit(Map<Map<String, Object>, Map<String, Object>> written) {
    synchronized (offsets) {
      offsets.commit(written);
    }
  }

  private List<SourceRecord> poll(int count) throws InterruptedException {
    List<SourceRecord> records = new ArrayList<>();
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (records.isEmpty() && System.nanoTime() < deadline) {
      List<SourceRecord> polled = task.poll();
      if (polled != null) {
        records.addAll(polled);
      }
    }
    assertThat(records).hasSize(count);
    return records;
  }

  /** Delivers so many messages, in any batches; returns how many groups that takes. */
  private int deliver(int count) throws InterruptedException {
    int groups = 0;
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    int left = count;
    while (left > 0 && System.nanoTime() < deadline) {
      List<SourceRecord> polled = task.poll();
      if (polled != null) {
        worker.deliver(polled);
        left -= polled.size();
        groups += 1 + (polled.size() - 1) / CommittedIdRing.IDS_PER_GROUP;
      }
    }
    assertThat(left).isZero();
    return groups;
  }

  private void assertNothingIsHandedOver() throws InterruptedException {
    assertThat(task.poll()).isNull();
    assertThat(task.poll()).isNull();
  }

  private void awaitEmptyQueue() {
    await().untilAsserted(() -> assertThat(queue.size()).isZero());
  }

  @Test
  void countsItsTransactions() throws Exception {
    ObjectName metrics =
        new ObjectName(
            "io.sealstream.connect.sqs:type=sqs-source-task-metrics,connector=counts,task=5");
    queue.addTogether(5);
    start("name", "counts", "task.number", "5", "batch.max.messages", "2");

    deliver(5);

    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    assertThat(server.getAttribute(metrics, "transactions-total")).isEqualTo(3.0);
  }

  @Test
  void deletesWhatWasCommittedAndOnlyThen() throws Exception {
    queue.addTogether(5);
    start();
    List<SourceRecord> records = poll(5);

    records.forEach(worker::dispatch);
    worker.acknowledge();
    assertThat(queue.size()).as("acknowledged, not committed").isEqualTo(5);
    worker.commit();

    awaitEmptyQueue();
    assertThat(offsets.size()).as("one group").isEqualTo(1);
  }

  @Test
  void whatIsCommittedIsNotProducedAgainByAnyTask() throws Exception {
    queue.addTogether(40);
    queue.refuseDeletes(handle -> true, true);
    start("task.number", "0", "task.count", "2");
    deliver(40);
    task.stop();
    freeze(VISIBILITY);
    queue.refuseDeletes(handle -> false, true);

    start("task.number", "1", "task.count", "2");

    assertNothingIsHandedOver();
    awaitEmptyQueue();
  }

  @Test
  void aCrashBeforeTheCommitProducesEverythingAgain() throws Exception {
    queue.addTogether(3);
    start();
    poll(3).forEach(worker::dispatch);
    worker.acknowledge();
    task.stop();
    freeze(VISIBILITY);

    start();

    worker.deliver(poll(3));
    awaitEmptyQueue();
  }

  @Test
  void aFreezeAfterTheDispatchLeavesTheTransactionUncommitted() throws Exception {
    queue.addTogether(2);
    start();
    poll(2).forEach(worker::dispatch);
    worker.acknowledge();
    freeze(VISIBILITY);

    assertThatThrownBy(worker::commit)
        .isInstanceOf(ConnectException.class)
        .hasMessage(
            "2 of 2 messages were not hidden in their queue for long enough any more when their"
                + " transaction was to be committed, so others may receive them. It is not"
                + " committed: SQS delivers its messages again and nothing is lost. Restart the"
                + " task. If this happens without a pause of the worker's process or of SQS, raise"
                + " sqs.visibility.timeout.seconds or lower"
                + " producer.override.transaction.timeout.ms");
    assertThat(offsets.size()).isZero();
    assertThat(queue.size()).isEqualTo(2);
  }

  /** The producer may hold the records for any time, and the transaction has not begun. */
  @Test
  void withoutAnAcknowledgementNothingIsCommitted() throws Exception {
    queue.addTogether(2);
    start();
    poll(2).forEach(worker::dispatch);

    assertThatThrownBy(worker::commit)
        .hasMessage(
            "Kafka acknowledged no record of a transaction within its timeout of 1000 ms. It is not"
                + " committed: SQS delivers its messages again and nothing is lost. The worker's log"
                + " says why, where Kafka refused a record (\"failed to send\"); else check the"
                + " brokers. Then restart the task");
    assertThat(offsets.size()).isZero();
  }

  @Test
  void aFreezeInTheBufferGivesUpWhatOthersMayHaveReceived() throws Exception {
    queue.addTogether(2);
    start();
    await().until(() -> queue.visible() == 0);
    freeze(VISIBILITY.minusSeconds(16));

    // Still hidden, but not for as long as a transaction may take.
    assertNothingIsHandedOver();
  }

  @Test
  void aStopInTheMiddleOfABatchListsWhatWasDispatched() throws Exception {
    queue.addTogether(3);
    start();
    List<SourceRecord> records = poll(3);
    worker.dispatch(records.get(0));
    worker.acknowledge();
    worker.commit();
    task.stop();
    freeze(VISIBILITY);

    start();

    List<SourceRecord> again = poll(2);
    assertThat(again)
        .extracting(SourceRecord::value)
        .containsExactly(records.get(1).value(), records.get(2).value());
    worker.deliver(again);
    awaitEmptyQueue();
  }

  /** The connector is paused while the rest of a batch waits for another attempt. */
  @Test
  void theRestOfABatchIsATransactionOfItsOwn() throws Exception {
    queue.addTogether(3);
    start();
    List<SourceRecord> records = poll(3);
    worker.dispatch(records.get(0));
    worker.acknowledge();
    worker.commit();
    assertThat(offsets.size()).isEqualTo(1);

    worker.dispatch(records.get(1));
    assertThatThrownBy(worker::commit).hasMessageContaining("acknowledged no record");
    worker.dispatch(records.get(1));
    worker.dispatch(records.get(2));
    worker.acknowledge();
    worker.commit();

    assertThat(offsets.size()).as("a group of its own").isEqualTo(2);
    awaitEmptyQueue();
  }

  @Test
  void anAcknowledgementThatComesBeforeTheWorkerHasNotedTheDispatchCounts() throws Exception {
    queue.addTogether(2);
    start();
    List<SourceRecord> records = poll(2);
    worker.dispatch(records.get(0));
    worker.acknowledge();
    worker.commit();

    worker.dispatchAcknowledged(records.get(1));
    worker.commit();

    awaitEmptyQueue();
  }

  @Test
  void whatWasDroppedAfterAPartWasCommittedFollowsItsPolicyToo() throws Exception {
    queue.addTogether(2);
    start();
    List<SourceRecord> records = poll(2);
    worker.dispatch(records.get(0));
    worker.acknowledge();
    worker.commit();
    worker.drop(records.get(1));

    assertThat(task.poll()).isNull();

    awaitEmptyQueue();
  }

  @Test
  void aWorkerThatWritesNoTransactionsIsNotTakenForOne() throws Exception {
    queue.addTogether(1);
    start();
    SourceRecord record = poll(1).get(0);

    assertThatThrownBy(() -> new WorkerSourceTaskDouble().submit(record))
        .isInstanceOf(ConnectException.class)
        .hasMessage(
            "exactly.once.support=required, but this worker writes no transactions: set"
                + " exactly.once.source.support=enabled on every worker of the cluster");
  }

  @Test
  void aDroppedRecordIsNotListed() throws Exception {
    queue.addTogether(3);
    start("skipped.record.policy", "release");
    List<SourceRecord> records = poll(3);
    worker.dispatch(records.get(0));
    worker.drop(records.get(1));
    worker.dispatch(records.get(2));
    worker.acknowledge();
    worker.commit();
    await().untilAsserted(() -> assertThat(queue.size()).isEqualTo(1));
    freeze(VISIBILITY);
    queue.endPolls();

    List<SourceRecord> again = poll(1);

    assertThat(again.get(0).value()).isEqualTo(records.get(1).value());
  }

  @Test
  void aDroppedRecordIsDeletedWhereItWasMeantToBe() throws Exception {
    queue.addTogether(2);
    start();
    List<SourceRecord> records = poll(2);
    worker.drop(records.get(0));
    worker.dispatch(records.get(1));
    worker.acknowledge();
    worker.commit();

    awaitEmptyQueue();
  }

  /** Connect tells of such a batch only with its next commit, which may never come. */
  @Test
  void aBatchThatWasDroppedWholeFollowsItsPolicyWithTheNextPoll() throws Exception {
    queue.addTogether(2);
    start();
    List<SourceRecord> records = poll(2);
    records.forEach(worker::drop);
    worker.commit();
    assertThat(queue.size()).isEqualTo(2);

    assertThat(task.poll()).isNull();

    awaitEmptyQueue();
    queue.add("one more");
    worker.deliver(poll(1)); // and with it Connect tells of the others
    awaitEmptyQueue();
  }

  /** A message that was released is another one when it comes again. */
  @Test
  void whatConnectTellsLateIsNotTakenForTheNextDelivery() throws Exception {
    queue.addTogether(1);
    start("skipped.record.policy", "release");
    List<SourceRecord> records = poll(1);
    records.forEach(worker::drop);
    worker.commit();
    assertThat(task.poll()).isNull();
    freeze(VISIBILITY);
    queue.endPolls();

    worker.deliver(poll(1));

    awaitEmptyQueue();
  }

  @Test
  void whoeverElseAsksForTheOffsetGetsAPlainOne() throws Exception {
    queue.addTogether(1);
    start("skipped.record.policy", "release");
    SourceRecord record = poll(1).get(0);

    assertThat(record.sourcePartition()).isEqualTo(Map.of("queue", queue.url()));
    assertThat(record.sourceOffset()).isEqualTo(Map.of("message_id", "logins-0"));
    worker.drop(record); // by the transform that asked
    worker.commit();
    assertThat(task.poll()).isNull();

    assertThat(offsets.size()).isZero();
  }

  @Test
  void recordsAreNeverEqual() throws Exception {
    queue.addTogether(2);
    start("record.key", "none");
    List<SourceRecord> records = poll(2);

    assertThat(records.get(0)).isNotEqualTo(records.get(1)).isEqualTo(records.get(0));
  }

  @Test
  void groupsAreNoLargerThanOneOffsetShouldBe() throws Exception {
    queue.addTogether(300);
    start();
    int groups = deliver(300);

    awaitEmptyQueue();
    assertThat(offsets.size()).isEqualTo(groups);
  }

  @Test
  void committedIdsThatCannotBeReadFailTheTask() {
    queue.add(1);
    offsets.beforeRead =
        () -> {
          throw new ConnectException("Failed to fetch offsets.");
        };
    start();

    await()
        .untilAsserted(
            () ->
                assertThatThrownBy(task::poll)
                    .hasMessage(
                        "The committed message ids cannot be read: Failed to fetch offsets."));
    assertThat(queue.size()).isEqualTo(1);
  }

  @Test
  void aQueueThatHidesItsMessagesForTooShortFailsTheTask() {
    queue.visibilityTimeout = Duration.ofSeconds(30);
    start("sqs.visibility.timeout.seconds", "-1");

    await()
        .untilAsserted(
            () ->
                assertThatThrownBy(task::poll)
                    .hasMessage(
                        "Queue "
                            + queue.url()
                            + " hides a received message for 30 s, which is too short for exactly"
                            + " once: with producer.override.transaction.timeout.ms=1000 a message"
                            + " must be hidden for at least 41 s. Set"
                            + " sqs.visibility.timeout.seconds to that or more, or lower"
                            + " producer.override.transaction.timeout.ms"));
  }

  private String sendEvent(String event) {
    return queue.add("body", Map.of("event", MessageAttribute.ofText(event)));
  }

  @Test
  void anEventThatWasSentTwiceIsProducedOnce() throws Exception {
    start("deduplicate.by", "attribute:event");
    sendEvent("login");
    sendEvent("login");

    worker.deliver(poll(1));

    assertNothingIsHandedOver();
    awaitEmptyQueue();
  }

  @Test
  void anEventIsKnownAgainByAnyTaskOnceItIsCommitted() throws Exception {
    start("deduplicate.by", "attribute:event", "task.number", "0", "task.count", "2");
    queue.add(1);
    sendEvent("login");
    deliver(2);
    awaitEmptyQueue();
    task.stop();

    start("deduplicate.by", "attribute:event", "task.number", "1", "task.count", "2");
    sendEvent("login");

    assertNothingIsHandedOver();
    awaitEmptyQueue();
  }

  @Test
  void anEventWhoseTransactionFailedIsNotKnown() throws Exception {
    start("deduplicate.by", "attribute:event");
    String id = sendEvent("login");
    poll(1).forEach(worker::dispatch);
    freeze(VISIBILITY);
    assertThatThrownBy(
            () -> {
              worker.acknowledge();
              worker.commit();
            })
        .isInstanceOf(ConnectException.class);
    task.stop();
    freeze(VISIBILITY);

    start("deduplicate.by", "attribute:event");

    assertThat(RecordMapper.messageIdOf(poll(1).get(0))).isEqualTo(id);
  }

  @Test
  void leavesNoThreadBehind() throws Exception {
    queue.add(10);
    start();
    poll(10);
    task.stop();

    await()
        .untilAsserted(
            () ->
                assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .doesNotContain("sqs-source-lookup"));
  }
}
