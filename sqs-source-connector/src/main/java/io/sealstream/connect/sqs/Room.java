package io.sealstream.connect.sqs;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The bound on what a task holds: receives under way, messages, and bytes of bodies, attributes and
 * payloads in S3.
 *
 * <p>A receive reserves room before it is sent, for as many messages as it asks for, each of about
 * the largest size that its queue brought lately. Every queue has room of its own for one receive,
 * which no other queue can take; the rest is anyone's. So a busy queue leaves no other unread, and
 * one with large messages is not pushed aside by one with small messages.
 *
 * <p>Sizes are known only on arrival. Where bodies suddenly grow, what does not fit is not held
 * ({@link #admits}). So what is held never exceeds the bound, except that every queue may hold one
 * message, whatever its size.
 *
 * <p>Not thread-safe: guarded by the lock of {@link InFlightLedger}.
 */
final class Room {

  /** What one queue takes of the room. */
  private static final class Share {
    private int receives;
    private int messages;
    private long bytes;
    private int reservedMessages;
    private long reservedBytes;
    private int largest;

    int usedMessages() {
      return messages + reservedMessages;
    }

    long usedBytes() {
      return bytes + reservedBytes;
    }
  }

  /** Room that one receive has reserved. */
  static final class Reservation {
    private final Share share;
    private final int messages;
    private final long bytes;
    private long sinceNanos;

    private Reservation(Share share, int messages, long bytes) {
      this.share = share;
      this.messages = messages;
      this.bytes = bytes;
    }

    /** Notes when it was made, which is before the receive is sent. */
    Reservation madeAt(long nanos) {
      sinceNanos = nanos;
      return this;
    }

    long sinceNanos() {
      return sinceNanos;
    }

    /** How many messages the receive may ask for, 1 to ten. */
    int messages() {
      return messages;
    }
  }

  private final int maxReceives;
  private final int maxMessages;
  private final long maxBytes;
  private final Map<String, Share> shares = new LinkedHashMap<>();
  private int receives;
  private int messages;
  private long bytes;
  private int reservedMessages;
  private long reservedBytes;

  /**
   * @param maxReceives the most receives under way at once, but one for each queue at least
   * @param maxMessages the most messages to hold, but one for each queue at least
   * @param maxBytes the most bytes to hold
   * @param queueUrls the queues of the task
   */
  Room(int maxReceives, int maxMessages, long maxBytes, Collection<String> queueUrls) {
    this.maxReceives = maxReceives;
    this.maxMessages = maxMessages;
    this.maxBytes = maxBytes;
    queueUrls.forEach(url -> shares.put(url, new Share()));
  }

  /** Reserves room for one receive of a queue, or returns null where there is none now. */
  @Nullable Reservation reserve(String queueUrl) {
    Share share = share(queueUrl);
    int wanted = messagesOfAReceive(share);
    if (!isFree(share, wanted, (long) wanted * share.largest)) {
      wanted = fittingOfItsOwn(share, wanted);
    }
    if (wanted == 0) {
      return null;
    }
    long wantedBytes = (long) wanted * share.largest;
    share.receives++;
    share.reservedMessages += wanted;
    share.reservedBytes += wantedBytes;
    receives++;
    reservedMessages += wanted;
    reservedBytes += wantedBytes;
    return new Reservation(share, wanted, wantedBytes);
  }

  /** Ends a reservation: its receive was answered. */
  void end(Reservation reservation) {
    Share share = reservation.share;
    share.receives--;
    share.reservedMessages -= reservation.messages;
    share.reservedBytes -= reservation.bytes;
    receives--;
    reservedMessages -= reservation.messages;
    reservedBytes -= reservation.bytes;
  }

  /**
   * Learns from what a receive brought how much the next ones must reserve.
   *
   * @param largestBytes the size of the largest message, 0 for an empty receive
   */
  void learn(Reservation reservation, int largestBytes) {
    Share share = reservation.share;
    // One large body must not slow its queue down for ever, nor an idle queue the others.
    int faded = largestBytes == 0 ? share.largest / 2 : share.largest - share.largest / 16;
    share.largest = Math.max(faded, largestBytes);
  }

  /** Whether a message that has arrived may be held. */
  boolean admits(String queueUrl, int messageBytes) {
    boolean fits = messages < maxMessages && bytes + messageBytes <= maxBytes;
    return fits || share(queueUrl).messages == 0;
  }

  void add(String queueUrl, int messageBytes) {
    Share share = share(queueUrl);
    share.messages++;
    share.bytes += messageBytes;
    messages++;
    bytes += messageBytes;
  }

  void remove(String queueUrl, int messageBytes) {
    Share share = share(queueUrl);
    share.messages--;
    share.bytes -= messageBytes;
    messages--;
    bytes -= messageBytes;
  }

  long bytes() {
    return bytes;
  }

  /** Receives under way. */
  int receives() {
    return receives;
  }

  private Share share(String queueUrl) {
    Share share = shares.get(queueUrl);
    if (share == null) {
      throw new IllegalArgumentException("Not a queue of this task: " + queueUrl);
    }
    return share;
  }

  /** Ten, or what a queue's equal part of the bound has room for. */
  private int messagesOfAReceive(Share share) {
    int queues = shares.size();
    long byBytes = maxBytes / queues / Math.max(1, share.largest);
    long fitting = Math.min(maxMessages / queues, byBytes);
    return (int) Math.max(1, Math.min(SqsQueue.BATCH_LIMIT, fitting));
  }

  /**
   * How many messages a queue without a receive may ask for of the room that is kept for it. Other
   * queues may have taken some of that while this one brought smaller messages; to receive what
   * does not fit, only to give it back, would use up receive counts. One message is always held.
   */
  private int fittingOfItsOwn(Share share, int own) {
    if (share.receives > 0) {
      return 0;
    }
    long fitting =
        Math.min(
            maxMessages - messages - reservedMessages,
            (maxBytes - bytes - reservedBytes) / Math.max(1, share.largest));
    int left = (int) Math.max(0, Math.min(own - share.messages, fitting));
    if (share.messages == 0) {
      return Math.max(1, left);
    }
    return left * 2 >= own ? left : 0; // a request for one or two messages is money wasted
  }

  /** Whether there is room beside all that is used and what is kept for the other queues. */
  private boolean isFree(Share asking, int wanted, long wantedBytes) {
    long takenReceives = receives;
    long takenMessages = (long) messages + reservedMessages;
    long takenBytes = bytes + reservedBytes;
    for (Share other : shares.values()) {
      if (other != asking) {
        int own = messagesOfAReceive(other);
        takenReceives += other.receives == 0 ? 1 : 0;
        takenMessages += Math.max(0, own - other.usedMessages());
        takenBytes += Math.max(0, (long) own * other.largest - other.usedBytes());
      }
    }
    return takenReceives < maxReceives
        && takenMessages + wanted <= maxMessages
        && takenBytes + wantedBytes <= maxBytes;
  }
}
