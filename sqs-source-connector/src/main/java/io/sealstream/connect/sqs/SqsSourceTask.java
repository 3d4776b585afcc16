package io.sealstream.connect.sqs;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of a message: {@link Receivers} fetch it in the background, {@link Intake} makes it a
 * record, once {@link Payloads} has brought what lies in S3, {@link #poll} hands it to Connect,
 * {@link #commitRecord} learns that Kafka has it, and {@link Deleter} deletes it from its queue.
 * {@link InFlightLedger} knows of it all the while.
 *
 * <p>No method of this class waits for SQS, except {@link #stop}, for a bounded time.
 */
public final class SqsSourceTask extends SourceTask {

  private static final Logger log = LoggerFactory.getLogger(SqsSourceTask.class);

  /** Short enough for Connect to notice a stop in time. */
  private static final Duration POLL_WAIT = Duration.ofMillis(500);

  /** How long a stop waits for acknowledgements and deletes. */
  private static final Duration DRAIN_WAIT = Duration.ofMillis(2500);

  /**
   * How long after the beginning of a stop what goes back has to be back: all that acknowledgements
   * leave of the time, since 10,000 messages are a thousand requests.
   */
  private static final Duration RELEASED_AFTER = Duration.ofMillis(3500);

  /** Beside the above; in all well under the five seconds that a worker gives a task to stop. */
  private static final Duration PAYLOAD_WAIT = Duration.ofMillis(500);

  private final Function<SqsSourceConfig, SqsService> connect;
  private final LongSupplier nanoClock;
  private final Duration drainWait;

  private volatile @Nullable Stations running;
  private int batchMax;

  /** Needed by Connect, which creates tasks by reflection. */
  public SqsSourceTask() {
    this(AwsSqsService::connect, System::nanoTime, DRAIN_WAIT);
  }

  SqsSourceTask(
      Function<SqsSourceConfig, SqsService> connect, LongSupplier nanoClock, Duration drainWait) {
    this.connect = connect;
    this.nanoClock = nanoClock;
    this.drainWait = drainWait;
  }

  @Override
  public String version() {
    return Version.get();
  }

  @Override
  public void start(Map<String, String> props) {
    SqsSourceConfig config = new SqsSourceConfig(props);
    batchMax = config.batchMaxMessages();
    SourceMetrics metrics =
        new SourceMetrics(config.connectorName(), config.taskNumber(), Time.SYSTEM);
    SqsService service = new CountedService(connect.apply(config), metrics, nanoClock);
    LongSupplier clock =
        config.deliversExactlyOnce()
            ? new SuspendAwareClock(nanoClock, System::currentTimeMillis)
            : nanoClock;
    Stations task;
    try {
      task = new Stations(config, service, this::committedOffsets, metrics, clock);
    } catch (RuntimeException e) {
      service.close();
      throw e;
    }
    readEvents(task);
    running = task;
    task.receivers.forEach(Receivers::start);
    task.pauseWatch.start();
    metrics.publish();
    log.info("Reading {} queue(s): {}", config.queueUrls().size(), config.queueUrls());
  }

  private static void readEvents(Stations task) {
    if (task.eventLists != null) {
      try {
        task.eventLists.start();
      } catch (RuntimeException e) {
        task.close();
        throw e;
      }
    }
  }

  /**
   * Hands over what is ready, waiting briefly for the first record.
   *
   * @return the records, or null when there are none yet
   * @throws org.apache.kafka.connect.errors.ConnectException for trouble that somebody has to mend
   */
  @Override
  public @Nullable List<SourceRecord> poll() throws InterruptedException {
    Stations task = running();
    task.failure.throwIfSet();
    List<SourceRecord> records =
        task.exactlyOnce == null ? pollReady(task) : pollTransaction(task, task.exactlyOnce);
    task.metrics.produced(records.size());
    return records.isEmpty() ? null : records;
  }

  private List<SourceRecord> pollReady(Stations task) throws InterruptedException {
    List<SourceRecord> records = task.ledger.takeReady(batchMax, POLL_WAIT);
    return task.eventLists == null ? records : task.eventLists.join(records);
  }

  private List<SourceRecord> pollTransaction(Stations task, ExactlyOnce exactlyOnce)
      throws InterruptedException {
    exactlyOnce.endBatch(record -> skipped(task, record));
    return exactlyOnce.awaitRoom(batchMax, POLL_WAIT)
        ? exactlyOnce.begin(task.ledger.takeReady(batchMax, POLL_WAIT))
        : List.of();
  }

  private static void skipped(Stations task, ExactlyOnceRecord record) {
    if (record.settleOnce()) {
      task.rejected.skipped(record.message());
    }
  }

  /** Reads committed offsets, to the end of what there is. */
  @SuppressWarnings("NullAway") // of a task's context before its start
  private Map<Map<String, Object>, Map<String, Object>> committedOffsets(
      Collection<Map<String, Object>> partitions) {
    return context.offsetStorageReader().offsets(partitions);
  }

  /**
   * Kafka acknowledged {@code record}, or, with null metadata, it was not produced. Called on the
   * producer's I/O thread for the most part, else on the task's: never blocks, never throws, and
   * O(1) for an acknowledgement. What comes after a stop is ignored: its message will be delivered
   * again.
   */
  @Override
  public void commitRecord(SourceRecord record, @Nullable RecordMetadata metadata) {
    Stations task = running;
    if (task != null && record instanceof ExactlyOnceRecord transactional) {
      committed(task, transactional, metadata);
      return;
    }
    if (metadata == null && record instanceof ListedRecord listed) {
      listed.notProduced();
    }
    String queueUrl = RecordMapper.queueUrlOf(record);
    String messageId = RecordMapper.messageIdOf(record);
    if (task == null || queueUrl == null || messageId == null) {
      return;
    }
    InFlightMessage message = task.ledger.find(queueUrl, messageId);
    if (message == null) {
      return;
    }
    if (metadata != null) {
      task.metrics.acknowledged();
      if (task.ledger.acknowledge(message)) {
        task.deleter.delete(message);
      }
    } else if (ProducerCallback.isUnderWay()) {
      // Where errors are tolerated, Connect reports a record that Kafka did not take (an outage, a
      // missing ACL, a cancelled task) just as one that a transform dropped.
      task.rejected.notTaken(message);
    } else {
      task.rejected.skipped(message);
    }
  }

  /** Called on the task's thread after the commit; one without metadata was dropped before it. */
  private static void committed(
      Stations task, ExactlyOnceRecord record, @Nullable RecordMetadata metadata) {
    if (metadata == null) {
      skipped(task, record);
    } else {
      record.committed();
      task.metrics.acknowledged();
      if (task.ledger.acknowledge(record.message())) {
        task.deleter.delete(record.message());
      }
    }
  }

  /**
   * Stops receiving, gives back what Connect never saw, and waits a bounded time for late
   * acknowledgements and their deletes. What is not deleted by then will be delivered again.
   */
  @Override
  public void stop() {
    Stations task = running;
    if (task == null) {
      return;
    }
    long begin = nanoClock.getAsLong();
    try {
      task.receivers.forEach(Receivers::stop);
      task.intake.close();
      task.deleter.hurry();
      if (!task.ledger.awaitDrained(drainWait)) {
        log.info("{} messages were not deleted; they will be delivered again", task.ledger.size());
      }
      task.releaser.await(RELEASED_AFTER.minusNanos(nanoClock.getAsLong() - begin));
      if (task.payloadDeleter != null) {
        task.payloadDeleter.await(PAYLOAD_WAIT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      running = null;
      task.close();
    }
    log.info("Stopped");
  }

  private Stations running() {
    Stations task = running;
    if (task == null) {
      throw new IllegalStateException("The task is not started");
    }
    return task;
  }
}
