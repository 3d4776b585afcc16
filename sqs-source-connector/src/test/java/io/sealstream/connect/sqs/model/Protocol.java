package io.sealstream.connect.sqs.model;

/**
 * A way to deliver exactly once: the one that is built, and those that are not, for what they lead
 * to.
 *
 * @param check when it is looked at whether a message is hidden for long enough
 * @param begin when the coordinator counts a transaction as begun
 * @param listing which messages a group's offset lists
 * @param lapse what becomes of a transaction whose message is not hidden for long enough
 * @param lateRenewals whether a renewal counts that was answered after the lease had lapsed
 * @param secondDeliveries whether another delivery renews the lease of what was handed to Connect
 * @param staleDeletes whether an id is forgotten for a delete that was confirmed after the lease
 */
record Protocol(
    Check check,
    Begin begin,
    Listing listing,
    Lapse lapse,
    boolean lateRenewals,
    boolean secondDeliveries,
    boolean staleDeletes) {

  /** When the lease is looked at. */
  enum Check {
    NEVER,
    IN_POLL,
    /** After the record was given to the producer: when Connect asks for the source offset. */
    AT_DISPATCH,
    /** When Connect writes the offsets, after Kafka acknowledged a record of the transaction. */
    BEFORE_COMMIT
  }

  /** When the transaction's timeout begins. */
  enum Begin {
    /** With the call of {@code send}: what the design supposed. */
    WITH_SEND,
    /** With the request that the producer's own thread makes of it, some time later. */
    WITH_REQUEST
  }

  /** What an offset says. */
  enum Listing {
    DISPATCHED,
    WHOLE_BATCH
  }

  /** What follows a lapsed lease. */
  enum Lapse {
    /** The task fails; the transaction is never committed. */
    TASK_FAILS,
    /** {@code TransactionContext.abortTransaction}: Connect commits the offsets all the same. */
    ABORT_TRANSACTION
  }

  /** What is built. */
  static Protocol built() {
    return new Protocol(
        Check.BEFORE_COMMIT,
        Begin.WITH_REQUEST,
        Listing.DISPATCHED,
        Lapse.TASK_FAILS,
        false,
        false,
        false);
  }

  Protocol with(Check other) {
    return new Protocol(other, begin, listing, lapse, lateRenewals, secondDeliveries, staleDeletes);
  }

  Protocol with(Begin other) {
    return new Protocol(check, other, listing, lapse, lateRenewals, secondDeliveries, staleDeletes);
  }

  Protocol with(Listing other) {
    return new Protocol(check, begin, other, lapse, lateRenewals, secondDeliveries, staleDeletes);
  }

  Protocol with(Lapse other) {
    return new Protocol(check, begin, listing, other, lateRenewals, secondDeliveries, staleDeletes);
  }

  Protocol countingLateRenewals() {
    return new Protocol(check, begin, listing, lapse, true, secondDeliveries, staleDeletes);
  }

  Protocol countingSecondDeliveries() {
    return new Protocol(check, begin, listing, lapse, lateRenewals, true, staleDeletes);
  }

  Protocol countingStaleDeletes() {
    return new Protocol(check, begin, listing, lapse, lateRenewals, secondDeliveries, true);
  }
}
