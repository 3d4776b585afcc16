package io.sealstream.connect.sqs;

import io.sealstream.connect.sqs.SqsFailure.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/**
 * Asks the real queues whether a configuration can work with them: do they exist, may they be used,
 * do they hide messages for long enough. All queues at once, with one client, within a bounded
 * time; trouble that passes is tried again meanwhile. No message is received, sent or touched.
 *
 * <p>Whether messages may be deleted and kept invisible is asked with a receipt handle that no
 * queue ever gave: where the action is allowed, SQS refuses the batch's one entry, or the request
 * for its content; where it is not, it refuses the request for lack of permission. Whether messages
 * may be received or sent cannot be asked without doing it.
 *
 * <p>Thread-safe.
 */
final class QueueChecks {

  /** Far less than the 90 seconds that Connect's REST API gives a whole validation. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** The part of the time in which trouble is tried again; an answer needs some of the rest. */
  private static final double TRIES_FOR = 0.75;

  private static final List<String> NO_SUCH_RECEIPT = List.of("sealstream-validation");
  private static final String AGAIN = ". Post the configuration again";
  private static final String NETWORK =
      AGAIN + "; if that does not help, check this and the worker's network";

  private final Function<SqsSourceConfig, SqsService> connect;
  private final Duration patience;
  private final LongSupplier nanoClock;
  private final Backoff backoff = new Backoff();

  /** Checks queues with the clients that {@code connect} makes. */
  QueueChecks(Function<SqsSourceConfig, SqsService> connect) {
    this(connect, PATIENCE, System::nanoTime);
  }

  QueueChecks(
      Function<SqsSourceConfig, SqsService> connect, Duration patience, LongSupplier nanoClock) {
    this.connect = connect;
    this.patience = patience;
    this.nanoClock = nanoClock;
  }

  /**
   * What is wrong with the queues of {@code config}. Blocks until they answered, or the time is
   * over.
   */
  Problems of(SqsSourceConfig config) {
    ExecutorService thread = Executors.newSingleThreadExecutor(QueueChecks::daemon);
    long lastTry = nanoClock.getAsLong() + (long) (patience.toNanos() * TRIES_FOR);
    Round round = new Round(config, thread, lastTry);
    // The SDK looks for a region and for credentials on the thread that asks it to.
    CompletableFuture<SqsService> service =
        CompletableFuture.supplyAsync(() -> connect.apply(config), thread);
    try {
      service.thenComposeAsync(round::run, thread).get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      round.overall.add(
          config.connectionKey(),
          "SQS cannot be asked now: no answer within " + patience.toMillis() + " ms" + NETWORK);
    } catch (ExecutionException e) {
      if (!(SqsFailure.causeOf(e) instanceof ConnectException noClient)) {
        throw unforeseen(SqsFailure.causeOf(e));
      }
      round.overall.add(keyFor(noClient, config), String.valueOf(noClient.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ConnectException("Interrupted while the queues were checked", e);
    } finally {
      service.thenAccept(SqsService::close);
      thread.shutdown();
    }
    return round.problems();
  }

  /** The key to look at when no client can be made. */
  private static String keyFor(ConnectException noClient, SqsSourceConfig config) {
    return SqsFailure.kindOf(noClient, Kind.CREDENTIALS) == Kind.HTTP_CLIENT
        ? SqsSourceConfig.HTTP_CLIENT
        : config.clientKey();
  }

  /** An error that nobody foresaw, by its type and its stack trace: its text may hold a secret. */
  private static ConnectException unforeseen(Throwable error) {
    ConnectException failure =
        new ConnectException("The queues cannot be checked: " + error.getClass().getName());
    failure.setStackTrace(error.getStackTrace());
    return failure;
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "sqs-source-validation");
    thread.setDaemon(true);
    return thread;
  }

  /** One validation. */
  private final class Round {

    private final SqsSourceConfig config;
    private final ExecutorService thread;
    private final long lastTryNanos;

    /** What is no single queue's. */
    private final Problems overall = new Problems();

    /** The URL of each source queue that answered, by its ARN: the first of them in time. */
    private final Map<String, String> sources = new ConcurrentHashMap<>();

    /** Which queue the dead letter queue is, once it answered. */
    private volatile @Nullable String deadLetterArn;

    /** What each queue's checks found, in the order of the queues. */
    private final List<Problems> ofQueues = new ArrayList<>();

    Round(SqsSourceConfig config, ExecutorService thread, long lastTryNanos) {
      this.config = config;
      this.thread = thread;
      this.lastTryNanos = lastTryNanos;
    }

    CompletableFuture<Void> run(SqsService service) {
      List<CompletableFuture<Void>> running = new ArrayList<>();
      for (String url : config.queueUrls()) {
        running.add(check(SqsSourceConfig.QUEUE_URLS, service.queue(url)).source());
      }
      String deadLetters = config.deadLetterQueueUrl();
      if (deadLetters != null) {
        SqsQueue queue = service.queue(deadLetters);
        running.add(check(SqsSourceConfig.DEAD_LETTER_QUEUE_URL, queue).deadLetters());
      }
      return CompletableFuture.allOf(running.toArray(CompletableFuture[]::new));
    }

    private Check check(String key, SqsQueue queue) {
      Problems problems = new Problems();
      synchronized (ofQueues) {
        ofQueues.add(problems);
      }
      return new Check(this, key, queue, problems);
    }

    Problems problems() {
      Problems all = new Problems();
      all.addAll(overall);
      synchronized (ofQueues) {
        ofQueues.forEach(all::addAll);
      }
      String deadLetters = deadLetterArn;
      if (deadLetters != null && sources.containsKey(deadLetters)) {
        all.add(SqsSourceConfig.DEAD_LETTER_QUEUE_URL, SqsSourceConfig.DEAD_LETTER_LOOP);
      }
      return all;
    }

    /** Makes the request again after trouble that passes, as long as there is time for that. */
    <T> CompletableFuture<T> patiently(Supplier<CompletableFuture<T>> request, int failures) {
      return request
          .get()
          .exceptionallyCompose(
              error -> {
                long pause = backoff.after(failures + 1).toNanos();
                boolean again =
                    mayPass(SqsFailure.causeOf(error))
                        && nanoClock.getAsLong() + pause - lastTryNanos < 0;
                return again
                    ? CompletableFuture.supplyAsync(
                            () -> patiently(request, failures + 1),
                            CompletableFuture.delayedExecutor(pause, TimeUnit.NANOSECONDS, thread))
                        .thenCompose(Function.identity())
                    : CompletableFuture.failedFuture(error);
              });
    }

    /** A wrong host or port may pass too, but somebody who has mistyped it should not wait. */
    private boolean mayPass(Throwable error) {
      return error instanceof RetriableException
          && !(error instanceof SqsFailure failure && failure.kind() == Kind.NO_CONNECTION);
    }
  }

  /**
   * The checks of one queue.
   *
   * @param key the setting that names the queue
   * @param problems where to note what is wrong
   */
  private record Check(Round round, String key, SqsQueue queue, Problems problems) {

    CompletableFuture<Void> source() {
      return round
          .patiently(queue::attributes, 0)
          .thenAccept(this::judge)
          .handle((done, error) -> error == null || failed(SqsFailure.causeOf(error)))
          .thenCompose(
              isThere -> isThere ? permissions() : CompletableFuture.completedFuture(null));
    }

    CompletableFuture<Void> deadLetters() {
      return round
          .patiently(queue::attributes, 0)
          .thenAccept(attributes -> round.deadLetterArn = attributes.arn())
          .handle((done, error) -> error == null || failed(SqsFailure.causeOf(error)))
          .thenAccept(isThere -> {});
    }

    private void judge(QueueAttributes attributes) {
      String problem = round.config.visibilityProblem(queue.url(), attributes.visibilityTimeout());
      if (problem != null) {
        problems.add(SqsSourceConfig.VISIBILITY_TIMEOUT, problem);
      }
      String arn = attributes.arn();
      String same = arn == null ? null : round.sources.putIfAbsent(arn, queue.url());
      if (same != null) {
        problems.add(key, inOrder(same, queue.url()) + " are one queue: name it once");
      }
    }

    private String inOrder(String one, String other) {
      return round.config.queueUrls().stream()
          .filter(url -> url.equals(one) || url.equals(other))
          .collect(Collectors.joining(" and "));
    }

    private CompletableFuture<Void> permissions() {
      CompletableFuture<?> delete = queue.delete(NO_SUCH_RECEIPT);
      CompletableFuture<?> hide = queue.changeVisibility(NO_SUCH_RECEIPT, Duration.ofSeconds(1));
      // Asked at once, told in this order.
      return permission(delete).thenCompose(told -> permission(hide)).thenAccept(told -> {});
    }

    /** Every answer but a lack of permission means that the action is allowed, or says nothing. */
    private CompletableFuture<?> permission(CompletableFuture<?> request) {
      return request.handle(
          (answer, error) ->
              error != null
                  && SqsFailure.causeOf(error) instanceof SqsFailure failure
                  && failure.kind() == SqsFailure.Kind.PERMISSION
                  && failed(SqsFailure.causeOf(error)));
    }

    /** Notes why a request failed; returns whether the queue is there all the same. */
    private boolean failed(Throwable error) {
      if (!(error instanceof ConnectException)) {
        throw new CompletionException(error);
      }
      SqsFailure.Kind kind = SqsFailure.kindOf(error, SqsFailure.Kind.QUEUE);
      String what =
          error instanceof SqsFailure failure ? failure.what() : String.valueOf(error.getMessage());
      SqsSourceConfig config = round.config;
      String again = error instanceof RetriableException ? AGAIN : "";
      switch (kind) {
        case CREDENTIALS -> problems.add(config.credentialsKey(), what + again);
        case ROLE -> problems.add(SqsSourceConfig.ROLE_ARN, what + again);
        case NO_CONNECTION ->
            problems.add(
                config.connectionKey(),
                "no connection to SQS: " + what + ". Check this and the worker's network");
        case LOST_CONNECTION ->
            problems.add(config.connectionKey(), "SQS cannot be asked now: " + what + NETWORK);
        default ->
            problems.add(
                key,
                error instanceof RetriableException
                    ? "cannot be checked now: " + error.getMessage() + AGAIN
                    : String.valueOf(error.getMessage()));
      }
      return kind == SqsFailure.Kind.PERMISSION;
    }
  }
}
