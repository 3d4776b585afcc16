package io.sealstream.connect.sqs;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The stations of a running task, wired: what exists between its start and its stop. */
final class Stations implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SqsSourceTask.class);

  /** Where messages have their payloads in S3: how to know them, and how to get them. */
  private record InS3(PayloadPointers pointers, PayloadStore store) {}

  private final SqsSourceConfig config;
  private final SqsService service;
  private final LongSupplier nanoClock;
  private final EngineThread engine;
  private final EngineThread eventReader;
  private final Events events;

  final SourceMetrics metrics;
  final TaskFailure failure = new TaskFailure();
  final InFlightLedger ledger;
  final List<Receivers> receivers;
  final Intake intake;
  final PauseWatch pauseWatch;
  final Deleter deleter;
  final RejectedMessages rejected;
  final Releaser releaser;

  /** Null where messages are delivered at least once. */
  final @Nullable ExactlyOnce exactlyOnce;

  /** Null where no events are to be known again, or {@link #exactlyOnce} does that. */
  final @Nullable EventLists eventLists;

  /** Null where no payloads in S3 are to be deleted. */
  final @Nullable PayloadDeleter payloadDeleter;

  /**
   * Makes no request.
   *
   * @param offsets reads what Connect has committed
   * @param service closed with the stations, but not where this throws
   */
  Stations(
      SqsSourceConfig config,
      SqsService service,
      CommittedIds.Offsets offsets,
      SourceMetrics metrics,
      LongSupplier nanoClock) {
    this.config = config;
    this.service = service;
    this.metrics = metrics;
    this.nanoClock = nanoClock;
    this.engine = new EngineThread("sqs-source-engine", failure);
    InS3 inS3 = inS3();
    this.eventReader = new EngineThread("sqs-source-events", failure);
    this.events = new Events(config.deduplicateWindow(), nanoClock, System::currentTimeMillis);
    this.ledger = ledger(inS3);
    this.payloadDeleter = payloadDeleter(inS3);
    this.deleter = deleter(payloadDeleter);
    this.rejected = rejected();
    this.releaser = new Releaser(engine, ledger::mayBeReleased);
    this.intake =
        new Intake(ledger, mapper(), rejected, deleter, releaser, failure, metrics, payloads(inS3));
    this.exactlyOnce = exactlyOnce(offsets);
    this.eventLists = eventLists(offsets);
    this.pauseWatch = new PauseWatch(ledger, intake, engine);
    this.receivers = config.queueUrls().stream().map(this::receivers).toList();
    ledger.onRoom(inTurn(receivers));
    ledger.onOrphans(releaser::release);
    ledger.onRepetitions(this::deleteRepetitions);
    if (config.deduplicates()) {
      metrics.watchEvents(events::size);
    }
    metrics.watchInFlight(ledger::size, ledger::bytes, () -> ledger.oldestAge().toMillis());
    metrics.showLimits(config.inflightMaxMessages(), config.inflightMaxBytes());
  }

  /** Ends the engine, the client and the metrics; what is under way is aborted. */
  @Override
  public void close() {
    try {
      engine.close();
      if (exactlyOnce != null) {
        exactlyOnce.close();
      }
      if (eventLists != null) {
        eventLists.close();
      }
      eventReader.close();
      service.close();
    } finally {
      metrics.close();
    }
  }

  private @Nullable InS3 inS3() {
    PayloadPointers pointers = config.payloadPointers();
    return pointers == null ? null : new InS3(pointers, service.payloads());
  }

  private InFlightLedger ledger(@Nullable InS3 inS3) {
    int messages = config.inflightMaxMessages();
    Room room =
        new Room(
            config.receiveConcurrency(), messages, config.inflightMaxBytes(), config.queueUrls());
    return new InFlightLedger(
        room,
        inS3 == null ? SqsMessage::sizeInBytes : inS3.pointers()::sizeInBytes,
        messages,
        nanoClock,
        config.deliversExactlyOnce() ? config.leaseRule().lease() : Duration.ZERO,
        events);
  }

  private @Nullable ExactlyOnce exactlyOnce(CommittedIds.Offsets offsets) {
    if (!config.deliversExactlyOnce()) {
      return null;
    }
    ExactlyOnce made =
        new ExactlyOnce(
            config,
            offsets,
            ledger,
            events,
            failure,
            trouble("No records are handed over"),
            metrics,
            nanoClock,
            this::deleteAgain,
            intake::take);
    intake.lookUpFirst(made::lookUp);
    return made;
  }

  private @Nullable EventLists eventLists(CommittedIds.Offsets offsets) {
    return config.deliversExactlyOnce() || !config.deduplicates()
        ? null
        : new EventLists(
            config,
            offsets,
            ledger,
            events::learn,
            eventReader,
            trouble("Events are not listed, and unknown after a restart"),
            trouble("The events that other tasks have produced cannot be read"));
  }

  private void deleteRepetitions(List<InFlightMessage> settled) {
    metrics.repeatedEvents(settled.size());
    settled.forEach(deleter::delete);
  }

  private void deleted(InFlightMessage message, @Nullable PayloadDeleter payloads) {
    if (exactlyOnce != null) {
      exactlyOnce.deleted(message);
    }
    if (payloads != null) {
      payloads.afterDeleteOf(message);
    }
  }

  /** Deletes a message that is in the topic already. */
  private void deleteAgain(InFlightMessage message) {
    if (ledger.settle(message)) {
      deleter.delete(message);
    }
  }

  private @Nullable PayloadDeleter payloadDeleter(@Nullable InS3 inS3) {
    return inS3 == null || !config.deletesPayloads()
        ? null
        : new PayloadDeleter(
            inS3.pointers(),
            inS3.store(),
            engine,
            new Backoff(),
            trouble("Payloads of deleted messages are left in S3"));
  }

  private Deleter deleter(@Nullable PayloadDeleter payloads) {
    return new Deleter(
        ledger,
        engine,
        retry("Messages cannot be deleted now"),
        trouble("Messages were not deleted and will be delivered again"),
        message -> deleted(message, payloads),
        nanoClock,
        config.deleteLinger(),
        Deleter.concurrency(config.receiveConcurrency()));
  }

  private RejectedMessages rejected() {
    return new RejectedMessages(
        config.poisonPolicy(),
        config.skippedRecordPolicy(),
        ledger,
        deleter,
        deadLetters(),
        failure,
        trouble("Messages were not produced"),
        metrics);
  }

  private @Nullable DeadLetters deadLetters() {
    String url = config.deadLetterQueueUrl();
    return url == null
        ? null
        : new DeadLetters(
            service.queue(url), ledger, deleter, engine, retry("Dead letters cannot be sent now"));
  }

  private RecordMapper mapper() {
    return new RecordMapper(
        config.topic(),
        config.envelope(),
        config.valueFormat(),
        config.recordKeys(),
        config.recordHeaders(),
        config.eventKey());
  }

  private @Nullable Payloads payloads(@Nullable InS3 inS3) {
    return inS3 == null
        ? null
        : new Payloads(
            inS3.pointers(),
            inS3.store(),
            ledger,
            engine,
            retry("Payloads in S3 cannot be read now"));
  }

  private Receivers receivers(String url) {
    SqsQueue queue = service.queue(url);
    metrics.watchDepth(
        label(queue, config.queueUrls()), new QueueDepth(queue, engine, nanoClock)::messages);
    return new Receivers(
        queue,
        ledger,
        intake,
        engine,
        retry("Queue " + url + " cannot be read now"),
        failure,
        keeper(queue),
        config.receiveConcurrency(),
        config.visibilityTimeout(),
        config::fatalVisibilityProblem);
  }

  private VisibilityKeeper keeper(SqsQueue queue) {
    Backoff backoff = new Backoff(VisibilityKeeper.LONGEST_BACKOFF);
    return new VisibilityKeeper(
        queue,
        ledger,
        engine,
        new Retry(engine, backoff, trouble("Messages cannot be kept hidden now"), failure),
        trouble("Messages are not hidden any more and may come again"),
        nanoClock);
  }

  /** A queue's name, or its URL where another queue of the task has the same name. */
  private static String label(SqsQueue queue, List<String> urls) {
    long namesakes = urls.stream().filter(url -> url.endsWith("/" + queue.name())).count();
    return namesakes > 1 ? queue.url() : queue.name();
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

  private Retry retry(String trouble) {
    return new Retry(engine, new Backoff(), trouble(trouble), failure);
  }

  private Trouble trouble(String what) {
    return new Trouble(log, nanoClock, what);
  }
}
