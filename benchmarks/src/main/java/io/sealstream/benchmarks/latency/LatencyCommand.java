package io.sealstream.benchmarks.latency;

import io.sealstream.benchmarks.servers.Checkout;
import io.sealstream.benchmarks.servers.Pause;
import io.sealstream.benchmarks.servers.Ranges;
import io.sealstream.quickstart.SampleLogins;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How long a login takes through the quickstart's pipeline. */
@Command(
    name = "latency",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Sends logins at a steady rate through the pipeline of the quickstart, with the",
      "configurations as they are shipped, and measures the time from SendMessage to the",
      "row that others can see in PostgreSQL. SQS rig, Kafka, Connect worker and PostgreSQL",
      "have a process each. A message is timed from when it was due, so that a sender that",
      "falls behind hides nothing; a row is looked for every 5 ms.",
      "Fails when a row is missing, or p99 is above the limit.",
      ""
    })
public final class LatencyCommand implements Callable<Integer> {

  private static final Duration LOOK_EVERY = Duration.ofMillis(5);
  private static final Duration TELL_EVERY = Duration.ofSeconds(10);
  private static final Duration ROWS_WITHIN = Duration.ofSeconds(30);
  private static final double P99 = 99;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Messages a second. Default: ${DEFAULT-VALUE}.")
  private int rate = 500;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "How long to measure. Default: ${DEFAULT-VALUE}.")
  private int seconds = 60;

  @Option(
      names = "--warm-up",
      paramLabel = "S",
      description = {
        "Seconds at the same rate before that. A worker on two cores is still compiled after a",
        "minute. Default: ${DEFAULT-VALUE}."
      })
  private int warmUpSeconds = 90;

  @Option(
      names = "--limit-ms",
      paramLabel = "MS",
      description = "What p99 must be below. Default: ${DEFAULT-VALUE}.")
  private int limitMillis = 1_000;

  @Option(
      names = "--rtt",
      paramLabel = "MS",
      description = "Round trip to SQS, in milliseconds. Default: ${DEFAULT-VALUE}.")
  private double roundTripMillis = 20;

  @ArgGroup private Other other = new Other();

  /** Servers that are not this command's own. */
  static final class Other {

    @Option(
        names = "--quickstart",
        description = {
          "Everything in the one process of bin/quickstart, with its SQS server; --rtt does not",
          "count then."
        })
    private boolean quickstart;

    @Option(
        names = "--running",
        paramLabel = "REPORT",
        description = {
          "The report of a quickstart that runs already (--keep-running --report REPORT),",
          "to use instead of a new one."
        })
    private @Nullable Path running;
  }

  // Set by picocli
  @SuppressWarnings("NullAway.Init")
  @Spec
  private CommandSpec spec;

  private final PendingMessages pending = new PendingMessages();

  @Override
  public Integer call() throws Exception {
    Ranges.requireAtLeast(spec, 1, "--rate", rate);
    Ranges.requireAtLeast(spec, 1, "--seconds", seconds);
    Ranges.requireAtLeast(spec, 0, "--warm-up", warmUpSeconds);
    Ranges.requireAtLeast(spec, 0, "--rtt", roundTripMillis);
    if (other.running != null) {
      return measure(LoginPipeline.Endpoints.read(other.running));
    }
    progress("The servers start");
    try (LoginPipeline pipeline = pipeline(Checkout.find())) {
      return measure(pipeline.endpoints());
    }
  }

  private LoginPipeline pipeline(Checkout checkout) throws Exception {
    return other.quickstart
        ? QuickstartProcess.start(checkout.root())
        : SeparateServers.start(checkout, roundTripMillis);
  }

  private int measure(LoginPipeline.Endpoints endpoints) throws SQLException {
    int warmUp = rate * warmUpSeconds;
    Iterator<String> bodies =
        SampleLogins.logins(warmUp + (long) rate * seconds).bodies().iterator();
    progress("%d messages/s: %d s of warm-up, then %d s".formatted(rate, warmUpSeconds, seconds));
    try (SteadySender sender = new SteadySender(endpoints.sqs(), endpoints.queueUrl(), pending);
        RowWatch rows = new RowWatch(endpoints.jdbc())) {
      CompletableFuture<Void> sending =
          CompletableFuture.runAsync(() -> sender.send(bodies, rate, warmUp));
      try {
        watch(rows, sending, sender);
      } finally {
        sender.stop();
        sending.handle((nothing, error) -> error).join(); // what it was, watch has thrown
      }
      return report(sender);
    }
  }

  /** Looks for rows until each message has one, or none came for too long. */
  private void watch(RowWatch rows, CompletableFuture<Void> sending, SteadySender sender)
      throws SQLException {
    long moved = System.nanoTime();
    long told = moved;
    while (!(sending.isDone() && sender.isAnswered() && pending.ids().isEmpty())) {
      Set<String> ids = Set.copyOf(pending.ids());
      var visible = rows.visible(ids);
      long now = System.nanoTime();
      pending.seen(visible, now);
      if (!visible.isEmpty() || ids.isEmpty()) {
        moved = now;
      } else if (now - moved > ROWS_WITHIN.toNanos()) {
        return;
      }
      if (now - told > TELL_EVERY.toNanos()) {
        told = now;
        progress("%,d rows, %,d messages without one".formatted(pending.rows(), ids.size()));
      }
      sender.requireNoFailure();
      Pause.of(LOOK_EVERY);
    }
    sending.join();
  }

  private int report(SteadySender sender) {
    Histogram micros = pending.micros();
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "%,d messages at %,d/s, from SendMessage to the row: p50 %.0f ms, p90 %.0f ms, p99 %.0f ms,"
            + " p99.9 %.0f ms, max %.0f ms%n",
        micros.getTotalCount(),
        rate,
        millis(micros, 50),
        millis(micros, 90),
        millis(micros, P99),
        millis(micros, 99.9),
        millis(micros, 100));
    out.printf(
        Locale.ROOT,
        "%,d without a row; the sender was late by %d ms at most%n",
        pending.ids().size(),
        sender.latest().toMillis());
    out.flush();
    return pending.ids().isEmpty() && millis(micros, P99) < limitMillis ? 0 : 1;
  }

  private static double millis(Histogram micros, double percentile) {
    return micros.getValueAtPercentile(percentile) / 1e3;
  }

  private void progress(String line) {
    spec.commandLine().getErr().println(line);
    spec.commandLine().getErr().flush();
  }
}
