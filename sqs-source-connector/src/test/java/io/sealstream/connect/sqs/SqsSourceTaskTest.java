package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The task with its real engine thread, between a fake queue and a test that plays Connect. */
class SqsSourceTaskTest {

  private static final RecordMetadata ACKNOWLEDGED =
      new RecordMetadata(new TopicPartition("topic", 0), 0, 0, 0, 0, 0);

  private static final Duration MUCH_TIME = Duration.ofSeconds(20);

  private final FakeSqsQueue queue = new FakeSqsQueue("logins", System::nanoTime);
  private final FakePayloadStore payloads = new FakePayloadStore();
  private boolean closed;
  private SqsSourceTask task = drainingFor(Duration.ofMillis(300));

  private SqsSourceTask drainingFor(Duration atMost) {
    return new SqsSourceTask(config -> new FakeService(), System::nanoTime, atMost);
  }

  @AfterEach
  void stop() {
    task.stop();
  }

  @Test
  void deletesWhatKafkaAcknowledgedAndNothingElse() throws Exception {
    queue.add(30);
    start(Map.of());
    List<SourceRecord> records = pollAll(30);

    records.subList(0, 20).forEach(record -> task.commitRecord(record, ACKNOWLEDGED));

    await().untilAsserted(() -> assertThat(queue.size()).isEqualTo(10));
    task.stop();
    assertThat(queue.size()).isEqualTo(10);
  }

  @Test
  void aRecordCarriesWhatTheMessageHas() throws Exception {
    queue.add("hello");
    start(Map.of());

    SourceRecord record = pollAll(1).get(0);

    assertThat(record.topic()).isEqualTo("topic");
    assertThat(record.key()).isEqualTo("logins-0");
    assertThat(record.value()).isEqualTo("hello");
    assertThat(record.timestamp()).isEqualTo(1767225600000L);
    assertThat(record.headers().lastWithName("sqs.message.id").value()).isEqualTo("logins-0");
  }

  @Test
  void aPayloadInS3IsTheValueAndIsDeletedAfterItsMessage() throws Exception {
    payloads.put("payloads", "key-1", "hello");
    queue.add(PointerMessages.body("payloads", "key-1"), PointerMessages.length(5));
    start(Map.of("s3.payloads", "true"));

    SourceRecord record = pollAll(1).get(0);
    assertThat(record.value()).isEqualTo("hello");
    assertThat(payloads.deletes()).isEmpty();
    task.commitRecord(record, ACKNOWLEDGED);

    await().untilAsserted(() -> assertThat(payloads.deletes()).containsExactly("payloads/key-1"));
    assertThat(queue.size()).isZero();
  }

  @Test
  void aStopWaitsForTheLastPayloads() throws Exception {
    payloads.put("payloads", "key-1", "hello");
    queue.add(PointerMessages.body("payloads", "key-1"), PointerMessages.length(5));
    startPatiently(Map.of("s3.payloads", "true"));
    task.commitRecord(pollAll(1).get(0), ACKNOWLEDGED);

    task.stop();

    assertThat(payloads.deletes()).containsExactly("payloads/key-1");
  }

  @Test
  void payloadsAreLeftInS3WhereTheSettingSaysSo() throws Exception {
    payloads.put("payloads", "key-1", "hello");
    queue.add(PointerMessages.body("payloads", "key-1"), PointerMessages.length(5));
    startPatiently(Map.of("s3.payloads", "true", "s3.payload.delete", "false"));
    task.commitRecord(pollAll(1).get(0), ACKNOWLEDGED);

    task.stop();

    assertThat(queue.size()).isZero();
    assertThat(payloads.deletes()).isEmpty();
  }

  @Test
  void withoutTheSettingAPointerIsABodyLikeAnyOther() throws Exception {
    String body = PointerMessages.body("payloads", "key-1");
    queue.add(body, PointerMessages.length(5));
    startPatiently(Map.of());

    SourceRecord record = pollAll(1).get(0);
    task.commitRecord(record, ACKNOWLEDGED);
    task.stop();

    assertThat(record.value()).isEqualTo(body);
    assertThat(record.headers().lastWithName("ExtendedPayloadSize").value()).isEqualTo(5L);
    assertThat(queue.size()).isZero();
    assertThat(payloads.gets()).isEmpty();
    assertThat(payloads.deletes()).isEmpty();
  }

  @Test
  void aServiceWithoutAClientForS3IsClosed() {
    payloads.unavailable = true;

    assertThatThrownBy(() -> start(Map.of("s3.payloads", "true")))
        .hasMessage("The S3 client cannot be made");
    assertThat(closed).isTrue();
  }

  @Test
  void pollReturnsNullWhenThereIsNothing() throws Exception {
    start(Map.of());

    assertThat(task.poll()).isNull();
  }

  @Test
  void pollReturnsAtMostTheConfiguredBatch() throws Exception {
    queue.add(30);
    start(Map.of("batch.max.messages", "7"));
    await().until(() -> queue.visible() == 0);

    assertThat(pollSome()).hasSizeLessThanOrEqualTo(7);
  }

  @Test
  void aSkippedRecordFollowsItsPolicy() throws Exception {
    queue.add(1);
    start(Map.of()); // auto, and no errors are tolerated: a transform dropped it on purpose
    SourceRecord record = pollAll(1).get(0);

    task.commitRecord(record, null);

    await().untilAsserted(() -> assertThat(queue.size()).isZero());
  }

  @Test
  void aRecordThatKafkaDidNotTakeIsReleasedWhateverThePolicyForSkippedOnes() throws Exception {
    queue.add(1);
    start(Map.of("skipped.record.policy", "delete", "errors.tolerance", "all"));
    SourceRecord record = pollAll(1).get(0);

    try (KafkaProducer<byte[], byte[]> producer = producerWithoutBroker()) {
      // What Connect does where errors are tolerated. This error comes on the thread that sends.
      producer.send(
          new ProducerRecord<>("topic", new byte[1]),
          (metadata, error) -> task.commitRecord(record, null));
    }
    task.stop();

    assertThat(queue.size()).isEqualTo(1);
    assertThat(queue.deleteBatches).isEmpty();
  }

  private static KafkaProducer<byte[], byte[]> producerWithoutBroker() {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", "localhost:1", "max.block.ms", "100"),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  @Test
  void stopReturnsOnceDrainedAndGivesBackWhatWasNotHandedOver() throws Exception {
    queue.add(500);
    startPatiently(Map.of("batch.max.messages", "100"));
    await().until(() -> queue.visible() == 0);
    List<SourceRecord> records = pollSome();
    records.forEach(record -> task.commitRecord(record, ACKNOWLEDGED));

    long before = System.nanoTime();
    task.stop();
    Duration took = Duration.ofNanos(System.nanoTime() - before);

    assertThat(took).isLessThan(MUCH_TIME);
    assertThat(queue.size()).isEqualTo(500 - records.size());
    assertThat(queue.visible()).isEqualTo(500 - records.size());
    assertThat(queue.openPolls()).isZero();
    assertThat(closed).isTrue();
  }

  @Test
  void whatGoesBackGetsTheTimeThatNoAcknowledgementNeeds() throws Exception {
    queue.add(100);
    queue.releasesTake = Duration.ofMillis(800);
    start(Map.of());
    await().until(() -> queue.visible() == 0);

    task.stop();

    assertThat(queue.visible()).isEqualTo(100);
  }

  @Test
  void stopWaitsForAcknowledgementsThatAreOnTheirWay() throws Exception {
    queue.add(10);
    startPatiently(Map.of());
    List<SourceRecord> records = pollAll(10);
    Thread stopping = new Thread(task::stop);
    stopping.start();
    await().until(() -> stopping.getState() == Thread.State.TIMED_WAITING);

    records.forEach(record -> task.commitRecord(record, ACKNOWLEDGED));
    stopping.join();

    assertThat(queue.size()).isZero();
  }

  @Test
  void lateAcknowledgementsAndSecondStopsAreHarmless() throws Exception {
    queue.add(1);
    start(Map.of());
    SourceRecord record = pollAll(1).get(0);
    task.stop();

    task.commitRecord(record, ACKNOWLEDGED);
    task.commitRecord(record, null);
    task.stop();

    assertThat(queue.size()).isEqualTo(1);
  }

  @Test
  void aFatalErrorOfTheBackgroundComesOutOfPoll() {
    queue.failing("receive", new ConnectException("access denied"));
    start(Map.of());

    await().untilAsserted(() -> assertThatThrownBy(task::poll).hasMessage("access denied"));
  }

  @Test
  void leavesNoThreadBehind() throws Exception {
    queue.add(10);
    start(Map.of());
    pollAll(10).forEach(record -> task.commitRecord(record, ACKNOWLEDGED));
    task.stop();

    await()
        .untilAsserted(
            () ->
                assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .doesNotContain("sqs-source-engine"));
  }

  /** A stop ends when everything is deleted, and on a slow machine not before. */
  private void startPatiently(Map<String, String> more) {
    task = drainingFor(MUCH_TIME);
    start(more);
  }

  private void start(Map<String, String> more) {
    Map<String, String> properties = new HashMap<>();
    properties.put("sqs.queue.urls", queue.url());
    properties.put("topic", "topic");
    properties.putAll(more);
    task.start(properties);
  }

  private List<SourceRecord> pollSome() throws InterruptedException {
    return pollUntil(1);
  }

  private List<SourceRecord> pollAll(int count) throws InterruptedException {
    List<SourceRecord> records = pollUntil(count);
    assertThat(records).hasSize(count);
    return records;
  }

  private List<SourceRecord> pollUntil(int least) throws InterruptedException {
    List<SourceRecord> records = new ArrayList<>();
    long deadline = System.nanoTime() + MUCH_TIME.toNanos();
    while (records.size() < least && System.nanoTime() < deadline) {
      List<SourceRecord> polled = task.poll();
      if (polled != null) {
        records.addAll(polled);
      }
    }
    assertThat(records).hasSizeGreaterThanOrEqualTo(least);
    return records;
  }

  private final class FakeService implements SqsService {
    @Override
    public SqsQueue queue(String url) {
      return queue;
    }

    @Override
    public PayloadStore payloads() {
      if (payloads.unavailable) {
        throw new ConnectException("The S3 client cannot be made");
      }
      return payloads;
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
