package io.sealstream.connect.sqs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/**
 * Receives from one queue in the background, as much as there is demand for: a single long poll
 * while the queue is empty, twice as many each time a receive comes back full, up to the maximum,
 * one less each time it is not even half full (fewer receives bring the same messages, for less
 * money), and none that the ledger has no room for or that nobody asks for: the ledger knows when
 * {@code poll()} was called last.
 *
 * <p>{@link #start}, {@link #resume} and {@link #stop} may be called by any thread; all other state
 * is confined to the engine's thread. Messages are handed on by the thread that completed the
 * receive, so that mapping them takes no time of the engine or the task.
 */
@SuppressWarnings("CollectionUndefinedEquality") // a request is itself, nothing else
final class Receivers {

  private final SqsQueue queue;
  private final InFlightLedger ledger;
  private final Intake intake;
  private final Engine engine;
  private final Retry retry;
  private final TaskFailure failure;
  private final VisibilityKeeper keeper;
  private final int maxConcurrency;
  private final BiFunction<String, Duration, @Nullable String> visibilityProblem;
  private final AtomicBoolean resuming = new AtomicBoolean();

  private final Set<CompletableFuture<?>> outstanding = new HashSet<>();
  private int wanted = 1;
  private int failuresInRow;
  private boolean backingOff;
  private @Nullable Duration visibility;
  private volatile boolean stopped;

  /**
   * @param keeper starts with the first receive, when the visibility timeout is known
   * @param maxConcurrency the most receives under way at once
   * @param visibility how long each receive hides its messages; null asks the queue at the start
   * @param visibilityProblem what is wrong with a queue's own visibility timeout, or null
   */
  Receivers(
      SqsQueue queue,
      InFlightLedger ledger,
      Intake intake,
      Engine engine,
      Retry retry,
      TaskFailure failure,
      VisibilityKeeper keeper,
      int maxConcurrency,
      @Nullable Duration visibility,
      BiFunction<String, Duration, @Nullable String> visibilityProblem) {
    this.queue = queue;
    this.ledger = ledger;
    this.intake = intake;
    this.engine = engine;
    this.retry = retry;
    this.failure = failure;
    this.keeper = keeper;
    this.maxConcurrency = maxConcurrency;
    this.visibility = visibility;
    this.visibilityProblem = visibilityProblem;
  }

  void start() {
    engine.execute(this::learnVisibility);
  }

  /** There may be room in the ledger again. Called often, so a fill that waits is enough. */
  void resume() {
    if (resuming.compareAndSet(false, true)) {
      engine.execute(
          () -> {
            resuming.set(false);
            fill();
          });
    }
  }

  /** Aborts what is under way; nothing is received after that. */
  void stop() {
    stopped = true;
    engine.execute(() -> new ArrayList<>(outstanding).forEach(receive -> receive.cancel(true)));
  }

  private void learnVisibility() {
    if (visibility != null) {
      begin(visibility);
      return;
    }
    CompletableFuture<QueueAttributes> asked = queue.attributes();
    track(asked);
    asked.whenComplete((answer, error) -> engine.execute(() -> learned(asked, answer, error)));
  }

  private void learned(
      CompletableFuture<?> asked, @Nullable QueueAttributes answer, @Nullable Throwable error) {
    outstanding.remove(asked);
    if (stopped) {
      return;
    }
    if (error != null || answer == null) {
      Throwable why = error != null ? error : new IllegalStateException("no answer");
      retry.after(why, ++failuresInRow, this::learnVisibility);
      return;
    }
    failuresInRow = 0;
    String problem = visibilityProblem.apply(queue.url(), answer.visibilityTimeout());
    if (problem != null) {
      failure.set(new ConnectException(problem));
      return;
    }
    begin(answer.visibilityTimeout());
  }

  private void begin(Duration hidden) {
    visibility = hidden;
    keeper.start(hidden);
    fill();
  }

  private void fill() {
    Duration hidden = visibility;
    if (hidden == null || backingOff) {
      return;
    }
    while (!stopped && !failure.isSet() && outstanding.size() < wanted) {
      Room.Reservation reservation = ledger.tryReserve(queue);
      if (reservation == null) {
        return;
      }
      receiveOnce(reservation, hidden);
    }
  }

  private void receiveOnce(Room.Reservation reservation, Duration hidden) {
    CompletableFuture<List<SqsMessage>> receive = queue.receive(reservation.messages(), hidden);
    track(receive);
    receive.whenComplete(
        (messages, error) -> {
          try {
            if (error != null) {
              ledger.cancel(reservation);
            } else {
              intake.accept(reservation, queue, messages, hidden);
            }
          } catch (Throwable e) { // an Error too: the future would swallow it
            failure.unexpected("Messages of queue " + queue.name() + " could not be taken in", e);
          }
          Fill fill = Fill.of(error != null ? 0 : messages.size(), reservation.messages());
          engine.execute(() -> received(receive, fill, error));
        });
  }

  /** How full a receive came back: what says whether more or fewer would be better. */
  private enum Fill {
    EMPTY,
    LOW,
    MEDIUM,
    FULL;

    static Fill of(int count, int asked) {
      if (count == 0) {
        return EMPTY;
      }
      return count >= asked ? FULL : count * 2 < asked ? LOW : MEDIUM;
    }
  }

  private void received(CompletableFuture<?> receive, Fill fill, @Nullable Throwable error) {
    outstanding.remove(receive);
    if (stopped) {
      return;
    }
    if (error != null) {
      backOff(error);
    } else {
      adapt(fill);
    }
    ledger.announceRoom(); // to this queue as to the others: none may keep the rest from reading
  }

  private void adapt(Fill fill) {
    failuresInRow = 0;
    wanted =
        switch (fill) {
          case FULL -> Math.min(maxConcurrency, wanted * 2);
          case MEDIUM -> wanted;
          case LOW -> Math.max(1, wanted - 1);
          case EMPTY -> 1;
        };
  }

  /** One failure among answers is chance; several in a row mean that the next would fail too. */
  private void backOff(Throwable error) {
    wanted = Math.max(1, wanted / 2);
    failuresInRow++;
    boolean stops = failuresInRow >= Retry.FAILURES_THAT_STOP;
    if (!stops) {
      retry.after(error, 1, this::fill);
    } else if (!backingOff) {
      backingOff = true;
      retry.after(error, failuresInRow, this::tryAgain);
    }
  }

  private void tryAgain() {
    backingOff = false;
    fill();
  }

  private void track(CompletableFuture<?> request) {
    outstanding.add(request);
    if (stopped) {
      request.cancel(true);
    }
  }
}
