package io.sealstream.benchmarks.source;

import io.sealstream.benchmarks.servers.Checkout;
import io.sealstream.benchmarks.servers.ConnectWorker;
import io.sealstream.benchmarks.servers.Ranges;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Tables and plots of what the source's speed depends on. */
@Command(
    name = "growth",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measures the source connector as the command source does, while one thing grows:",
      "the round trip, the tasks, the size of a message, the backlog. It prints a table",
      "of each as Markdown, and draws it as PNG. About 25 minutes with all of them.",
      ""
    })
public final class GrowthCommand implements Callable<Integer> {

  /** What can grow. */
  enum What {
    ROUND_TRIPS,
    TASKS,
    BODIES,
    BACKLOGS
  }

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "WHAT",
      description = "${COMPLETION-CANDIDATES}. Default: all.")
  private List<What> only = List.of(What.values());

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where the plots go. Default: ${DEFAULT-VALUE}.")
  private Path out = Path.of("target", "growth");

  @Option(
      names = "--messages",
      paramLabel = "N",
      description =
          "Messages to measure in each round, but with BACKLOGS. Default: ${DEFAULT-VALUE}.")
  private long messages = 200_000;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = {
        "Rounds of each point, but with BACKLOGS: a backlog is drained once.",
        "Default: ${DEFAULT-VALUE}."
      })
  private int rounds = 3;

  @Option(
      names = "--backlogs",
      split = ",",
      paramLabel = "N",
      description = "Messages in the queue, with BACKLOGS. Default: ${DEFAULT-VALUE}.")
  private List<Integer> backlogs = List.of(10_000, 100_000, 1_000_000);

  @Option(
      names = "--warm-up",
      paramLabel = "S",
      description = "Seconds at full speed before anything counts. Default: ${DEFAULT-VALUE}.")
  private int warmUpSeconds = 20;

  @Option(
      names = "--at-most",
      paramLabel = "S",
      description = "Ends a round of what is slow. Default: ${DEFAULT-VALUE}.")
  private int atMostSeconds = 10;

  @Option(
      names = "--raw",
      paramLabel = "CLIENT",
      description = "The raw loop's HTTP client: ${COMPLETION-CANDIDATES}. Default: CRT.")
  private HttpClientKind raw = HttpClientKind.CRT;

  // Set by picocli
  @SuppressWarnings("NullAway.Init")
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Ranges.requireAtLeast(spec, 1, "--messages", messages);
    Ranges.requireAtLeast(spec, 1, "--rounds", rounds);
    for (int backlog : backlogs) {
      Ranges.requireAtLeast(spec, 1, "--backlogs", backlog);
    }
    Ranges.requireAtLeast(spec, 1, "--warm-up", warmUpSeconds);
    Ranges.requireAtLeast(spec, 1, "--at-most", atMostSeconds);
    // It draws into a file, on machines without a screen.
    System.setProperty("java.awt.headless", "true");
    Files.createDirectories(out);
    SourceBenchmark.Settings settings =
        new SourceBenchmark.Settings(
            20,
            rounds,
            messages,
            Duration.ofSeconds(warmUpSeconds),
            Duration.ofSeconds(atMostSeconds),
            ConnectWorker.JVM_OPTIONS);
    try (SourceBenchmark benchmark =
        SourceBenchmark.start(settings, Checkout.find(), this::progress)) {
      Growth growth = new Growth(benchmark, raw);
      for (What what : only) {
        show(measured(growth, what));
      }
    }
    return 0;
  }

  private Growth.Result measured(Growth growth, What what) throws Exception {
    return switch (what) {
      case ROUND_TRIPS -> growth.roundTrips();
      case TASKS -> growth.tasks();
      case BODIES -> growth.bodies();
      case BACKLOGS -> growth.backlogs(backlogs);
    };
  }

  private void show(Growth.Result result) throws IOException {
    PrintWriter text = spec.commandLine().getOut();
    text.println(result.table().markdown());
    text.flush();
    Path file = out.resolve(result.name() + ".png");
    result.plot().writePng(file);
    progress("Drawn: " + file);
  }

  private void progress(String line) {
    spec.commandLine().getErr().println(line);
    spec.commandLine().getErr().flush();
  }
}
