package io.sealstream.connect.sqs;

import java.util.Map;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record whose message is delivered exactly once. Connect's worker tells it, without knowing,
 * what becomes of it:
 *
 * <ul>
 *   <li>it asks for the source partition and offset when the record was given to the producer, and
 *       never for one that a transform dropped;
 *   <li>it files the record in a hash map when Kafka acknowledged it, on the producer's thread.
 * </ul>
 *
 * <p>Both follow from the code of {@code ExactlyOnceWorkerSourceTask}, as of Kafka 4.3, and not
 * from a contract. If another version asked from elsewhere, the task would fail at its first
 * record; if it filed nothing, at its first commit. Whoever else asks for partition and offset, a
 * transform for one that copies the record, gets plain ones that mean nothing.
 *
 * <p>Two records are never equal: Connect would take one for the other.
 */
final class ExactlyOnceRecord extends SourceRecord {

  /** Where Connect's worker is. */
  static final String WORKER = "org.apache.kafka.connect.runtime.";

  /** Who asks for the partition and the offset of what was dispatched. */
  private static final String TRANSACTIONAL_TASK = WORKER + "ExactlyOnceWorkerSourceTask";

  private static final StackWalker CALLERS =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  private final InFlightMessage message;
  private final Transaction transaction;
  private CommittedIdRing.@Nullable Group group;
  private boolean over;

  ExactlyOnceRecord(InFlightMessage message, SourceRecord record, Transaction transaction) {
    super(
        record.sourcePartition(),
        record.sourceOffset(),
        record.topic(),
        record.kafkaPartition(),
        record.keySchema(),
        record.key(),
        record.valueSchema(),
        record.value(),
        record.timestamp(),
        record.headers());
    this.message = message;
    this.transaction = transaction;
  }

  InFlightMessage message() {
    return message;
  }

  /** Whether it was given to the producer. */
  boolean isDispatched() {
    return group != null;
  }

  /** Connect has committed its transaction. */
  void committed() {
    transaction.committed();
  }

  /** Notes that somebody has dealt with its message; returns whether nobody had before. */
  boolean settleOnce() {
    boolean first = !over;
    over = true;
    return first;
  }

  @Override
  public Map<String, ?> sourcePartition() {
    return isAskedForWhatWasDispatched(CALLERS.getCallerClass())
        ? dispatched().partition()
        : super.sourcePartition();
  }

  @Override
  public Map<String, ?> sourceOffset() {
    return isAskedForWhatWasDispatched(CALLERS.getCallerClass())
        ? transaction.offset(dispatched())
        : super.sourceOffset();
  }

  /**
   * @throws ConnectException for a worker that writes no transactions: it asks too, but before the
   *     record is sent
   */
  private static boolean isAskedForWhatWasDispatched(Class<?> caller) {
    String name = caller.getName();
    if (name.startsWith(TRANSACTIONAL_TASK)) {
      return true;
    }
    if (name.startsWith(WORKER)) {
      throw new ConnectException(SqsSourceConfig.NO_TRANSACTIONS);
    }
    return false;
  }

  private CommittedIdRing.Group dispatched() {
    CommittedIdRing.Group known = group;
    if (known == null) {
      known = transaction.dispatched(message);
      group = known;
    }
    return known;
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    transaction.filed();
    return System.identityHashCode(this);
  }
}
