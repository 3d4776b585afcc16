package io.sealstream.quickstart;

import io.sealstream.quickstart.ui.Reading;
import io.sealstream.quickstart.ui.Reading.DeadLetter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Looks at each station of the pipeline, against the stream: the table, the topic, the queue. For
 * one thread.
 */
final class PipelineReader implements AutoCloseable {
  /** Less than after which the page calls its numbers old. */
  private static final Duration LOOKS_WITHIN = Duration.ofSeconds(3);

  private static final int ROWS_SHOWN = 10;
  private static final int DEAD_LETTERS_SHOWN = 10;

  private final QueueClient queue;
  private final String queueUrl;
  private final TopicTail topic;
  private final LatestRows table;
  private final DeadLetters deadLetters;
  private final ConnectRest worker;
  private final List<String> connectors;

  private final RecentIds produced = new RecentIds();
  private long records;
  private List<Reading.Row> newest = List.of();

  private final AskedServer postgres = new AskedServer(System::nanoTime);
  private final LastKnown<LatestRows.Found> lastRows = new LastKnown<>(postgres);
  private final LastKnown<List<Reading.Row>> lastNewest = new LastKnown<>(postgres);
  private final AskedServer kafka = new AskedServer(System::nanoTime);
  private final LastKnown<Long> lastRejected = new LastKnown<>(kafka);
  private final LastKnown<Long> lastProduced = new LastKnown<>(kafka);
  private final AskedServer sqs = new AskedServer(System::nanoTime);
  private final LastKnown<Long> lastInQueue = new LastKnown<>(sqs);
  private final LastKnown<QueueClient.Depth> lastDepth = new LastKnown<>(sqs);
  private final LastKnown<List<Reading.Connector>> lastConnectors =
      new LastKnown<>(new AskedServer(System::nanoTime));

  private PipelineReader(
      Servers servers, TopicTail topic, TopicTail deadLetterTopic, List<String> connectors) {
    Report.Endpoints endpoints = servers.endpoints();
    this.queue = servers.queues().within(LOOKS_WITHIN);
    this.queueUrl = endpoints.queueUrl();
    this.topic = topic;
    this.table = new LatestRows(servers.database(), System::nanoTime);
    this.deadLetters =
        new DeadLetters(
            new DeadLetterQueue(queue, endpoints.deadLetterQueueUrl()), deadLetterTopic);
    this.worker = new ConnectRest(endpoints.connect(), LOOKS_WITHIN);
    this.connectors = connectors;
  }

  /**
   * Opens what is needed to look at the pipeline, and reads nothing yet.
   *
   * @param topic that the source writes to
   * @param connectors those of the run, in the order in which they are shown
   */
  static PipelineReader open(Servers servers, String topic, List<String> connectors) {
    String bootstrapServers = servers.endpoints().bootstrap();
    TopicTail tail = TopicTail.open(bootstrapServers, topic);
    try {
      TopicTail deadLetters = TopicTail.open(bootstrapServers, DeadLetterTopic.NAME);
      return new PipelineReader(servers, tail, deadLetters, List.copyOf(connectors));
    } catch (RuntimeException e) {
      tail.close();
      throw e;
    }
  }

  /**
   * Looks once.
   *
   * @param followed ids of messages of which to say where they are
   * @throws QuickstartException if a part of the pipeline does not answer and never did
   */
  Reading read(Set<String> followed) {
    List<String> problems = new ArrayList<>();
    // Against the stream, so that no row is counted whose record is not, unless the topic has more
    // new records than are read at once.
    LatestRows.Found rows = lastRows.ask(() -> table.find(followed), problems);
    long rejected = lastRejected.ask(deadLetters::lookAtTopic, problems);
    long inQueue = lastInQueue.ask(deadLetters::lookAtQueue, problems);
    long recordCount = lastProduced.ask(this::countRecords, problems);
    List<Reading.Row> shown = lastNewest.ask(this::newestRows, problems);
    QueueClient.Depth depth = lastDepth.ask(() -> queue.depth(queueUrl), problems);
    List<Reading.Connector> states = lastConnectors.ask(this::connectors, problems);
    List<DeadLetter> newestLetters = deadLetters.newestFirst();
    return new Reading(
        new Reading.Queue(depth.visible(), depth.inFlight()),
        recordCount,
        rows.count(),
        shown,
        rejected + inQueue,
        newestLetters.stream().limit(DEAD_LETTERS_SHOWN).toList(),
        states,
        problems.stream().distinct().toList(),
        new Reading.Fresh(lastDepth.isFresh(), lastProduced.isFresh(), lastRows.isFresh()),
        whereabouts(followed, rows, newestLetters));
  }

  /** Where the sink is further behind than ids are remembered, those that were the newest. */
  private List<Reading.Row> newestRows() {
    List<Reading.Row> rows = table.newest(ROWS_SHOWN, produced.newestFirst());
    if (!rows.isEmpty()) {
      newest = rows;
    }
    return newest;
  }

  private long countRecords() {
    topic.readOn(this::produce);
    return records;
  }

  private void produce(ConsumerRecord<byte[], byte[]> record) {
    records++;
    produced.add(TopicTail.messageId(record));
  }

  private Map<String, Reading.Whereabouts> whereabouts(
      Set<String> followed, LatestRows.Found rows, List<DeadLetter> letters) {
    Map<String, Reading.Whereabouts> where = new HashMap<>();
    for (String id : followed) {
      DeadLetter letter =
          letters.stream()
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
  public void close() {
    try {
      topic.close();
    } finally {
      deadLetters.close();
    }
  }
}
