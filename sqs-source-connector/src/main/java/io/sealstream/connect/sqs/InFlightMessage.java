package io.sealstream.connect.sqs;

import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * A message from its receipt to its confirmed delete. The mutable part belongs to {@link
 * InFlightLedger} and is guarded by its lock; the receipt handle alone may be read by anyone.
 */
final class InFlightMessage {

  /** Where the message is on its way. */
  enum State {
    /** Received; being mapped. */
    RECEIVED,
    /** Mapped; waits for the next {@code poll()}. */
    READY,
    /** Handed to Connect; waits for {@code commitRecord}. */
    DISPATCHED,
    /** Not to be produced; on its way to the dead letter queue. */
    REJECTED,
    /** Nothing more to produce; waits for its confirmed delete. */
    SETTLED
  }

  private final SqsQueue queue;
  private final SqsMessage message;
  private final int bytes;

  State state = State.RECEIVED;
  long visibleAgainNanos;
  @Nullable SourceRecord record;
  private volatile String receiptHandle;

  InFlightMessage(SqsQueue queue, SqsMessage message, long visibleAgainNanos) {
    this.queue = queue;
    this.message = message;
    this.bytes = message.sizeInBytes();
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

  int bytes() {
    return bytes;
  }

  /** The handle of the latest delivery: SQS wants the most recent one. */
  String receiptHandle() {
    return receiptHandle;
  }

  void redelivered(String newReceiptHandle, long newVisibleAgainNanos) {
    receiptHandle = newReceiptHandle;
    visibleAgainNanos = newVisibleAgainNanos;
  }

  @Override
  public String toString() {
    return message.id() + " of " + queue.name();
  }
}
