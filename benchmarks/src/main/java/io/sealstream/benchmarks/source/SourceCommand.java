package io.sealstream.benchmarks.source;

import io.sealstream.benchmarks.servers.Checkout;
import io.sealstream.benchmarks.servers.ConnectWorker;
import io.sealstream.benchmarks.servers.Ranges;
import io.sealstream.quickstart.SampleLogins;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What the source reaches, and what could be reached at all. */
@Command(
    name = "source",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measures the source connector: SQS rig, Kafka and a distributed Connect worker,",
      "each in a process of its own, with the connector's archive as it is released.",
      "In the same run it measures the raw loop: what the AWS SDK alone receives and",
      "deletes, ten at a time, with the concurrency that carries most; no Kafka.",
      "All of them stay up, warm, and are measured in turn, in rounds, each on a queue",
      "of its own: the speed of a machine changes, their ratio hardly.",
      ""
    })
public final class SourceCommand implements Callable<Integer> {

  private static final int DISTINCT_LOGINS = 1_000;

  /** What there is beside connectors. */
  enum Peer {
    SPRING
  }

  @Option(
      names = "--rtt",
      paramLabel = "MS",
      description = "Round trip to SQS, in milliseconds. Default: ${DEFAULT-VALUE}.")
  private double roundTripMillis = 20;

  @Option(
      names = "--messages",
      paramLabel = "N",
      description = "Messages to measure in each round. Default: ${DEFAULT-VALUE}.")
  private long messages = 200_000;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Rounds, in which all are measured in turn. Default: ${DEFAULT-VALUE}.")
  private int rounds = 5;

  @Option(names = "--tasks", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
  private int tasks = 1;

  @Option(
      names = "--body-bytes",
      paramLabel = "N",
      description = "The size of a message. Default: ${DEFAULT-VALUE}.")
  private int bodyBytes = 200;

  @Option(
      names = "--warm-up",
      paramLabel = "S",
      description = "Seconds at full speed before anything counts. Default: ${DEFAULT-VALUE}.")
  private int warmUpSeconds = 30;

  @Option(
      names = "--at-most",
      paramLabel = "S",
      description = "Ends a round of what is slow. Default: ${DEFAULT-VALUE}.")
  private int atMostSeconds = 30;

  @Option(
      names = "--raw",
      split = ",",
      paramLabel = "CLIENT",
      description = {
        "HTTP clients of the raw loop; ratios are to the best of them.",
        "${COMPLETION-CANDIDATES}. Default: NETTY,CRT."
      })
  private List<HttpClientKind> raw = List.of(HttpClientKind.NETTY, HttpClientKind.CRT);

  @Option(names = "--no-raw", description = "Leaves the raw loop out.")
  private boolean noRaw;

  @Option(
      names = "--transforms",
      description = "Measures connect-configs/login-source.json too, without and with transforms.")
  private boolean transforms;

  @Option(
      names = "--exactly-once",
      description = {
        "Measures our connector exactly once too, in a worker that supports it, and how",
        "many bytes of source offsets that takes for a message."
      })
  private boolean exactlyOnce;

  @Option(
      names = "--connector",
      paramLabel = "FILE",
      description = {
        "Another connector beside ours: the JSON that is posted, with a name and a config.",
        "May be repeated, also with another configuration of ours.",
        "It may name $${env:SQS_QUEUE_URL}, $${env:SQS_ENDPOINT_URL} and $${env:AWS_REGION},",
        "and produces to the topic benchmark."
      })
  private List<Path> connectors = List.of();

  @Option(
      names = "--plugin-path",
      paramLabel = "DIR",
      description = "Unpacked plugins for --connector. Default: the project's own.")
  private @Nullable Path pluginPath;

  @Option(
      names = "--peer",
      paramLabel = "NAME",
      description = {
        "Measures the same work by something else too: ${COMPLETION-CANDIDATES},",
        "which is Spring Cloud AWS's listener with a KafkaTemplate."
      })
  private @Nullable Peer peer;

  @Option(
      names = "--peer-option",
      paramLabel = "OPTION",
      description = "An option of its command line, such as --max-concurrent=5000.")
  private List<String> peerOptions = List.of();

  @Option(
      names = "--worker-option",
      paramLabel = "OPTION",
      description = "An option of the worker's JVM. Default: as connect-distributed.sh has them.")
  private List<String> workerOptions = ConnectWorker.JVM_OPTIONS;

  // Set by picocli
  @SuppressWarnings("NullAway.Init")
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Ranges.requireAtLeast(spec, 0, "--rtt", roundTripMillis);
    Ranges.requireAtLeast(spec, 1, "--messages", messages);
    Ranges.requireAtLeast(spec, 1, "--rounds", rounds);
    Ranges.requireAtLeast(spec, 1, "--tasks", tasks);
    Ranges.requireAtLeast(spec, 1, "--body-bytes", bodyBytes);
    Ranges.requireAtLeast(spec, 1, "--warm-up", warmUpSeconds);
    Ranges.requireAtLeast(spec, 1, "--at-most", atMostSeconds);
    List<ConnectorFile> others = connectors.stream().map(ConnectorFile::read).toList();
    Checkout checkout = Checkout.find();
    try (SourceBenchmark benchmark = SourceBenchmark.start(settings(), checkout, this::progress)) {
      print(measured(benchmark, checkout, others));
    }
    return 0;
  }

  private Report measured(SourceBenchmark benchmark, Checkout checkout, List<ConnectorFile> others)
      throws Exception {
    List<Entrant> rawLoops = rawLoops(benchmark);
    Entrant subject = subject(benchmark);
    List<Entrant> peers = peers(benchmark, others);
    List<Entrant> once = exactlyOnce ? List.of(exactlyOnce(benchmark)) : List.of();
    List<Entrant> pair = transforms ? pair(benchmark, checkout) : List.of();
    benchmark.measure(
        Stream.of(rawLoops, List.of(subject), once, peers, pair).flatMap(List::stream).toList());
    Report report = new Report();
    rawLoops.forEach(loop -> report.raw(loop.rounds()));
    report.beside(subject.rounds());
    once.forEach(entrant -> report.variant(entrant.rounds()));
    once.forEach(entrant -> report.note(offsets(benchmark, entrant)));
    peers.forEach(other -> report.peer(other.rounds()));
    if (transforms) {
      report.pair(pair.get(0).rounds(), pair.get(1).rounds());
    }
    return report;
  }

  private List<Entrant> rawLoops(SourceBenchmark benchmark) throws Exception {
    List<Entrant> loops = new ArrayList<>();
    for (HttpClientKind client : noRaw ? List.<HttpClientKind>of() : raw) {
      loops.add(benchmark.raw(client, text()));
    }
    return loops;
  }

  private Entrant subject(SourceBenchmark benchmark) throws Exception {
    ConnectorFile plain = ConnectorFile.plain().with("tasks.max", Integer.toString(tasks));
    return benchmark.connector("connector " + plain.name(), plain, text(), null);
  }

  private Entrant exactlyOnce(SourceBenchmark benchmark) throws Exception {
    ConnectorFile file =
        ConnectorFile.plain().with("tasks.max", Integer.toString(tasks)).exactlyOnce();
    return benchmark.connector("connector " + file.name() + ", exactly once", file, text(), null);
  }

  /** At least once takes so little that it does not show. */
  private static String offsets(SourceBenchmark benchmark, Entrant once) {
    return "%s: %.1f bytes of source offsets a message"
        .formatted(once.name(), (double) benchmark.offsetsBytes() / once.deleted());
  }

  private List<Entrant> peers(SourceBenchmark benchmark, List<ConnectorFile> others)
      throws Exception {
    List<Entrant> peers = new ArrayList<>();
    for (ConnectorFile file : others) {
      peers.add(benchmark.connector("connector " + file.name(), file, text(), pluginPath));
    }
    if (peer != null) {
      peers.add(benchmark.spring(text(), peerOptions));
    }
    return peers;
  }

  private List<Entrant> pair(SourceBenchmark benchmark, Checkout checkout) throws Exception {
    ConnectorFile shipped = shipped(checkout);
    List<String> logins = SampleLogins.logins(DISTINCT_LOGINS).bodies().toList();
    return List.of(
        benchmark.connector(
            "login-source, no transforms", shipped.withoutTransforms(), logins, null),
        benchmark.connector("login-source, as shipped", shipped, logins, null));
  }

  private ConnectorFile shipped(Checkout checkout) {
    return ConnectorFile.read(checkout.config("login-source.json"))
        .with("tasks.max", Integer.toString(tasks));
  }

  private List<String> text() {
    return List.of("x".repeat(bodyBytes));
  }

  private SourceBenchmark.Settings settings() {
    return new SourceBenchmark.Settings(
        roundTripMillis,
        rounds,
        messages,
        Duration.ofSeconds(warmUpSeconds),
        Duration.ofSeconds(atMostSeconds),
        workerOptions);
  }

  private void progress(String line) {
    spec.commandLine().getErr().println(line);
    spec.commandLine().getErr().flush();
  }

  private void print(Report report) {
    PrintWriter out = spec.commandLine().getOut();
    out.print(report.table().markdown());
    report.ratios().forEach(out::println);
    out.flush();
  }
}
