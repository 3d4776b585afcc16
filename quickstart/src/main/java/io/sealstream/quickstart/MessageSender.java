package io.sealstream.quickstart;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Sends bodies to a queue, ten at a time and a few batches at once.
 *
 * <p>An entry that the queue refused is sent again, alone with the others that were refused; when
 * it is refused every time, the sending ends with an error. Nothing is skipped silently.
 *
 * <p>Thread-safe. {@link #close()} ends what is still being sent.
 */
final class MessageSender implements AutoCloseable {
  private static final int PARALLEL_BATCHES = 4;
  private static final int ATTEMPTS = 4;

  /** So that a million messages do not all wait in the memory of the embedded queue. */
  private static final int UNACCOUNTED_MAX = 50_000;

  private final QueueClient client;
  private final String queueUrl;
  private final Listener listener;
  private final AtomicLong sent = new AtomicLong();
  private final Semaphore unaccounted = new Semaphore(UNACCOUNTED_MAX);
  private final Semaphore batches = new Semaphore(PARALLEL_BATCHES);
  private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          PARALLEL_BATCHES + 1,
          task -> {
            Thread thread = new Thread(task, "message-sender");
            thread.setDaemon(true);
            return thread;
          });

  MessageSender(QueueClient client, String queueUrl, Listener listener) {
    this.client = client;
    this.queueUrl = queueUrl;
    this.listener = listener;
  }

  /** Hears of every message that the queue took; called from several threads. */
  interface Listener {
    /**
     * Hears that the queue took a message.
     *
     * @param index the place of the body among all that are sent, from 0
     * @param messageId the id that the queue gave the message
     */
    void sent(long index, String messageId, String body);
  }

  /** A body and its place among all that are sent. */
  private record Entry(long index, String body) {}

  /** Starts to send. The future ends when all were taken, or with the first error. */
  Future<?> start(Messages messages) {
    return threads.submit(
        () -> {
          sendAll(messages);
          return null;
        });
  }

  /** How many messages the queue took so far. */
  long sent() {
    return sent.get();
  }

  /** Says that so many more messages reached their end, so that as many more may be sent. */
  void accounted(long count) {
    unaccounted.release(Math.toIntExact(count));
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  private void sendAll(Messages messages) throws InterruptedException {
    try (Stream<String> bodies = messages.bodies()) {
      Iterator<String> iterator = bodies.iterator();
      List<Entry> batch = new ArrayList<>();
      int bytes = 0;
      for (long index = 0; iterator.hasNext(); index++) {
        String body = iterator.next();
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        if (batch.size() == QueueClient.BATCH_ENTRIES || bytes + length > QueueClient.BATCH_BYTES) {
          submit(batch);
          batch = new ArrayList<>();
          bytes = 0;
        }
        batch.add(new Entry(index, body));
        bytes += length;
      }
      submit(batch);
    }
    batches.acquire(PARALLEL_BATCHES);
    throwFailure();
  }

  private void submit(List<Entry> batch) throws InterruptedException {
    unaccounted.acquire(batch.size());
    batches.acquire();
    throwFailure();
    var unused =
        threads.submit(
            () -> {
              try {
                send(batch);
              } catch (RuntimeException e) {
                failure.compareAndSet(null, e);
              } finally {
                batches.release();
              }
            });
  }

  private void throwFailure() {
    RuntimeException e = failure.get();
    if (e != null) {
      throw e;
    }
  }

  private void send(List<Entry> batch) {
    List<Entry> left = batch;
    String error = "";
    for (int attempt = 0; attempt < ATTEMPTS && !left.isEmpty(); attempt++) {
      List<QueueClient.Sent> answers =
          client.send(queueUrl, left.stream().map(Entry::body).toList());
      List<Entry> refused = new ArrayList<>();
      for (int i = 0; i < left.size(); i++) {
        Entry entry = left.get(i);
        QueueClient.Sent answer = answers.get(i);
        if (answer.error().isEmpty()) {
          sent.incrementAndGet();
          listener.sent(entry.index(), answer.messageId(), entry.body());
        } else {
          refused.add(entry);
          error = answer.error();
        }
      }
      left = refused;
    }
    if (!left.isEmpty()) {
      throw new QuickstartException(
          "The queue refused message %d: %s"
              .formatted(left.get(0).index() + 1, Sentences.end(error)));
    }
  }

  /** Waits for the end of the sending. */
  static void join(Future<?> sending) {
    try {
      sending.get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw QuickstartException.of("Sending failed", cause == null ? e : cause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new QuickstartException("Interrupted while messages were sent.", e);
    }
  }
}
