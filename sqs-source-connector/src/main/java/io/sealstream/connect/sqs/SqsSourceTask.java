package io.sealstream.connect.sqs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
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

  /** Where the classes live whose call means that a record was sent, whatever became of it. */
  private static final String PRODUCER = "org.apache.kafka.clients.producer.";

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

  private volatile @Nullable Running running;

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

  /** What exists between start and stop. */
  private record Running(
      int batchMax,
      InFlightLedger ledger,
      List<Receivers> receivers,
      Intake intake,
      PauseWatch pauseWatch,
      Deleter deleter,
      RejectedMessages rejected,
      Releaser releaser,
      TaskFailure failure,
      EngineThread engine,
      SqsService service,
      SourceMetrics metrics,
      @Nullable PayloadDeleter payloadDeleter) {}

  /** Where messages have their payloads in S3: how to know them, and how to get them. */
  private record InS3(PayloadPointers pointers, PayloadStore store) {}

  @Override
  public String version() {
    return Version.get();
  }

  @Override
  public void start(Map<String, String> props) {
    SqsSourceConfig config = new SqsSourceConfig(props);
    SourceMetrics metrics =
        new SourceMetrics(config.connectorName(), config.taskNumber(), Time.SYSTEM);
    SqsService service = new CountedService(connect.apply(config), metrics, nanoClock);
    Running task;
    try {
      task = assemble(config, service, metrics);
    } catch (RuntimeException e) {
      service.close();
      throw e;
    }
    running = task;
    task.receivers().forEach(Receivers::start);
    task.pauseWatch().start();
    metrics.publish();
    log.info("Reading {} queue(s): {}", config.queueUrls().size(), config.queueUrls());
  }

  /**
   * Hands over what is ready, waiting briefly for the first record.
   *
   * @return the records, or null when there are none yet
   * @throws org.apache.kafka.connect.errors.ConnectException for trouble that somebody has to mend
   */
  @Override
  public @Nullable List<SourceRecord> poll() throws InterruptedException {
    Running task = running();
    task.failure().throwIfSet();
    List<SourceRecord> records = task.ledger().takeReady(task.batchMax(), POLL_WAIT);
    task.metrics().produced(records.size());
    return records.isEmpty() ? null : records;
  }

  /**
   * Kafka acknowledged {@code record}, or, with null metadata, it was not produced. Called on the
   * producer's I/O thread for the most part, else on the task's: never blocks, never throws, and
   * O(1) for an acknowledgement. What comes after a stop is ignored: its message will be delivered
   * again.
   */
  @Override
  public void commitRecord(SourceRecord record, @Nullable RecordMetadata metadata) {
    Running task = running;
    String queueUrl = RecordMapper.queueUrlOf(record);
    String messageId = RecordMapper.messageIdOf(record);
    if (task == null || queueUrl == null || messageId == null) {
      return;
    }
    InFlightMessage message = task.ledger().find(queueUrl, messageId);
    if (message == null) {
      return;
    }
    if (metadata != null) {
      task.metrics().acknowledged();
      if (task.ledger().settle(message)) {
        task.deleter().delete(message);
      }
    } else if (isCalledByTheProducer()) {
      task.rejected().notTaken(message);
    } else {
      task.rejected().skipped(message);
    }
  }

  /**
   * Where errors are tolerated, Connect reports a record that Kafka did not take (an outage, a
   * missing ACL, a cancelled task) without metadata too, just as one that a transform dropped, and
   * gives no reason. The only difference is who calls: the producer's callback, on its I/O thread
   * or within {@code send}, or Connect's own loop.
   */
  private static boolean isCalledByTheProducer() {
    return StackWalker.getInstance()
        .walk(frames -> frames.anyMatch(frame -> frame.getClassName().startsWith(PRODUCER)));
  }

  /**
   * Stops receiving, gives back what Connect never saw, and waits a bounded time for late
   * acknowledgements and their deletes. What is not deleted by then will be delivered again.
   */
  @Override
  public void stop() {
    Running task = running;
    if (task == null) {
      return;
    }
    long begin = nanoClock.getAsLong();
    try {
      task.receivers().forEach(Receivers::stop);
      task.intake().close();
      task.deleter().hurry();
      if (!task.ledger().awaitDrained(drainWait)) {
        log.info(
            "{} messages were not deleted; they will be delivered again", task.ledger().size());
      }
      task.releaser().await(RELEASED_AFTER.minusNanos(nanoClock.getAsLong() - begin));
      if (task.payloadDeleter() != null) {
        task.payloadDeleter().await(PAYLOAD_WAIT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      running = null;
      task.engine().close();
      task.service().close();
      task.metrics().close();
    }
    log.info("Stopped");
  }

  private Running running() {
    Running task = running;
    if (task == null) {
      throw new IllegalStateException("The task is not started");
    }
    return task;
  }

  private Running assemble(SqsSourceConfig config, SqsService service, SourceMetrics metrics) {
    InS3 inS3 = inS3(config, service);
    TaskFailure failure = new TaskFailure();
    EngineThread engine = new EngineThread("sqs-source-engine", failure);
    InFlightLedger ledger = ledger(config, inS3);
    metrics.watchInFlight(ledger::size, ledger::bytes, () -> ledger.oldestAge().toMillis());
    PayloadDeleter payloadDeleter = payloadDeleter(config, inS3, engine);
    Deleter deleter =
        new Deleter(
            ledger,
            engine,
            retry(engine, failure, "Messages cannot be deleted now"),
            new Trouble(log, nanoClock, "Messages were not deleted and will be delivered again"),
            payloadDeleter == null ? message -> {} : payloadDeleter::afterDeleteOf,
            nanoClock,
            config.deleteLinger());
    RejectedMessages rejected =
        new RejectedMessages(
            config.poisonPolicy(),
            config.skippedRecordPolicy(),
            ledger,
            deleter,
            deadLetters(config, service, ledger, deleter, engine, failure),
            failure,
            new Trouble(log, nanoClock, "Messages were not produced"),
            metrics);
    RecordMapper mapper =
        new RecordMapper(
            config.topic(),
            config.envelope(),
            config.valueFormat(),
            config.recordKeys(),
            config.recordHeaders());
    Releaser releaser = new Releaser(engine);
    Payloads payloads =
        inS3 == null
            ? null
            : new Payloads(
                inS3.pointers(),
                inS3.store(),
                ledger,
                engine,
                retry(engine, failure, "Payloads in S3 cannot be read now"));
    Intake intake =
        new Intake(ledger, mapper, rejected, deleter, releaser, failure, metrics, payloads);
    List<Receivers> receivers = new ArrayList<>();
    for (String url : config.queueUrls()) {
      SqsQueue queue = service.queue(url);
      metrics.watchDepth(
          label(queue, config.queueUrls()), new QueueDepth(queue, engine, nanoClock)::messages);
      receivers.add(
          new Receivers(
              queue,
              ledger,
              intake,
              engine,
              retry(engine, failure, "Queue " + url + " cannot be read now"),
              failure,
              keeper(queue, ledger, engine, failure),
              config.receiveConcurrency(),
              config.visibilityTimeout()));
    }
    ledger.onRoom(inTurn(receivers));
    ledger.onOrphans(releaser::release);
    return new Running(
        config.batchMaxMessages(),
        ledger,
        List.copyOf(receivers),
        intake,
        new PauseWatch(ledger, intake, engine),
        deleter,
        rejected,
        releaser,
        failure,
        engine,
        service,
        metrics,
        payloadDeleter);
  }

  /** A queue's name, or its URL where another queue of the task has the same name. */
  private static String label(SqsQueue queue, List<String> urls) {
    long namesakes = urls.stream().filter(url -> url.endsWith("/" + queue.name())).count();
    return namesakes > 1 ? queue.url() : queue.name();
  }

  private static @Nullable InS3 inS3(SqsSourceConfig config, SqsService service) {
    PayloadPointers pointers = config.payloadPointers();
    return pointers == null ? null : new InS3(pointers, service.payloads());
  }

  private @Nullable PayloadDeleter payloadDeleter(
      SqsSourceConfig config, @Nullable InS3 inS3, Engine engine) {
    return inS3 == null || !config.deletesPayloads()
        ? null
        : new PayloadDeleter(
            inS3.pointers(),
            inS3.store(),
            engine,
            new Backoff(),
            new Trouble(log, nanoClock, "Payloads of deleted messages are left in S3"));
  }

  private InFlightLedger ledger(SqsSourceConfig config, @Nullable InS3 inS3) {
    int messages = config.inflightMaxMessages();
    Room room =
        new Room(
            config.receiveConcurrency(), messages, config.inflightMaxBytes(), config.queueUrls());
    return new InFlightLedger(
        room,
        inS3 == null ? SqsMessage::sizeInBytes : inS3.pointers()::sizeInBytes,
        messages,
        nanoClock);
  }

  private VisibilityKeeper keeper(
      SqsQueue queue, InFlightLedger ledger, Engine engine, TaskFailure failure) {
    Trouble trouble = new Trouble(log, nanoClock, "Messages cannot be kept hidden now");
    return new VisibilityKeeper(
        queue,
        ledger,
        engine,
        new Retry(engine, new Backoff(VisibilityKeeper.LONGEST_BACKOFF), trouble, failure),
        new Trouble(log, nanoClock, "Messages are not hidden any more and may come again"),
        nanoClock);
  }

  /**
   * Resumes all of them, another one first each time: whoever is first takes what room there is.
   */
  private static Runnable inTurn(List<Receivers> receivers) {
    AtomicInteger turn = new AtomicInteger();
    return () -> {
      int first = Math.floorMod(turn.getAndIncrement(), receivers.size());
      for (int i = 0; i < receivers.size(); i++) {
        receivers.get((first + i) % receivers.size()).resume();
      }
    };
  }

  private @Nullable DeadLetters deadLetters(
      SqsSourceConfig config,
      SqsService service,
      InFlightLedger ledger,
      Deleter deleter,
      EngineThread engine,
      TaskFailure failure) {
    String url = config.deadLetterQueueUrl();
    return url == null
        ? null
        : new DeadLetters(
            service.queue(url),
            ledger,
            deleter,
            engine,
            retry(engine, failure, "Dead letters cannot be sent now"));
  }

  private Retry retry(Engine engine, TaskFailure failure, String trouble) {
    return new Retry(engine, new Backoff(), new Trouble(log, nanoClock, trouble), failure);
  }
}
