package io.sealstream.benchmarks.rig;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request of one connection: from its arrival to the moment its answer is written, which the
 * rig's round trip and the request's fault put off.
 *
 * <p>Everything runs on the connection's event loop, except {@link #answer}, which comes from
 * whichever connection brought the message that a long poll waited for.
 */
final class SqsCall implements Call {

  private final RigConnection connection;
  private final Counters.Action counters;
  private final FaultPlan.Decision fault;
  private final long delayNanos;
  private @Nullable Runnable abandon;
  private boolean over;

  SqsCall(
      RigConnection connection,
      Counters.Action counters,
      FaultPlan.Decision fault,
      long roundTripNanos) {
    this.connection = connection;
    this.counters = counters;
    this.fault = fault;
    this.delayNanos = roundTripNanos + TimeUnit.MILLISECONDS.toNanos(fault.delayMillis());
  }

  @Override
  public FaultPlan.Decision fault() {
    return fault;
  }

  @Override
  public Counters.Action counters() {
    return counters;
  }

  @Override
  public void onAbandoned(Runnable action) {
    abandon = action;
  }

  @Override
  public void answer(AnswerBody body) {
    connection.later(delayNanos, () -> finish(body));
  }

  void refuse(SqsException error) {
    counters.failed();
    connection.later(delayNanos, () -> finish(error));
  }

  /** Closes the connection instead of an answer. */
  void drop() {
    counters.failed();
    connection.later(delayNanos, connection::drop);
  }

  /** The connection is gone: nobody waits for the answer. */
  void abandoned() {
    Runnable action = abandon;
    if (action != null) {
      action.run();
    }
    close();
  }

  private void finish(AnswerBody body) {
    if (over) {
      return;
    }
    if (fault.is(Faults.Kind.DROP_AFTER)) {
      counters.failed();
      connection.drop();
      return;
    }
    close();
    connection.write(body);
  }

  private void finish(SqsException error) {
    if (!over) {
      close();
      connection.write(error);
    }
  }

  private void close() {
    if (!over) {
      over = true;
      counters.closed();
    }
  }
}
