package io.sealstream.connect.sqs.model;

/**
 * One message, its queue, the topic, the committed offsets, and two tasks. Time is in ticks and
 * only ever relative, so there are finitely many states.
 *
 * @param deleted whether the message has left its queue
 * @param hidden for how many ticks SQS still hides it; 0 when anybody may receive it
 * @param produced how often it is in the topic for a read_committed consumer
 * @param listed whether the committed offsets list its id
 * @param receiver the task that SQS delivered it to last; -1 for none
 */
record State(
    boolean deleted, int hidden, int produced, boolean listed, int receiver, Task one, Task other) {

  /** Where a task is with the message. */
  enum Step {
    IDLE,
    /** Received; the offsets were not looked at since. */
    RECEIVED,
    /** Not among the committed ids; in the buffer. */
    LOOKED_UP,
    /** Returned by {@code poll()}, behind another record. */
    POLLED,
    /** The record before it was given to the producer. */
    OTHER_SENT,
    /** Its own record was given to the producer too. */
    SENT,
    /** The offsets are with the producer; nothing of ours is called until the commit is done. */
    COMMITTING,
    /** Known to be in the topic. */
    DONE
  }

  /** A task's transaction, as the coordinator knows it. */
  enum Transaction {
    NONE,
    ONGOING,
    ABORTED
  }

  /**
   * @param lease for how many ticks the task believes that the message is hidden; 0 when it lapsed
   * @param renewing ticks since a renewal was asked for and not answered; -1 when none is
   * @param renewed whether SQS carried out that renewal
   * @param unsent whether the producer holds records that no request has carried yet
   * @param carriesMessage whether the message's record is among those given to the producer
   * @param listsMessage whether the offsets of the batch list it
   * @param acknowledged whether a record of this transaction was acknowledged
   * @param age ticks since the coordinator knows of the transaction
   * @param offsetsWritten whether the transaction has written offsets
   * @param aborting whether the connector has asked for an abort
   */
  record Task(
      Step step,
      int lease,
      int renewing,
      boolean renewed,
      boolean unsent,
      boolean carriesMessage,
      boolean listsMessage,
      boolean acknowledged,
      Transaction transaction,
      int age,
      boolean offsetsWritten,
      boolean aborting) {

    static Task idle() {
      return new Task(
          Step.IDLE, 0, -1, false, false, false, false, false, Transaction.NONE, 0, false, false);
    }

    Task at(Step next) {
      return new Task(
          next,
          lease,
          renewing,
          renewed,
          unsent,
          carriesMessage,
          listsMessage,
          acknowledged,
          transaction,
          age,
          offsetsWritten,
          aborting);
    }

    Task leased(int ticks) {
      return new Task(
          step,
          ticks,
          renewing,
          renewed,
          unsent,
          carriesMessage,
          listsMessage,
          acknowledged,
          transaction,
          age,
          offsetsWritten,
          aborting);
    }

    Task renewing(int since, boolean carriedOut) {
      return new Task(
          step,
          lease,
          since,
          carriedOut,
          unsent,
          carriesMessage,
          listsMessage,
          acknowledged,
          transaction,
          age,
          offsetsWritten,
          aborting);
    }

    Task gave(boolean message, boolean lists) {
      return new Task(
          step,
          lease,
          renewing,
          renewed,
          true,
          carriesMessage || message,
          listsMessage || lists,
          acknowledged,
          transaction,
          age,
          offsetsWritten,
          aborting);
    }

    Task sent(boolean answered) {
      return new Task(
          step,
          lease,
          renewing,
          renewed,
          false,
          carriesMessage,
          listsMessage,
          answered,
          transaction,
          age,
          offsetsWritten,
          aborting);
    }

    Task in(Transaction next, int newAge) {
      return new Task(
          step,
          lease,
          renewing,
          renewed,
          unsent,
          carriesMessage,
          listsMessage,
          acknowledged,
          next,
          newAge,
          offsetsWritten,
          aborting);
    }

    Task wroteOffsets() {
      return new Task(
          step,
          lease,
          renewing,
          renewed,
          unsent,
          carriesMessage,
          listsMessage,
          acknowledged,
          transaction,
          age,
          true,
          aborting);
    }

    /** The records are dropped, the offsets are not. */
    Task abortRequested() {
      return new Task(
          step,
          lease,
          renewing,
          renewed,
          false,
          false,
          listsMessage,
          acknowledged,
          Transaction.NONE,
          0,
          false,
          true);
    }
  }

  static State initial() {
    return new State(false, 0, 0, false, -1, Task.idle(), Task.idle());
  }

  Task task(int index) {
    return index == 0 ? one : other;
  }

  State with(int index, Task task) {
    return index == 0
        ? new State(deleted, hidden, produced, listed, receiver, task, other)
        : new State(deleted, hidden, produced, listed, receiver, one, task);
  }

  State hiddenFor(int ticks) {
    return new State(deleted, ticks, produced, listed, receiver, one, other);
  }

  State receivedBy(int index, int ticks) {
    return new State(deleted, ticks, produced, listed, index, one, other);
  }

  /** The slot that lists it is used again. */
  State forgotten() {
    return new State(deleted, hidden, produced, false, receiver, one, other);
  }

  State removed() {
    return new State(true, 0, produced, listed, receiver, one, other);
  }

  State committed(boolean message, boolean lists) {
    return new State(
        deleted, hidden, produced + (message ? 1 : 0), listed || lists, receiver, one, other);
  }
}
