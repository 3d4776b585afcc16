package io.sealstream.connect.sqs;

import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record whose event is to be known again, with at-least-once delivery. Connect's worker asks for
 * the source partition and offset of what it gives to the producer, and of nothing that a transform
 * dropped: that is when the event is listed. Whoever else asks gets plain ones that mean nothing.
 *
 * <p>This follows from the code of Connect, as of Kafka 4.3, and not from a contract. If another
 * version asked from elsewhere, a restarted task would not know what was produced before.
 */
final class ListedRecord extends SourceRecord {

  private static final StackWalker CALLERS =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  private final InFlightMessage message;
  private final EventLists lists;
  private volatile EventSlots.@Nullable Entry entry;
  private boolean listed;

  ListedRecord(InFlightMessage message, SourceRecord record, EventLists lists) {
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
    this.lists = lists;
  }

  @Override
  public Map<String, ?> sourcePartition() {
    EventSlots.Entry at = isAskedByWorker(CALLERS.getCallerClass()) ? entry() : null;
    return at == null ? super.sourcePartition() : at.partition();
  }

  @Override
  public Map<String, ?> sourceOffset() {
    EventSlots.Entry at = isAskedByWorker(CALLERS.getCallerClass()) ? entry() : null;
    return at == null ? super.sourceOffset() : at.offset();
  }

  /**
   * Connect says that it was not produced: a transform dropped it, or Kafka did not take it and
   * that is tolerated. Connect says so before it may commit the offset. Any thread.
   */
  void notProduced() {
    EventSlots.Entry at = entry;
    if (at != null) {
      at.withdraw();
    }
  }

  private static boolean isAskedByWorker(Class<?> caller) {
    return caller.getName().startsWith(ExactlyOnceRecord.WORKER);
  }

  /** Once only: Connect asks again for a record that it has to send again. */
  private EventSlots.@Nullable Entry entry() {
    if (!listed) {
      entry = lists.list(message);
      listed = true;
    }
    return entry;
  }
}
