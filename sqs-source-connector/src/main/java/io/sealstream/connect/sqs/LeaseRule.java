package io.sealstream.connect.sqs;

import java.time.Duration;

/**
 * For how long a message must still be hidden when its transaction is about to be committed, so
 * that nobody receives it before the transaction is decided. A coordinator aborts a transaction
 * that has reached its timeout, but looks for such transactions only now and then.
 *
 * @param transactionTimeout {@code transaction.timeout.ms} of the task's producer
 * @see <a href="https://kafka.apache.org/documentation/#brokerconfigs">{@code
 *     transaction.abort.timed.out.transaction.cleanup.interval.ms}</a>
 */
record LeaseRule(Duration transactionTimeout) {

  /** How often a coordinator looks for transactions that are too old: the broker's default. */
  static final Duration SWEEP = Duration.ofSeconds(10);

  /** For clocks that do not run alike, and a sweep that takes its time. */
  static final Duration MARGIN = Duration.ofSeconds(5);

  /** How long a message must still be hidden. */
  Duration lease() {
    return transactionTimeout.plus(SWEEP).plus(MARGIN);
  }

  /**
   * How long after SQS hid a message it may be looked up: its receive may have waited, and then a
   * lookup waits for what other tasks have begun to commit.
   *
   * @param longPoll how long a receive may wait
   */
  Duration longestLookup(Duration longPoll) {
    return lease().plus(longPoll);
  }

  /**
   * The shortest visibility timeout with which a message that is held always is: it is renewed
   * before half of it is gone, and what a long poll brings is counted from the poll's beginning.
   *
   * @param longPoll how long a receive may wait
   */
  Duration visibilityNeeded(Duration longPoll) {
    Duration renewed = lease().multipliedBy(2);
    Duration fresh = lease().plus(longPoll).plus(MARGIN);
    return renewed.compareTo(fresh) > 0 ? renewed : fresh;
  }
}
