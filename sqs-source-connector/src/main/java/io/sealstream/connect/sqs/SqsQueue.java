package io.sealstream.connect.sqs;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the engine needs of one SQS queue. Every call returns at once; its future completes on a
 * thread of the client.
 *
 * <p>A future fails with {@link org.apache.kafka.connect.errors.RetriableException} for trouble
 * that passes (throttling, time-outs, 5xx, a lost connection) and with any other {@link
 * org.apache.kafka.connect.errors.ConnectException} for trouble that somebody has to mend; the
 * message says what. Neither ever holds a message's body or attributes. Cancelling a future aborts
 * its request.
 *
 * <p>Implementations are thread-safe.
 */
interface SqsQueue {

  /** The most messages that one receive, delete or release may carry: SQS's own limit. */
  int BATCH_LIMIT = 10;

  /** The queue's URL, as configured. */
  String url();

  /** The queue's name: the last segment of its URL. */
  default String name() {
    return name(url());
  }

  /** The name of the queue with this URL. */
  static String name(String url) {
    return url.substring(url.lastIndexOf('/') + 1);
  }

  /** Whether the queue keeps the order of its message groups: the name says so. */
  default boolean isFifo() {
    return isFifo(url());
  }

  /**
   * Whether this is the URL of a FIFO queue: SQS wants the name of each of them, and of no other,
   * to end so.
   */
  static boolean isFifo(String url) {
    return url.endsWith(".fifo");
  }

  /** The queue's attributes, as of now. */
  CompletableFuture<QueueAttributes> attributes();

  /** About how many messages wait to be received. No message depends on the answer. */
  default CompletableFuture<Long> depth() {
    return attributes().thenApply(QueueAttributes::visibleMessages);
  }

  /**
   * Long-polls for messages; an empty list when none came in time.
   *
   * @param max the most to return, 1 to ten
   * @param visibility how long SQS hides them from others
   */
  CompletableFuture<List<SqsMessage>> receive(int max, Duration visibility);

  /** Deletes up to ten messages; returns the entries that SQS refused. */
  CompletableFuture<List<EntryFailure>> delete(List<String> receiptHandles);

  /**
   * Hides up to ten messages for {@code visibility} from now on, whatever was left of it; zero
   * makes them visible at once. Returns the entries that SQS refused.
   */
  CompletableFuture<List<EntryFailure>> changeVisibility(
      List<String> receiptHandles, Duration visibility);

  /**
   * Sends one message to this queue.
   *
   * @param place its place, which a FIFO queue must be told; null for a standard queue
   */
  CompletableFuture<Void> send(
      String body, Map<String, MessageAttribute> attributes, @Nullable FifoPlace place);

  /**
   * Where a message goes in a FIFO queue.
   *
   * @param groupId the message group, in whose order it is delivered
   * @param deduplicationId what the queue takes only one message of within five minutes
   */
  record FifoPlace(String groupId, String deduplicationId) {}

  /**
   * One entry of a batch that SQS refused while it accepted others.
   *
   * @param index the entry's position in the list that was passed
   * @param code SQS's error code
   * @param retriable whether the same entry may succeed later
   */
  record EntryFailure(int index, String code, boolean retriable) {

    /** The failures of a batch by their entries' positions. */
    static Map<Integer, EntryFailure> byIndex(List<EntryFailure> failures) {
      return failures.stream()
          .collect(
              Collectors.toMap(EntryFailure::index, Function.identity(), (one, again) -> again));
    }
  }
}
