package io.sealstream.connect.sqs;

import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Fetches the payloads of messages that are held and whose bodies are pointers to S3. Trouble that
 * passes is waited for, while the messages stay held and hidden: given back each time, they would
 * only use up their receive count, and a redrive policy would move them away. Anything else fails
 * the task, and the messages stay in their queue.
 *
 * <p>The bytes are in the ledger's books before a payload is asked for, as the message announces
 * them; so this needs no bound of its own but that on connections.
 *
 * <p>{@link #fetch} may be called by any thread and never blocks; all other state is confined to
 * the engine's thread.
 */
final class Payloads {

  /** Enough to keep up with S3's latency, and a bound on connections. */
  static final int MAX_CONCURRENT_GETS = 32;

  private record Wish(InFlightMessage message, CompletableFuture<SqsMessage> content) {}

  private final PayloadPointers pointers;
  private final PayloadStore store;
  private final InFlightLedger ledger;
  private final Engine engine;
  private final Retry retry;

  private final ArrayDeque<Wish> waiting = new ArrayDeque<>();
  private int outstanding;
  private int roundsFailed;
  private boolean paused;

  Payloads(
      PayloadPointers pointers,
      PayloadStore store,
      InFlightLedger ledger,
      Engine engine,
      Retry retry) {
    this.pointers = pointers;
    this.store = store;
    this.ledger = ledger;
    this.engine = engine;
    this.retry = retry;
  }

  /** Whether the body of {@code message} stands for a payload. */
  boolean isElsewhere(SqsMessage message) {
    return pointers.areIn(message);
  }

  /**
   * Fetches the payload of a message that has one. The future completes on a thread of the client
   * or the engine with what the sender sent, or fails with {@link PoisonException}. It is cancelled
   * when the message leaves the ledger's books before.
   */
  CompletableFuture<SqsMessage> fetch(InFlightMessage message) {
    Wish wish = new Wish(message, new CompletableFuture<>());
    engine.execute(
        () -> {
          waiting.add(wish);
          fetchWaiting();
        });
    return wish.content();
  }

  private void fetchWaiting() {
    while (!paused && outstanding < MAX_CONCURRENT_GETS && !waiting.isEmpty()) {
      Wish wish = waiting.remove();
      if (!isHeld(wish)) {
        wish.content().cancel(false);
      } else {
        fetch(wish);
      }
    }
  }

  private void fetch(Wish wish) {
    PayloadPointer pointer;
    try {
      pointer = pointers.toFetch(wish.message().message());
    } catch (PoisonException e) {
      wish.content().completeExceptionally(e);
      return;
    }
    outstanding++;
    store
        .get(pointer, wish.message().toString())
        .whenComplete(
            (payload, error) -> {
              try {
                if (error == null) {
                  // Here and not on the engine's thread, because mapping takes time.
                  wish.content()
                      .complete(PayloadPointers.resolved(wish.message().message(), payload));
                }
              } catch (Throwable e) { // an Error too: somebody waits for the content
                wish.content().completeExceptionally(e);
              } finally {
                engine.execute(() -> answered(wish, error));
              }
            });
  }

  private void answered(Wish wish, @Nullable Throwable error) {
    outstanding--;
    Throwable cause = error == null ? null : SqsFailure.causeOf(error);
    if (cause instanceof PoisonException) {
      wish.content().completeExceptionally(cause);
    } else if (cause != null) {
      waiting.addFirst(wish);
      pauseAfter(cause);
    } else if (!paused) {
      roundsFailed = 0;
    }
    fetchWaiting();
  }

  /** The gets under way fail with this one, but count as one failure. */
  private void pauseAfter(Throwable error) {
    if (!paused) {
      paused = true;
      retry.after(error, ++roundsFailed, this::tryAgain);
    }
  }

  private void tryAgain() {
    paused = false;
    waiting.removeIf(
        wish -> {
          boolean gone = !isHeld(wish);
          if (gone) {
            wish.content().cancel(false);
          }
          return gone;
        });
    fetchWaiting();
  }

  private boolean isHeld(Wish wish) {
    return ledger.awaitsRecord(wish.message());
  }
}
