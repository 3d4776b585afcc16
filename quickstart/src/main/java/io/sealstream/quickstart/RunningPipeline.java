package io.sealstream.quickstart;

import io.sealstream.quickstart.ui.LivePipeline;
import io.sealstream.quickstart.ui.PipelineException;
import io.sealstream.quickstart.ui.Reading;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The pipeline of a run, for its page. */
final class RunningPipeline implements LivePipeline, AutoCloseable {
  /** Less than the page waits, and each holds one of the few threads of the page's server. */
  private static final Duration ORDERS_WITHIN = Duration.ofSeconds(8);

  /** When the last request of a sending may begin, which together is less than the page waits. */
  private static final Duration SENDS_WITHIN = Duration.ofSeconds(5);

  private static final Duration REQUEST_WITHIN = Duration.ofSeconds(5);

  private final PipelineReader reader;
  private final QueueClient queue;
  private final String queueUrl;
  private final ConnectRest worker;
  private final AtomicLong nextSeed = new AtomicLong();

  private RunningPipeline(Servers servers, PipelineReader reader) {
    this.reader = reader;
    this.queue = servers.queues().within(REQUEST_WITHIN);
    this.queueUrl = servers.endpoints().queueUrl();
    this.worker = new ConnectRest(servers.endpoints().connect(), ORDERS_WITHIN);
  }

  /**
   * Opens what is needed to look at it.
   *
   * @param topic that the source writes to
   * @param connectors those of the run, in the order in which they are shown
   */
  static RunningPipeline of(Servers servers, String topic, List<String> connectors) {
    return new RunningPipeline(servers, PipelineReader.open(servers, topic, connectors));
  }

  @Override
  public Reading read(Set<String> followed) throws PipelineException {
    return explained("The pipeline cannot be read", () -> reader.read(followed));
  }

  @Override
  public List<String> generate(int count) {
    // The run's own sample has another seed than any of these.
    try (Stream<String> bodies = SampleLogins.others(count, nextSeed.getAndIncrement()).bodies()) {
      return bodies.toList();
    }
  }

  @Override
  public void send(List<String> bodies, Consumer<String> taken) throws PipelineException {
    explained("Sending failed", () -> sendAll(bodies, taken));
  }

  private void sendAll(List<String> bodies, Consumer<String> taken) {
    long begin = System.nanoTime();
    for (int from = 0; from < bodies.size(); from += QueueClient.BATCH_ENTRIES) {
      if (System.nanoTime() - begin > SENDS_WITHIN.toNanos()) {
        throw new QuickstartException(
            "The queue is slow: it took %,d of %,d messages in time."
                .formatted(from, bodies.size()));
      }
      int to = Math.min(bodies.size(), from + QueueClient.BATCH_ENTRIES);
      List<QueueClient.Sent> answers = queue.send(queueUrl, bodies.subList(from, to));
      answers.stream()
          .filter(sent -> sent.error().isEmpty())
          .forEach(sent -> taken.accept(sent.messageId()));
      for (QueueClient.Sent sent : answers) {
        if (!sent.error().isEmpty()) {
          throw new QuickstartException(
              "The queue refused a message: " + Sentences.end(sent.error()));
        }
      }
    }
  }

  @Override
  public void order(String connector, Order order) throws PipelineException {
    explained(
        "The worker did not do it",
        () -> {
          switch (order) {
            case PAUSE -> worker.pause(connector);
            case RESUME -> worker.resume(connector);
            case RESTART -> worker.restartFailed(connector);
          }
        });
  }

  private static void explained(String what, Runnable call) throws PipelineException {
    Object unused = explained(what, Executors.callable(call));
  }

  private static <T> T explained(String what, Callable<T> call) throws PipelineException {
    try {
      return call.call();
    } catch (Exception e) {
      QuickstartException explained = QuickstartException.of(what, e);
      throw new PipelineException(String.valueOf(explained.getMessage()), e);
    }
  }

  @Override
  public void close() {
    reader.close();
  }
}
