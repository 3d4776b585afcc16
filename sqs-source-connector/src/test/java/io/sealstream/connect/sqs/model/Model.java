package io.sealstream.connect.sqs.model;

import io.sealstream.connect.sqs.model.Protocol.Begin;
import io.sealstream.connect.sqs.model.Protocol.Check;
import io.sealstream.connect.sqs.model.Protocol.Lapse;
import io.sealstream.connect.sqs.model.Protocol.Listing;
import io.sealstream.connect.sqs.model.State.Step;
import io.sealstream.connect.sqs.model.State.Task;
import io.sealstream.connect.sqs.model.State.Transaction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Explores every interleaving of two tasks on one queue with one message: receives, renewals,
 * lookups, sends, the producer's own thread, commits, deletes, the coordinator's timeout, crashes
 * with a restart, stops in the middle of a batch. A freeze is a task that does nothing while time
 * passes; its producer's thread freezes or not, as it likes.
 *
 * <p>A delete or a renewal by somebody to whom the message was not delivered last may be carried
 * out or not, and is confirmed in both cases: all that SQS may do.
 */
final class Model {

  /** For how many ticks a receive or a renewal hides the message. */
  private static final int VISIBILITY = 4;

  /** A transaction that is older may be aborted by its coordinator. */
  private static final int TIMEOUT = 1;

  /** By how much later it is aborted at the latest. */
  private static final int SWEEP = 1;

  /** What happened before a state, and in which state. */
  private record Origin(@Nullable State before, String action) {}

  private final Protocol protocol;
  private final Map<State, Origin> seen = new HashMap<>();
  private final ArrayDeque<State> open = new ArrayDeque<>();
  private boolean delivered;

  Model(Protocol protocol) {
    this.protocol = protocol;
  }

  /**
   * What a search found.
   *
   * @param violation what went wrong, or null
   * @param trace what led to it, step by step
   * @param states how many states there are, or were seen until the violation
   * @param delivers whether the message can get into the topic and out of its queue at all
   */
  record Result(@Nullable String violation, List<String> trace, int states, boolean delivers) {}

  /** Searches breadth first, so that a violation's trace is as short as can be. */
  Result explore() {
    State initial = State.initial();
    seen.put(initial, new Origin(null, "begin"));
    open.add(initial);
    while (!open.isEmpty()) {
      State state = open.remove();
      String violation = violation(state);
      if (violation != null) {
        return new Result(violation, trace(state), seen.size(), delivered);
      }
      delivered |= state.deleted() && state.produced() == 1;
      time(state);
      for (int task = 0; task < 2; task++) {
        steps(state, task);
      }
    }
    return new Result(null, List.of(), seen.size(), delivered);
  }

  private static @Nullable String violation(State state) {
    if (state.produced() > 1) {
      return "duplicate";
    }
    return state.deleted() && state.produced() == 0 ? "loss" : null;
  }

  private List<String> trace(State last) {
    List<String> actions = new ArrayList<>();
    State state = last;
    while (state != null) {
      Origin origin = seen.get(state);
      actions.add(origin.action());
      state = origin.before();
    }
    Collections.reverse(actions);
    return actions;
  }

  private void to(State next, State from, String action) {
    if (seen.putIfAbsent(next, new Origin(from, action)) == null) {
      open.add(next);
    }
  }

  /** A tick, which cannot pass the moment at which the coordinator has to have decided. */
  private void time(State state) {
    if (isDueForAbort(state.one()) || isDueForAbort(state.other())) {
      return;
    }
    to(
        state
            .hiddenFor(Math.max(0, state.hidden() - 1))
            .with(0, older(state.one()))
            .with(1, older(state.other())),
        state,
        "a tick");
  }

  private static boolean isDueForAbort(Task task) {
    return task.transaction() == Transaction.ONGOING && task.age() >= TIMEOUT + SWEEP;
  }

  private static Task older(Task task) {
    Task aged =
        task.transaction() == Transaction.ONGOING
            ? task.in(Transaction.ONGOING, task.age() + 1)
            : task;
    Task leased = aged.leased(Math.max(0, task.lease() - 1));
    return task.renewing() < 0
        ? leased
        : leased.renewing(Math.min(VISIBILITY, task.renewing() + 1), task.renewed());
  }

  private void steps(State state, int index) {
    Task task = state.task(index);
    String who = index == 0 ? "A " : "B ";
    ownStep(state, index, task, who);
    renewal(state, index, task, who);
    producersThread(state, index, task, who);
    if (task.transaction() == Transaction.ONGOING && task.age() >= TIMEOUT) {
      to(
          state.with(index, task.in(Transaction.ABORTED, 0)),
          state,
          "the coordinator aborts " + who);
    }
    if (task.step() != Step.IDLE) {
      crash(state, index, who);
    }
  }

  /** The client is gone. Its transaction ends with the restart of the task, or by its timeout. */
  private void crash(State state, int index, String who) {
    to(state.with(index, Task.idle()), state, who + "crashes and restarts");
  }

  private void ownStep(State state, int index, Task task, String who) {
    switch (task.step()) {
      case IDLE -> {
        if (isVisible(state)) {
          Task received = task.at(Step.RECEIVED).leased(VISIBILITY);
          to(state.receivedBy(index, VISIBILITY).with(index, received), state, who + "receives");
        }
      }
      case RECEIVED -> lookUp(state, index, task, who);
      case LOOKED_UP -> {
        if (protocol.check() != Check.IN_POLL || holds(task)) {
          to(state.with(index, task.at(Step.POLLED)), state, who + "polls");
        }
      }
      case POLLED -> {
        boolean lists = protocol.listing() == Listing.WHOLE_BATCH;
        to(
            state.with(index, begun(task.at(Step.OTHER_SENT).gave(false, lists))),
            state,
            who + "sends the other record");
      }
      case OTHER_SENT -> {
        dispatch(state, index, task, who);
        flush(state, index, task, who + "is stopped and ");
      }
      case SENT -> flush(state, index, task, who);
      case COMMITTING -> commit(state, index, task, who);
      case DONE -> delete(state, index, task, who);
    }
    receiveAgain(state, index, task, who);
  }

  private static boolean isVisible(State state) {
    return !state.deleted() && state.hidden() == 0;
  }

  /** What a task still holds is delivered to it once more. */
  private void receiveAgain(State state, int index, Task task, String who) {
    if (task.step() == Step.IDLE || !isVisible(state)) {
      return;
    }
    boolean unseen = task.step() == Step.RECEIVED || task.step() == Step.LOOKED_UP;
    Task again = unseen ? Task.idle().at(Step.RECEIVED) : task;
    boolean renews =
        unseen || task.lease() > 0 || task.step() == Step.DONE || protocol.secondDeliveries();
    to(
        state.receivedBy(index, VISIBILITY).with(index, renews ? again.leased(VISIBILITY) : again),
        state,
        who + "receives it again");
  }

  /** The id is forgotten once the delete is confirmed; the retention is as short as can be. */
  private void delete(State state, int index, Task task, String who) {
    boolean forgets = task.lease() > 0 || protocol.staleDeletes();
    State after = state.with(index, Task.idle());
    State kept = forgets ? after.forgotten() : after;
    to(kept.removed(), state, who + "deletes");
    if (state.receiver() != index) {
      to(kept, state, who + "'s delete is confirmed and not carried out");
    }
  }

  /** A read to the end of the offsets waits for every transaction that has written to them. */
  private void lookUp(State state, int index, Task task, String who) {
    Task other = state.task(1 - index);
    if (other.transaction() == Transaction.ONGOING && other.offsetsWritten()) {
      return;
    }
    Step next = state.listed() ? Step.DONE : Step.LOOKED_UP;
    to(state.with(index, task.at(next)), state, who + "looks it up");
  }

  private Task begun(Task task) {
    return protocol.begin() == Begin.WITH_SEND && task.transaction() == Transaction.NONE
        ? task.in(Transaction.ONGOING, 0)
        : task;
  }

  private void dispatch(State state, int index, Task task, String who) {
    Task sent = begun(task.at(Step.SENT).gave(true, true));
    if (protocol.check() != Check.AT_DISPATCH || holds(sent)) {
      to(state.with(index, sent), state, who + "sends the message's record");
    } else {
      lapsed(state, index, sent, who);
    }
  }

  /** Whether the message stays hidden until a transaction that began before now is decided. */
  private static boolean holds(Task task) {
    return task.lease() > TIMEOUT + SWEEP;
  }

  private void lapsed(State state, int index, Task task, String who) {
    if (protocol.lapse() == Lapse.ABORT_TRANSACTION) {
      Task aborting = task.at(Step.COMMITTING).abortRequested();
      to(state.with(index, aborting), state, who + "asks for an abort");
    } else {
      crash(state, index, who + "finds that the lease lapsed, ");
    }
  }

  private void flush(State state, int index, Task task, String who) {
    if (protocol.check() == Check.BEFORE_COMMIT) {
      if (!task.acknowledged()) {
        return; // waits
      }
      if (task.carriesMessage() && !holds(task)) {
        lapsed(state, index, task, who);
        return;
      }
    }
    to(state.with(index, task.at(Step.COMMITTING)), state, who + "flushes the offsets");
  }

  /** The producer waits until all is sent, and only then asks for the commit. */
  private void commit(State state, int index, Task task, String who) {
    if (task.transaction() == Transaction.ABORTED) {
      crash(state, index, who + "is fenced, ");
    } else if (!task.unsent() && task.offsetsWritten()) {
      Step next = task.carriesMessage() ? Step.DONE : Step.IDLE;
      Task done = Task.idle().at(next).leased(next == Step.IDLE ? 0 : task.lease());
      to(
          state.committed(task.carriesMessage(), task.listsMessage()).with(index, done),
          state,
          who + "commits");
    }
  }

  private void producersThread(State state, int index, Task task, String who) {
    if (task.transaction() == Transaction.ABORTED) {
      return;
    }
    if (task.unsent()) {
      Task sent = task.sent(true);
      to(state.with(index, ongoing(sent)), state, who + "'s producer sends its records");
    } else if (task.step() == Step.COMMITTING && !task.offsetsWritten()) {
      to(
          state.with(index, ongoing(task).wroteOffsets()),
          state,
          who + "'s producer sends the offsets");
    }
  }

  private static Task ongoing(Task task) {
    return task.transaction() == Transaction.NONE ? task.in(Transaction.ONGOING, 0) : task;
  }

  /** The request arrives at any time, however late, and its answer at any time after that. */
  private void renewal(State state, int index, Task task, String who) {
    boolean holdsReceipt = task.step() != Step.IDLE;
    if (holdsReceipt && task.renewing() < 0 && task.lease() > 0) {
      to(state.with(index, task.renewing(0, false)), state, who + "asks for a renewal");
    }
    if (task.renewing() >= 0 && !task.renewed() && !state.deleted()) {
      Task renewed = task.renewing(task.renewing(), true);
      to(state.hiddenFor(VISIBILITY).with(index, renewed), state, who + "'s renewal arrives");
      if (state.receiver() != index) {
        to(state.with(index, renewed), state, who + "'s renewal is not carried out");
      }
    }
    if (task.renewed()) {
      int left = Math.max(0, VISIBILITY - task.renewing());
      boolean counts = task.lease() > 0 || protocol.lateRenewals();
      Task answered = task.renewing(-1, false).leased(counts ? left : task.lease());
      to(state.with(index, answered), state, who + "hears that it is renewed");
    }
  }
}
