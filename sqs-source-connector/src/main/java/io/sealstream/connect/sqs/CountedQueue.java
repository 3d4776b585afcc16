package io.sealstream.connect.sqs;

import io.sealstream.connect.sqs.SourceMetrics.Action;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A queue that counts its requests and what becomes of them. Futures are passed on as they are, so
 * that cancelling one still aborts its request; a request that was cancelled did not fail.
 */
final class CountedQueue implements SqsQueue {

  private final SqsQueue queue;
  private final SourceMetrics metrics;
  private final LongSupplier nanoClock;

  CountedQueue(SqsQueue queue, SourceMetrics metrics, LongSupplier nanoClock) {
    this.queue = queue;
    this.metrics = metrics;
    this.nanoClock = nanoClock;
  }

  @Override
  public String url() {
    return queue.url();
  }

  @Override
  public String name() {
    return queue.name();
  }

  @Override
  public boolean isFifo() {
    return queue.isFifo();
  }

  @Override
  public CompletableFuture<QueueAttributes> attributes() {
    return counted(Action.GET_ATTRIBUTES, queue.attributes());
  }

  /** Asked for a metric alone, maybe without the permission: its failure is none of the task. */
  @Override
  public CompletableFuture<Long> depth() {
    metrics.requested(Action.GET_ATTRIBUTES);
    return queue.depth();
  }

  @Override
  public CompletableFuture<List<SqsMessage>> receive(int max, Duration visibility) {
    long begun = nanoClock.getAsLong();
    CompletableFuture<List<SqsMessage>> receive =
        counted(Action.RECEIVE, queue.receive(max, visibility));
    metrics.receiveStarted();
    receive.whenComplete(
        (messages, error) -> {
          metrics.receiveEnded();
          if (messages != null) {
            metrics.receiveAnswered(nanoClock.getAsLong() - begun, max, messages.size());
            metrics.redelivered((int) messages.stream().filter(SqsMessage::isRedelivery).count());
            messages.stream()
                .map(SqsMessage::sentTimestamp)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .ifPresent(metrics::oldestSent);
          }
        });
    return receive;
  }

  @Override
  public CompletableFuture<List<EntryFailure>> delete(List<String> receiptHandles) {
    CompletableFuture<List<EntryFailure>> delete =
        counted(Action.DELETE, queue.delete(receiptHandles));
    delete.whenComplete(
        (failures, error) -> {
          int failed = failed(receiptHandles, failures);
          metrics.deleteFailed(failed);
          metrics.deleted(receiptHandles.size() - failed);
        });
    return delete;
  }

  @Override
  public CompletableFuture<List<EntryFailure>> changeVisibility(
      List<String> receiptHandles, Duration visibility) {
    CompletableFuture<List<EntryFailure>> change =
        counted(Action.CHANGE_VISIBILITY, queue.changeVisibility(receiptHandles, visibility));
    change.whenComplete(
        (failures, error) -> {
          int changed = receiptHandles.size() - failed(receiptHandles, failures);
          if (visibility.isZero()) {
            metrics.released(changed);
          } else {
            metrics.extended(changed);
          }
        });
    return change;
  }

  @Override
  public CompletableFuture<Void> send(
      String body, Map<String, MessageAttribute> attributes, @Nullable FifoPlace place) {
    return counted(Action.SEND, queue.send(body, attributes, place));
  }

  private <T> CompletableFuture<T> counted(Action action, CompletableFuture<T> request) {
    metrics.requested(action);
    request.whenComplete(
        (answer, error) -> {
          if (error != null && !request.isCancelled()) {
            metrics.requestFailed();
          }
        });
    return request;
  }

  /** Without an answer, no entry is known to have succeeded. */
  private static int failed(List<String> entries, @Nullable List<EntryFailure> failures) {
    return failures == null ? entries.size() : failures.size();
  }
}
