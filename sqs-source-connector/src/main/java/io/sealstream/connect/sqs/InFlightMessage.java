package io.sealstream.connect.sqs;

import java.util.Comparator;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * A message from its receipt to its confirmed delete. The mutable part belongs to {@link
 * InFlightLedger} and is guarded by its lock; the receipt handle and whether it is a dead letter
 * may be read by anyone.
 */
final class InFlightMessage {

  /** Where the message is on its way. */
  enum State {
    /** Received; being mapped. */
    RECEIVED,
    /** Mapped; waits for the next {@code poll()}, and in a FIFO queue for its turn. */
    READY,
    /** Handed to Connect; waits for {@code commitRecord}. */
    DISPATCHED,
    /** Not to be produced; on its way to the dead letter queue. */
    REJECTED,
    /** Nothing more to produce; waits for its confirmed delete. */
    SETTLED
  }

  private static final Comparator<String> BY_DECIMAL_VALUE =
      Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder());

  private final SqsQueue queue;
  private final SqsMessage message;
  private final MessageKey key;
  private final @Nullable String group;
  private final int bytes;
  private final long heldSinceNanos;
  private final long hiddenSinceNanos;

  State state = State.RECEIVED;
  long receivedNanos;
  long visibleAgainNanos;
  boolean renewing;
  @Nullable SourceRecord record;
  private volatile @Nullable ShortId event;
  private volatile String receiptHandle;
  private volatile boolean deadLetter;
  private volatile @Nullable ShortId shortId;

  /**
   * @param bytes what it takes of the room
   * @param receivedNanos when this delivery came, by the ledger's clock
   * @param visibleAgainNanos when SQS shows the message to others again
   * @param hiddenSinceNanos SQS has not hidden it before that
   */
  InFlightMessage(
      SqsQueue queue,
      SqsMessage message,
      int bytes,
      long receivedNanos,
      long visibleAgainNanos,
      long hiddenSinceNanos) {
    this.queue = queue;
    this.message = message;
    this.key = new MessageKey(queue.url(), message.id());
    this.group = queue.isFifo() ? message.groupId() : null;
    this.bytes = bytes;
    this.heldSinceNanos = receivedNanos;
    this.hiddenSinceNanos = hiddenSinceNanos;
    this.receivedNanos = receivedNanos;
    this.visibleAgainNanos = visibleAgainNanos;
    this.receiptHandle = message.receiptHandle();
  }

  SqsQueue queue() {
    return queue;
  }

  /** The first delivery; its receipt handle may be outdated, see {@link #receiptHandle()}. */
  SqsMessage message() {
    return message;
  }

  MessageKey key() {
    return key;
  }

  /** The message group whose order has to be kept; null in a standard queue. */
  @Nullable String group() {
    return group;
  }

  /** What the message takes of the room, its payload in S3 included. */
  int bytes() {
    return bytes;
  }

  /** When the first of the deliveries came that this task holds, by the ledger's clock. */
  long heldSinceNanos() {
    return heldSinceNanos;
  }

  /** SQS has not hidden the first delivery before that, by the ledger's clock. */
  long hiddenSinceNanos() {
    return hiddenSinceNanos;
  }

  /** The handle of the latest delivery: SQS wants the most recent one. */
  String receiptHandle() {
    return receiptHandle;
  }

  /** Only the newest handle deletes it for sure. */
  void hasReceipt(String newReceiptHandle) {
    receiptHandle = newReceiptHandle;
  }

  void redelivered(String newReceiptHandle, long newReceivedNanos, long newVisibleAgainNanos) {
    receiptHandle = newReceiptHandle;
    receivedNanos = newReceivedNanos;
    visibleAgainNanos = newVisibleAgainNanos;
  }

  /** It is on its way to the dead letter queue, or there. */
  void becomeDeadLetter() {
    deadLetter = true;
  }

  /** Whether the message is to be found in the dead letter queue. Any thread. */
  boolean isDeadLetter() {
    return deadLetter;
  }

  /** What stands for its id among those that are in the topic. Any thread. */
  ShortId shortId() {
    ShortId known = shortId;
    if (known == null) {
      known = ShortId.of(message.id());
      shortId = known;
    }
    return known;
  }

  /** It was mapped, and said which event it is. */
  void isEvent(@Nullable ShortId which) {
    event = which;
  }

  /** Which event it is, or null where that is not known. Any thread. */
  @Nullable ShortId event() {
    return event;
  }

  /** Whether it was never handed over, so that giving it back cannot make it twice. */
  boolean isUnseenByConnect() {
    return state == State.RECEIVED || state == State.READY;
  }

  /** Whether SQS numbered this message before {@code other} of the same group. */
  boolean isBefore(InFlightMessage other) {
    return BY_DECIMAL_VALUE.compare(message.sequenceNumber(), other.message.sequenceNumber()) < 0;
  }

  @Override
  public String toString() {
    return message.id() + " of " + queue.name();
  }
}
