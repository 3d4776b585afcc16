package io.sealstream.connect.sqs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * The records of one {@code poll()}, which Connect puts into one transaction together with the
 * offsets that list their ids.
 *
 * <p>The lease rule is here. Before the offsets are written, which is the last that is asked of us
 * before the commit, all messages must still be hidden for longer than the transaction can take to
 * be decided: {@link LeaseRule}. That says something only about a transaction that has begun for
 * its coordinator, so an acknowledgement is waited for first: a record that was only given to the
 * producer may be sent at any time later, by a process that was frozen meanwhile.
 *
 * <p>Used by the task's thread, but for {@link #filed}.
 */
final class Transaction {

  private final Map<String, CommittedIdRing> rings;
  private final ToIntFunction<List<InFlightMessage>> lapsed;
  private final Duration patience;
  private final Runnable committed;
  private final Map<String, CommittedIdRing.Group> open = new HashMap<>();
  private final List<InFlightMessage> dispatched = new ArrayList<>();
  private volatile CountDownLatch begun = new CountDownLatch(1);
  private boolean leased;

  /**
   * @param rings where ids are listed, by the queue's URL
   * @param lapsed how many of some messages are not hidden for long enough any more
   * @param patience how long to wait for the first acknowledgement
   * @param committed called for each commit
   */
  Transaction(
      Map<String, CommittedIdRing> rings,
      ToIntFunction<List<InFlightMessage>> lapsed,
      Duration patience,
      Runnable committed) {
    this.rings = rings;
    this.lapsed = lapsed;
    this.patience = patience;
    this.committed = committed;
  }

  /** The record of {@code message} was given to the producer; returns where its id is listed. */
  CommittedIdRing.Group dispatched(InFlightMessage message) {
    String queueUrl = message.queue().url();
    CommittedIdRing.Group group = open.get(queueUrl);
    if (group == null || group.isFull()) {
      group = ring(queueUrl).begin();
      open.put(queueUrl, group);
    }
    group.list(message.shortId(), message.event());
    dispatched.add(message);
    return group;
  }

  /**
   * Connect has committed it. If that was a part of the batch, because the connector was paused
   * while the rest waited for another attempt, the rest is another transaction.
   */
  void committed() {
    if (!leased) {
      return;
    }
    open.clear();
    dispatched.clear();
    begun = new CountDownLatch(1);
    leased = false;
    committed.run();
  }

  private CommittedIdRing ring(String queueUrl) {
    CommittedIdRing ring = rings.get(queueUrl);
    if (ring == null) {
      throw new IllegalStateException("Not a queue of this task: " + queueUrl);
    }
    return ring;
  }

  /** A record was put into a hash map. On the producer's thread that is an acknowledgement. */
  void filed() {
    if (begun.getCount() > 0 && ProducerCallback.isUnderWay()) {
      begun.countDown();
    }
  }

  /** The offset of a group: what it lists is looked at only when Connect writes it. */
  Map<String, Object> offset(CommittedIdRing.Group group) {
    return new LazyOffset(
        () -> {
          ensureLeases();
          return group.offset();
        });
  }

  /**
   * Lets the offsets be written, or throws, which ends the task and its transaction with it.
   *
   * @throws ConnectException when a message may have become visible to others
   */
  private void ensureLeases() {
    if (leased) {
      return;
    }
    awaitBegin();
    int late = lapsed.applyAsInt(dispatched);
    if (late > 0) {
      throw new ConnectException(
          late
              + " of "
              + dispatched.size()
              + " messages were not hidden in their queue for long enough any more when their"
              + " transaction was to be committed, so others may receive them. It is not committed:"
              + " SQS delivers its messages again and nothing is lost. Restart the task. If this"
              + " happens without a pause of the worker's process or of SQS, "
              + SqsSourceConfig.LEASE_HINT);
    }
    leased = true;
  }

  private void awaitBegin() {
    try {
      if (!begun.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new ConnectException(
            "Kafka acknowledged no record of a transaction within its timeout of "
                + patience.toMillis()
                + " ms. It is not committed: SQS delivers its messages again and nothing is lost."
                + " The worker's log says why, where Kafka refused a record (\"failed to send\"); else"
                + " check the brokers. Then restart the task");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ConnectException("Interrupted before a transaction was committed", e);
    }
  }
}
