package io.sealstream.benchmarks.rig;

import java.nio.ByteBuffer;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A message in a queue. A million of them have to fit a small heap, so the body is UTF-8, the MD5
 * two longs and computed once, and everything unusual in {@link MessageDetails}.
 *
 * <p>Not thread-safe: the queue's lock guards it. What a receive answers with is copied out, see
 * {@link Delivery}.
 */
final class StoredMessage {

  /** Its place in the queue, from 1 on; the number in receipt handles too. */
  final long sequence;

  final UUID id;
  final byte[] body;
  final long md5High;
  final long md5Low;
  final long sentAt;
  final @Nullable MessageDetails details;

  /** When it was first received, 0 before. */
  long firstReceivedAt;

  /** When it was received last: the 12 hours of a visibility timeout count from here. */
  long receivedAt;

  /** When an invisible message is visible again. */
  long dueAt;

  int receiveCount;

  /** The number of the last receipt; an older one does not delete. */
  int receipt;

  /** Its place in the {@link DeadlineHeap}, or {@link DeadlineHeap#ABSENT}. */
  int heapIndex = DeadlineHeap.ABSENT;

  StoredMessage(
      long sequence, UUID id, byte[] body, long sentAt, @Nullable MessageDetails details) {
    this.sequence = sequence;
    this.id = id;
    this.body = body;
    ByteBuffer md5 = Digest.md5(body);
    this.md5High = md5.getLong(0);
    this.md5Low = md5.getLong(Long.BYTES);
    this.sentAt = sentAt;
    this.details = details;
  }

  /** The same message in another queue: what was counted and sent stays. */
  private StoredMessage(StoredMessage other, long sequence, MessageDetails details) {
    this.sequence = sequence;
    this.id = other.id;
    this.body = other.body;
    this.md5High = other.md5High;
    this.md5Low = other.md5Low;
    this.sentAt = other.sentAt;
    this.details = details;
    this.firstReceivedAt = other.firstReceivedAt;
    this.receiveCount = other.receiveCount;
  }

  StoredMessage movedTo(long sequence, String sourceArn) {
    return new StoredMessage(this, sequence, MessageDetails.orNone(details).from(sourceArn));
  }

  @Nullable String groupId() {
    return details == null ? null : details.groupId();
  }
}
