package io.sealstream.connect.sqs;

import io.sealstream.connect.sqs.SqsQueue.EntryFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the messages of one queue hidden from other receivers for as long as the task holds them:
 * extends, ten at a time, before half of a visibility timeout is gone. SQS hides a message for
 * twelve hours in all; one that is held for longer is left to become visible.
 *
 * <p>{@link #start} may be called by any thread; all other state is confined to the engine's
 * thread.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html">SQS
 *     visibility timeout</a>
 */
final class VisibilityKeeper {

  static final int MAX_CONCURRENT_BATCHES = 16;

  /** Due when less than this part of the timeout is left: four tenths are gone. */
  private static final double RENEWED_BELOW = 0.6;

  /** With the above: looked at often enough to be renewed before half of the timeout is gone. */
  private static final int LOOKS_PER_TIMEOUT = 10;

  private static final Duration LONGEST_PERIOD = Duration.ofSeconds(1);

  /** What waits for longer in trouble may find its messages with others when that is over. */
  static final Duration LONGEST_BACKOFF = Duration.ofSeconds(1);

  private final SqsQueue queue;
  private final InFlightLedger ledger;
  private final Engine engine;
  private final Retry retry;
  private final Trouble losses;
  private final LongSupplier nanoClock;

  private int outstanding;
  private int failedInRow;
  private int roundsFailed;
  private boolean paused;

  /**
   * @param losses where messages are counted that SQS would not hide for longer
   */
  VisibilityKeeper(
      SqsQueue queue,
      InFlightLedger ledger,
      Engine engine,
      Retry retry,
      Trouble losses,
      LongSupplier nanoClock) {
    this.queue = queue;
    this.ledger = ledger;
    this.engine = engine;
    this.retry = retry;
    this.losses = losses;
    this.nanoClock = nanoClock;
  }

  /** How often to look for what has to be renewed, or given back. */
  static Duration period(Duration visibility) {
    Duration tenth = visibility.dividedBy(LOOKS_PER_TIMEOUT);
    return tenth.compareTo(LONGEST_PERIOD) < 0 ? tenth : LONGEST_PERIOD;
  }

  /**
   * Looks from now on, until the engine is closed.
   *
   * @param visibility how long a receive of this queue hides its messages, and a renewal too
   */
  void start(Duration visibility) {
    engine.schedule(() -> look(visibility), period(visibility));
  }

  private void look(Duration visibility) {
    renewDue(visibility);
    start(visibility);
  }

  private void renewDue(Duration visibility) {
    Duration remaining = Duration.ofNanos((long) (visibility.toNanos() * RENEWED_BELOW));
    while (!paused && outstanding < MAX_CONCURRENT_BATCHES) {
      List<InFlightMessage> due = ledger.startRenewal(queue, remaining, SqsQueue.BATCH_LIMIT);
      if (due.isEmpty()) {
        return;
      }
      byExtension(due, visibility)
          .forEach((extension, batch) -> renew(batch, extension, visibility));
    }
  }

  /** Nearly always one batch: only close to SQS's ceiling is an extension shorter. */
  private Map<Duration, List<InFlightMessage>> byExtension(
      List<InFlightMessage> due, Duration visibility) {
    Map<Duration, List<InFlightMessage>> batches = new LinkedHashMap<>();
    for (InFlightMessage message : due) {
      Duration extension = ledger.extension(message, visibility);
      if (extension.isZero()) {
        ledger.endRenewals(message);
        losses.happened("queue " + queue.name() + ": SQS hides a message for twelve hours in all");
      } else {
        batches.computeIfAbsent(extension, e -> new ArrayList<>()).add(message);
      }
    }
    return batches;
  }

  private void renew(List<InFlightMessage> batch, Duration extension, Duration visibility) {
    outstanding++;
    List<String> handles = batch.stream().map(InFlightMessage::receiptHandle).toList();
    long visibleAgain = nanoClock.getAsLong() + extension.toNanos();
    queue
        .changeVisibility(handles, extension)
        .whenComplete(
            (failures, error) ->
                engine.execute(
                    () -> {
                      answered(batch, handles, visibleAgain, failures, error);
                      renewDue(visibility);
                    }));
  }

  private void answered(
      List<InFlightMessage> batch,
      List<String> handles,
      long visibleAgain,
      @Nullable List<EntryFailure> failures,
      @Nullable Throwable error) {
    outstanding--;
    if (error != null || failures == null) {
      failed(batch, error != null ? error : new IllegalStateException("no answer"));
      return;
    }
    failedInRow = 0;
    roundsFailed = 0;
    Map<Integer, EntryFailure> failed = EntryFailure.byIndex(failures);
    List<InFlightMessage> refused = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      InFlightMessage message = batch.get(i);
      EntryFailure why = failed.get(i);
      if (why == null) {
        ledger.renewed(message, handles.get(i), visibleAgain);
      } else if (why.retriable()) {
        refused.add(message);
      } else if (ledger.lost(message, handles.get(i))) {
        losses.happened("queue " + queue.name() + " answered " + why.code());
      }
    }
    if (!refused.isEmpty()) {
      retry.later("entries of a batch were refused", 1, () -> dueAgain(refused));
    }
  }

  /**
   * A whole request failed. Its messages wait for a backoff, and when several in a row failed, so
   * do all others: waiting for longer than that would make messages visible that are still held.
   */
  private void failed(List<InFlightMessage> batch, Throwable error) {
    failedInRow++;
    if (failedInRow < Retry.FAILURES_THAT_STOP) {
      retry.after(error, 1, () -> dueAgain(batch));
      return;
    }
    dueAgain(batch);
    if (!paused) {
      paused = true;
      retry.after(error, ++roundsFailed, this::goOn);
    }
  }

  /** The next look finds them. */
  private void dueAgain(List<InFlightMessage> messages) {
    messages.forEach(ledger::notRenewed);
  }

  /** The next look finds what is due. */
  private void goOn() {
    paused = false;
  }
}
