package io.sealstream.benchmarks.rig;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rules of one queue: visibility, receipts, order, redrive, limits. It knows no network and no
 * clock: every call says what time it is, in milliseconds, and time never goes back.
 *
 * <p>Not thread-safe: {@link HostedQueue} holds its lock around every call.
 */
final class QueueEngine {

  /** The most that a visibility timeout may be, from the receive on (developer guide). */
  static final long MAX_VISIBILITY_MILLIS = 12 * 60 * 60 * 1000L;

  private static final long UUID_VERSION_4 = 0x4000L;
  private static final long UUID_VARIANT = 0x8000_0000_0000_0000L;

  private final int number = ThreadLocalRandom.current().nextInt();
  private final long idHigh = (ThreadLocalRandom.current().nextLong() & ~0xf000L) | UUID_VERSION_4;

  private final String arn;
  private final int inFlightLimit;
  private final MessageOrder visible;
  private final DeadlineHeap inFlight = new DeadlineHeap();
  private final DeadlineHeap delayed = new DeadlineHeap();
  private final Deduplication deduplication = new Deduplication();

  /** What was received at least once and not deleted: what a receipt handle can mean. */
  private final Map<Long, StoredMessage> receivedOnce = new HashMap<>();

  private QueueAttributes attributes;
  private long lastSequence;
  private long sent;
  private long received;
  private long redelivered;
  private long deleted;
  private long movedOut;

  QueueEngine(String arn, QueueAttributes attributes, int inFlightLimit) {
    this.arn = arn;
    this.attributes = attributes;
    this.inFlightLimit = inFlightLimit;
    this.visible = attributes.fifo() ? new FifoOrder() : new StandardOrder();
  }

  QueueAttributes attributes() {
    return attributes;
  }

  void attributes(QueueAttributes changed) {
    attributes = changed;
  }

  /**
   * What a receive got.
   *
   * @param exhausted messages that were received too often: they belong to the dead letter queue
   */
  record Received(List<Delivery> deliveries, List<StoredMessage> exhausted) {}

  /**
   * Stores a message, unless it is a FIFO queue's duplicate: then the sender is told of the first.
   *
   * @param checkDuplicates false lets a test's own messages in without remembering their IDs
   */
  SendReceipt send(RigMessage message, boolean checkDuplicates, long now) {
    byte[] body = message.body().getBytes(StandardCharsets.UTF_8);
    String deduplicationId = attributes.fifo() ? deduplicationId(message, body) : null;
    if (deduplicationId == null || !checkDuplicates) {
      return store(message, body, deduplicationId, now);
    }
    SendReceipt earlier = deduplication.earlier(deduplicationId, now);
    if (earlier != null) {
      return earlier;
    }
    SendReceipt receipt = store(message, body, deduplicationId, now);
    deduplication.accept(deduplicationId, receipt, now);
    return receipt;
  }

  private String deduplicationId(RigMessage message, byte[] body) {
    String given = message.deduplicationId();
    if (given != null) {
      return given;
    }
    return attributes.contentBasedDeduplication()
        ? Digest.sha256Hex(body)
        : "rig-" + (lastSequence + 1);
  }

  private SendReceipt store(
      RigMessage message, byte[] body, @Nullable String deduplicationId, long now) {
    long sequence = ++lastSequence;
    UUID id = new UUID(idHigh, UUID_VARIANT | sequence);
    long sentAt = message.sentAt() == null ? now : message.sentAt().toEpochMilli();
    StoredMessage stored =
        new StoredMessage(sequence, id, body, sentAt, MessageDetails.of(message, deduplicationId));
    sent++;
    Integer ownDelay = message.delaySeconds();
    int delay = ownDelay == null ? attributes.delaySeconds() : ownDelay;
    if (delay > 0) {
      stored.dueAt = now + delay * 1000L;
      delayed.add(stored);
    } else {
      visible.add(stored);
    }
    return new SendReceipt(id, sequence);
  }

  /** Takes in what another queue's redrive policy moves here. */
  void takeOver(List<StoredMessage> messages, String sourceArn) {
    for (StoredMessage message : messages) {
      sent++;
      visible.add(message.movedTo(++lastSequence, sourceArn));
    }
  }

  /**
   * Hands out up to {@code max} messages for {@code visibilitySeconds}.
   *
   * @param redrive takes out what was received too often; null hands that out too
   * @throws SqsException OverLimit on a standard queue with too many messages in flight, if {@code
   *     shortPoll}; a long poll and a FIFO queue get nothing instead, as the API reference says
   */
  Received receive(
      int max,
      int visibilitySeconds,
      QueueAttributes.@Nullable Redrive redrive,
      boolean shortPoll,
      long now) {
    advance(now);
    int room = inFlightLimit - inFlight.size();
    if (room <= 0 && shortPoll && !attributes.fifo()) {
      throw SqsErrors.overLimit();
    }
    List<Delivery> deliveries = new ArrayList<>(Math.min(max, visible.size()));
    List<StoredMessage> exhausted = new ArrayList<>(0);
    List<StoredMessage> taken = visible.take(Math.min(max, room));
    while (!taken.isEmpty()) {
      for (StoredMessage message : taken) {
        if (redrive != null && message.receiveCount >= redrive.maxReceiveCount()) {
          exhaust(message);
          exhausted.add(message);
        } else {
          deliveries.add(deliver(message, visibilitySeconds, now));
        }
      }
      taken = visible.take(Math.min(max, room) - deliveries.size());
    }
    return new Received(deliveries, exhausted);
  }

  private void exhaust(StoredMessage message) {
    receivedOnce.remove(message.sequence);
    visible.gone(message);
    movedOut++;
  }

  private Delivery deliver(StoredMessage message, int visibilitySeconds, long now) {
    if (message.receiveCount++ == 0) {
      message.firstReceivedAt = now;
    } else {
      redelivered++;
    }
    if (receivedOnce.put(message.sequence, message) == null) {
      received++;
    }
    message.receivedAt = now;
    message.receipt++;
    message.dueAt = now + visibilitySeconds * 1000L;
    inFlight.add(message);
    String handle = new Receipt(number, message.sequence, message.receipt).handle();
    return new Delivery(message, handle, message.receiveCount, message.firstReceivedAt);
  }

  /**
   * Deletes by a receipt handle. On a standard queue an older handle succeeds and deletes nothing,
   * and the last one deletes even after the visibility timeout. On a FIFO queue both fail. Deleting
   * again succeeds.
   *
   * @throws SqsException for what is no handle of this queue, or an expired one of a FIFO queue
   */
  void delete(String handle, long now) {
    advance(now);
    Receipt receipt = receipt(handle);
    StoredMessage message = receivedOnce.get(receipt.sequence());
    if (message == null) {
      return;
    }
    boolean latest = receipt.number() == message.receipt;
    boolean held = isInFlight(message);
    if (attributes.fifo() && !(latest && held)) {
      throw SqsErrors.expiredReceiptHandle(handle);
    }
    if (!latest) {
      return;
    }
    receivedOnce.remove(message.sequence);
    deleted++;
    if (held) {
      inFlight.remove(message);
      visible.gone(message);
    } else {
      visible.remove(message);
    }
  }

  /**
   * Counts the visibility timeout anew, from now on; 0 makes the message visible at once.
   *
   * @throws SqsException when the message is not in flight, or not by this handle, or would be so
   *     for more than 12 hours after its receive
   */
  void changeVisibility(String handle, int seconds, long now) {
    advance(now);
    Receipt receipt = receipt(handle);
    StoredMessage message = receivedOnce.get(receipt.sequence());
    if (message == null || receipt.number() != message.receipt) {
      throw SqsErrors.noMessageOfHandle(handle);
    }
    if (!isInFlight(message)) {
      throw SqsErrors.messageNotInflight();
    }
    long due = now + seconds * 1000L;
    if (due > message.receivedAt + MAX_VISIBILITY_MILLIS) {
      throw SqsErrors.invalidParameter(
          "VisibilityTimeout",
          seconds,
          "Total VisibilityTimeout for the message is beyond the limit [43200 seconds]");
    }
    inFlight.remove(message);
    if (seconds == 0) {
      visible.giveBack(message);
    } else {
      message.dueAt = due;
      inFlight.add(message);
    }
  }

  private Receipt receipt(String handle) {
    Receipt receipt = Receipt.parse(handle);
    if (receipt == null
        || receipt.queue() != number
        || receipt.sequence() < 1
        || receipt.sequence() > lastSequence) {
      throw SqsErrors.invalidReceiptHandle();
    }
    return receipt;
  }

  private static boolean isInFlight(StoredMessage message) {
    return message.heapIndex != DeadlineHeap.ABSENT;
  }

  /** Makes visible what is due. */
  private void advance(long now) {
    for (StoredMessage due = delayed.pollDue(now); due != null; due = delayed.pollDue(now)) {
      visible.add(due);
    }
    for (StoredMessage due = inFlight.pollDue(now); due != null; due = inFlight.pollDue(now)) {
      visible.giveBack(due);
    }
  }

  /** When a message becomes visible by itself; {@link Long#MAX_VALUE} when none will. */
  long nextChange() {
    return Math.min(inFlight.nextDue(), delayed.nextDue());
  }

  /**
   * What is here at this moment.
   *
   * @param requests that the queue has counted
   */
  QueueCounts counts(long now, long requests) {
    advance(now);
    return new QueueCounts(
        visible.size(),
        inFlight.size(),
        delayed.size(),
        sent,
        received,
        redelivered,
        deleted,
        movedOut,
        requests);
  }

  /** Everything that is still here and was not deleted, in the order it was sent. */
  List<RigMessage> messages() {
    Stream<StoredMessage> invisible = Stream.concat(inFlight.stream(), delayed.stream());
    return Stream.concat(visible.stream(), invisible)
        .sorted((a, b) -> Long.compare(a.sequence, b.sequence))
        .map(QueueEngine::copy)
        .toList();
  }

  private static RigMessage copy(StoredMessage message) {
    MessageDetails details = MessageDetails.orNone(message.details);
    return new RigMessage(
        new String(message.body, StandardCharsets.UTF_8),
        details.attributes(),
        details.groupId(),
        details.deduplicationId(),
        details.traceHeader(),
        null,
        Instant.ofEpochMilli(message.sentAt));
  }

  /** Removes everything, whatever its state; handles of it are then those of deleted messages. */
  void purge() {
    visible.clear();
    inFlight.clear();
    delayed.clear();
    receivedOnce.clear();
  }

  String arn() {
    return arn;
  }
}
