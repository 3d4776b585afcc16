package io.sealstream.quickstart;

import io.sealstream.quickstart.ui.LivePipeline;
import io.sealstream.quickstart.ui.PipelineException;
import io.sealstream.quickstart.ui.Reading;
import io.sealstream.quickstart.ui.Reading.DeadLetter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** The pipeline of a run, for its page. */
final class RunningPipeline implements LivePipeline, AutoCloseable {
  private static final int ROWS_SHOWN = 10;
  private static final int DEAD_LETTERS_SHOWN = 10;
  private static final int REJECTED_REMEMBERED = 1_000;

  private final QueueClient queue;
  private final String queueUrl;
  private final DeadLetterQueue deadLetterQueue;
  private final TopicTail topic;
  private final TopicTail deadLetterTopic;
  private final LatestRows table;
  private final ConnectRest worker;
  private final List<String> connectors;
  private final AtomicLong nextSeed = new AtomicLong();

  private final RecentIds produced = new RecentIds();
  private final Deque<DeadLetter> rejected = new ArrayDeque<>();
  private long records;
  private long rejectedCount;
  private List<Reading.Row> newest = List.of();

  private final LastKnown<LatestRows.Found> lastRows = new LastKnown<>();
  private final LastKnown<List<Reading.Row>> lastNewest = new LastKnown<>();
  private final LastKnown<Long> lastLetters = new LastKnown<>();
  private final LastKnown<Long> lastProduced = new LastKnown<>();
  private final LastKnown<QueueClient.Depth> lastDepth = new LastKnown<>();
  private final LastKnown<List<Reading.Connector>> lastConnectors = new LastKnown<>();

  private RunningPipeline(
      Servers servers, TopicTail topic, TopicTail deadLetterTopic, List<String> connectors) {
    Report.Endpoints endpoints = servers.endpoints();
    this.queue = servers.queues();
    this.queueUrl = endpoints.queueUrl();
    this.deadLetterQueue = new DeadLetterQueue(queue, endpoints.deadLetterQueueUrl());
    this.topic = topic;
    this.deadLetterTopic = deadLetterTopic;
    this.table = new LatestRows(servers.database(), System::nanoTime);
    this.worker = new ConnectRest(endpoints.connect());
    this.connectors = connectors;
  }

  /**
   * Opens what is needed to look at it.
   *
   * @param topic that the source writes to
   * @param connectors those of the run, in the order in which they are shown
   */
  static RunningPipeline of(Servers servers, String topic, List<String> connectors) {
    String bootstrapServers = servers.endpoints().bootstrap();
    TopicTail tail = TopicTail.open(bootstrapServers, topic);
    try {
      TopicTail deadLetters = TopicTail.open(bootstrapServers, DeadLetterTopic.NAME);
      return new RunningPipeline(servers, tail, deadLetters, List.copyOf(connectors));
    } catch (RuntimeException e) {
      tail.close();
      throw e;
    }
  }

  @Override
  public Reading read(Set<String> followed) throws PipelineException {
    return answered("The pipeline cannot be read", () -> look(followed));
  }

  private Reading look(Set<String> followed) {
    List<String> problems = new ArrayList<>();
    // Against the stream, so that no row is counted whose record is not, unless the topic has more
    // new records than are read at once.
    LatestRows.Found rows = lastRows.ask(() -> table.look(followed), problems);
    long letters = lastLetters.ask(this::countDeadLetters, problems);
    long produced = lastProduced.ask(this::countRecords, problems);
    List<Reading.Row> shown = lastNewest.ask(this::newestRows, problems);
    QueueClient.Depth depth = lastDepth.ask(() -> queue.depth(queueUrl), problems);
    List<Reading.Connector> states = lastConnectors.ask(this::connectors, problems);
    List<DeadLetter> deadLetters = deadLetters();
    return new Reading(
        new Reading.Queue(depth.visible(), depth.inFlight()),
        produced,
        rows.count(),
        shown,
        letters,
        deadLetters.stream().limit(DEAD_LETTERS_SHOWN).toList(),
        states,
        problems.stream().distinct().toList(),
        new Reading.Fresh(lastDepth.isFresh(), lastProduced.isFresh(), lastRows.isFresh()),
        whereabouts(followed, rows, deadLetters));
  }

  /** Where the sink is further behind than ids are remembered, those that were the newest. */
  private List<Reading.Row> newestRows() {
    List<Reading.Row> rows = table.first(ROWS_SHOWN, produced.newestFirst());
    if (!rows.isEmpty()) {
      newest = rows;
    }
    return newest;
  }

  private long countRecords() {
    topic.readOn(this::produce);
    return records;
  }

  private long countDeadLetters() {
    deadLetterTopic.readOn(this::reject);
    return deadLetterQueue.look() + rejectedCount;
  }

  private void produce(ConsumerRecord<byte[], byte[]> record) {
    records++;
    produced.add(TopicTail.messageId(record));
  }

  private void reject(ConsumerRecord<byte[], byte[]> record) {
    rejectedCount++;
    rejected.add(
        new DeadLetter(
            TopicTail.messageId(record), DeadLetterTopic.NAME, DeadLetterTopic.reason(record)));
    if (rejected.size() > REJECTED_REMEMBERED) {
      rejected.remove();
    }
  }

  /** Of the two places one after the other, the newest of each first: there is no common clock. */
  private List<DeadLetter> deadLetters() {
    List<DeadLetter> letters = new ArrayList<>(deadLetterQueue.letters());
    letters.addAll(rejected);
    Collections.reverse(letters);
    return letters;
  }

  private Map<String, Reading.Whereabouts> whereabouts(
      Set<String> followed, LatestRows.Found rows, List<DeadLetter> deadLetters) {
    Map<String, Reading.Whereabouts> where = new HashMap<>();
    for (String id : followed) {
      DeadLetter letter =
          deadLetters.stream()
              .filter(candidate -> candidate.messageId().equals(id))
              .findFirst()
              .orElse(null);
      where.put(id, whereabouts(produced.contains(id), rows.byMessage().get(id), letter));
    }
    return where;
  }

  /** What is behind the topic was in it, also where the topic is not read that far yet. */
  static Reading.Whereabouts whereabouts(
      boolean seenInTopic, Reading.@Nullable Row row, @Nullable DeadLetter letter) {
    boolean rejectedBehindIt = letter != null && letter.place().equals(DeadLetterTopic.NAME);
    return new Reading.Whereabouts(seenInTopic || row != null || rejectedBehindIt, row, letter);
  }

  private List<Reading.Connector> connectors() {
    return worker.list().stream()
        .filter(listed -> connectors.contains(listed.name()))
        .sorted(Comparator.comparingInt(listed -> connectors.indexOf(listed.name())))
        .map(
            listed ->
                new Reading.Connector(
                    listed.name(),
                    listed.type(),
                    listed.status().connector(),
                    listed.status().tasks(),
                    listed.status().failure().orElse(null)))
        .toList();
  }

  @Override
  public List<String> generate(int count) {
    // The run's own sample has another seed than any of these.
    try (Stream<String> bodies = SampleLogins.others(count, nextSeed.getAndIncrement()).bodies()) {
      return bodies.toList();
    }
  }

  @Override
  public void send(List<String> bodies, Consumer<String> taken) throws PipelineException {
    answered("Sending failed", () -> sendAll(bodies, taken));
  }

  private int sendAll(List<String> bodies, Consumer<String> taken) {
    for (int from = 0; from < bodies.size(); from += QueueClient.BATCH_ENTRIES) {
      int to = Math.min(bodies.size(), from + QueueClient.BATCH_ENTRIES);
      List<QueueClient.Sent> answers = queue.send(queueUrl, bodies.subList(from, to));
      answers.stream()
          .filter(sent -> sent.error().isEmpty())
          .forEach(sent -> taken.accept(sent.messageId()));
      for (QueueClient.Sent sent : answers) {
        if (!sent.error().isEmpty()) {
          throw new QuickstartException(
              "The queue refused a message: " + Sentences.end(sent.error()));
        }
      }
    }
    return bodies.size();
  }

  @Override
  public void order(String connector, Order order) throws PipelineException {
    answered(
        "The worker did not do it",
        () -> {
          switch (order) {
            case PAUSE -> worker.pause(connector);
            case RESUME -> worker.resume(connector);
            case RESTART -> worker.restartFailed(connector);
          }
          return connector;
        });
  }

  private static <T> T answered(String what, Callable<T> call) throws PipelineException {
    try {
      return call.call();
    } catch (Exception e) {
      QuickstartException explained = QuickstartException.of(what, e);
      throw new PipelineException(String.valueOf(explained.getMessage()), e);
    }
  }

  @Override
  public void close() {
    try {
      topic.close();
    } finally {
      deadLetterTopic.close();
    }
  }
}
