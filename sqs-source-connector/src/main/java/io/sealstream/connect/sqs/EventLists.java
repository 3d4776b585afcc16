package io.sealstream.connect.sqs;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * What a task does beside the usual to know events again ({@code deduplicate.by}) where it delivers
 * at least once. Its source offsets list what was produced, and Connect commits them now and then.
 * So a crash forgets the last of them, and other tasks learn of them late.
 *
 * <p>{@link #start}, {@link #join} and {@link #list} are for the task's thread.
 */
final class EventLists implements AutoCloseable {

  /** Half of how often Connect commits offsets by default. */
  static final Duration READ_EVERY = Duration.ofSeconds(30);

  private final int task;
  private final int tasks;
  private final Map<String, EventSlots> slots = new LinkedHashMap<>();
  private final Map<String, EventReader> readers = new LinkedHashMap<>();
  private final List<Integer> others;
  private final InFlightLedger ledger;
  private final Consumer<ListedEvent> learned;
  private final Engine engine;
  private final Trouble full;
  private final Trouble unreadable;
  private volatile boolean closed;

  /**
   * @param offsets reads what Connect has committed
   * @param learned learns which events are in the topic
   * @param engine whose thread a read may block
   * @param full where it is counted that there was no room to list an event
   * @param unreadable where it is counted that what other tasks listed could not be read
   */
  EventLists(
      SqsSourceConfig config,
      CommittedIds.Offsets offsets,
      InFlightLedger ledger,
      Consumer<ListedEvent> learned,
      Engine engine,
      Trouble full,
      Trouble unreadable) {
    this.task = config.taskNumber();
    this.tasks = config.taskCount();
    this.others = IntStream.range(0, tasks).filter(other -> other != task).boxed().toList();
    this.ledger = ledger;
    this.learned = learned;
    this.engine = engine;
    this.full = full;
    this.unreadable = unreadable;
    long window = config.deduplicateWindow().toMillis();
    for (String url : config.queueUrls()) {
      slots.put(
          url, new EventSlots(url, task, window, System::currentTimeMillis, EventSlots.MOST_SLOTS));
      readers.put(url, new EventReader(url, offsets, window, System::currentTimeMillis));
    }
  }

  /**
   * Learns what was produced before, and from now on, in the background, what others produce.
   *
   * @throws ConnectException where the offsets cannot be read
   */
  void start() {
    List<Integer> all =
        IntStream.range(0, Math.max(CommittedIds.MOST_TASKS, tasks)).boxed().toList();
    try {
      readers.forEach((url, of) -> restore(own(url), of, all));
    } catch (ConnectException e) {
      throw new ConnectException(
          "The events that were produced before cannot be read: " + e.getMessage(), e);
    }
    engine.schedule(this::readAgain, READ_EVERY);
  }

  private void restore(EventSlots own, EventReader of, List<Integer> all) {
    TreeMap<Integer, List<ListedEvent>> mine = new TreeMap<>();
    of.read(
        all,
        (place, events) -> {
          events.forEach(learned);
          if (place.task() == task) {
            mine.put(place.slot(), events);
          }
        });
    own.restore(mine);
  }

  private void readAgain() {
    try {
      readers.values().forEach(of -> of.read(others, (place, events) -> events.forEach(learned)));
    } catch (ConnectException e) {
      if (closed) {
        return; // Connect ends a read with the task
      }
      unreadable.happened(String.valueOf(e.getMessage()));
    }
    engine.schedule(this::readAgain, READ_EVERY);
  }

  /** Has the events of records listed that {@code poll()} is about to return. */
  List<SourceRecord> join(List<SourceRecord> records) {
    return records.stream().map(this::join).toList();
  }

  private SourceRecord join(SourceRecord record) {
    InFlightMessage message = ledger.messageOf(record);
    return message.event() == null ? record : new ListedRecord(message, record, this);
  }

  /** Lists the event of a message whose record is given to the producer; null for no room. */
  EventSlots.@Nullable Entry list(InFlightMessage message) {
    EventSlots own = own(message.queue().url());
    EventSlots.Entry entry = own.list(Objects.requireNonNull(message.event()), message.shortId());
    if (entry == null) {
      full.happened(
          "queue %s: all %d slots of the task are in use. Lower %s"
              .formatted(
                  message.queue().name(),
                  EventSlots.MOST_SLOTS,
                  SqsSourceConfig.DEDUPLICATE_WINDOW));
    }
    return entry;
  }

  private EventSlots own(String queueUrl) {
    return Objects.requireNonNull(slots.get(queueUrl));
  }

  /** A read that fails from now on is no trouble. */
  @Override
  public void close() {
    closed = true;
  }
}
