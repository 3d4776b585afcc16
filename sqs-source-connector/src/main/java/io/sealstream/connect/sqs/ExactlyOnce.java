package io.sealstream.connect.sqs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * What a task does beside the usual to deliver exactly once. Connect commits the records of a
 * {@code poll()} and their source offsets in one transaction; the offsets list the ids of the
 * messages ({@link CommittedIdRing}). A message that is received is looked up there first ({@link
 * IdLookup}), and a transaction is committed only if nobody can have received its messages before
 * it is decided ({@link Transaction}). docs/delivery-guarantees.md has the argument.
 *
 * <p>{@link #endBatch}, {@link #awaitRoom} and {@link #begin} are for the task's thread, the rest
 * for any.
 */
final class ExactlyOnce implements AutoCloseable {

  private final Map<String, CommittedIdRing> rings = new HashMap<>();
  private final Map<String, CommittedIds> committed = new HashMap<>();
  private final EngineThread lookups;
  private final IdLookup lookup;
  private final InFlightLedger ledger;
  private final LeaseRule rule;
  private final SourceMetrics metrics;
  private final Trouble full;
  private List<ExactlyOnceRecord> batch = List.of();
  private Transaction transaction;

  /**
   * @param offsets reads what Connect has committed
   * @param events learns which events are in the topic
   * @param full where it is counted that there is no room for more ids
   * @param produced takes a message that is in the topic and still held, to be deleted
   * @param fresh takes those that are not in the topic
   */
  ExactlyOnce(
      SqsSourceConfig config,
      CommittedIds.Offsets offsets,
      InFlightLedger ledger,
      Events events,
      TaskFailure failure,
      Trouble full,
      SourceMetrics metrics,
      LongSupplier nanoClock,
      Consumer<InFlightMessage> produced,
      Consumer<List<InFlightMessage>> fresh) {
    this.ledger = ledger;
    this.full = full;
    this.rule = config.leaseRule();
    this.metrics = metrics;
    Duration longestLookup = rule.longestLookup(config.waitTime());
    this.transaction = newTransaction();
    this.lookups = new EngineThread("sqs-source-lookup", failure);
    for (String url : config.queueUrls()) {
      rings.put(
          url,
          new CommittedIdRing(
              url,
              config.taskNumber(),
              config.deduplicateWindow().plus(longestLookup),
              System::nanoTime, // one that is moved forward would free slots too early
              System::currentTimeMillis));
      committed.put(url, new CommittedIds(url, config.taskCount(), offsets, events::learn));
    }
    this.lookup =
        new IdLookup(
            committed,
            rings,
            config.taskNumber(),
            ledger,
            lookups,
            failure,
            metrics,
            nanoClock,
            longestLookup.toNanos(),
            produced,
            fresh);
    metrics.watchCommittedIds(
        () -> committed.values().stream().mapToLong(CommittedIds::size).sum(),
        () -> rings.values().stream().mapToLong(CommittedIdRing::slots).sum());
  }

  /** Takes over messages that were received. */
  void lookUp(List<InFlightMessage> received) {
    lookup.lookUp(received);
  }

  /**
   * Whether the ids of so many messages can be listed now; waits for that if it is not so.
   *
   * @param wait the longest time for each queue
   */
  boolean awaitRoom(int messages, Duration wait) throws InterruptedException {
    int groups = messages / CommittedIdRing.IDS_PER_GROUP + 1;
    for (Map.Entry<String, CommittedIdRing> ring : rings.entrySet()) {
      if (!ring.getValue().awaitRoom(groups, wait)) {
        full.happened(
            "queue %s: all %d slots of the task are in use. Lower %s"
                .formatted(
                    SqsQueue.name(ring.getKey()),
                    ring.getValue().slots(),
                    SqsSourceConfig.DEDUPLICATE_WINDOW));
        return false;
      }
    }
    return true;
  }

  /**
   * Ends the last batch, when {@code poll()} is called again: Connect is done with all of it. What
   * was not given to the producer was dropped, and where all of a batch was, Connect says so only
   * with the next commit, whenever that is.
   *
   * @param dropped takes what was dropped, told by Connect already or not
   */
  void endBatch(Consumer<ExactlyOnceRecord> dropped) {
    for (ExactlyOnceRecord record : batch) {
      if (!record.isDispatched()) {
        dropped.accept(record);
      }
    }
    batch = List.of();
  }

  /** Begins the transaction of what {@code poll()} is about to return, and makes it part of it. */
  List<SourceRecord> begin(List<SourceRecord> records) {
    transaction = newTransaction();
    List<ExactlyOnceRecord> joined = new ArrayList<>(records.size());
    for (SourceRecord record : records) {
      joined.add(new ExactlyOnceRecord(ledger.messageOf(record), record, transaction));
    }
    batch = joined;
    return List.copyOf(joined);
  }

  private Transaction newTransaction() {
    return new Transaction(
        rings, ledger::lapsed, rule.transactionTimeout(), metrics::transactionCommitted);
  }

  /**
   * SQS has confirmed a message's delete. It does so too, and deletes nothing, when another task
   * has received the message since; so the confirmation counts only while that cannot be.
   */
  void deleted(InFlightMessage message) {
    CommittedIdRing ring = rings.get(message.queue().url());
    if (ring != null && ledger.isHidden(message)) {
      ring.deleted(message.shortId());
    }
  }

  /** Lets no further read fail the task, and the thread end. */
  @Override
  public void close() {
    lookup.close();
    lookups.close();
  }
}
