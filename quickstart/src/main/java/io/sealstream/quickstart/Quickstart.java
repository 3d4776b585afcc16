package io.sealstream.quickstart;

import io.sealstream.quickstart.ui.LivePage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The command {@code bin/quickstart}: the whole pipeline, from queue to table, in one process.
 *
 * <p>Exit codes: 0 if every message that was sent is a row or a dead letter and every check holds,
 * 1 if not, 2 if the command line is wrong. A file that cannot be read or written is a 1.
 */
@Command(
    name = "quickstart",
    mixinStandardHelpOptions = true,
    versionProvider = Quickstart.Version.class,
    sortOptions = false,
    description = {
      "Runs the pipeline once, embedded, on free ports, or with --servers on those that are up:",
      "SQS -> source connector -> MaskPii -> Kafka -> JDBC sink -> PostgreSQL.",
      "",
      "It sends logins to the queue, waits until each is a row or a dead letter, shows what"
          + " arrived, and exits 0 only when sent == rows + dead-lettered. What it started is"
          + " removed at the end; in servers that were up everything stays.",
      ""
    })
public final class Quickstart implements Callable<Integer> {
  private static final String KEPT_LOG = "sealstream-quickstart-";
  private static final String TOPIC = "user_logins";
  private static final int PORT_MAX = 65_535;

  /** The system property in which bin/quickstart says where the agent that it starts listens. */
  private static final String AGENT_PORT = "sealstream.metrics.port";

  /** On which the Iceberg sink agrees with itself on commits; it must be there before the sink. */
  private static final String CONTROL_TOPIC = "control-iceberg";

  /** How long a worker that somebody else starts may still be starting. */
  private static final Duration ANSWERS_WITHIN = Duration.ofMinutes(2);

  private static final String SOURCE = "login-source.json";
  private static final String EXACTLY_ONCE_SOURCE = "login-source-exactly-once.json";

  @ArgGroup private @Nullable Source source;

  @Option(
      names = "--exactly-once",
      description = {
        "Deliver exactly once: the worker writes records and offsets in transactions, and",
        "the source is posted with exactly.once.support=required."
      })
  private boolean exactlyOnce;

  @Option(
      names = "--sinks",
      paramLabel = "NAMES",
      converter = Sinks.Parser.class,
      description = {
        "Post these sinks: jdbc alone, which is the default, or with file, iceberg or both, such",
        "as jdbc,file,iceberg; wait for each, compare the file with the rows, and count what the",
        "Iceberg table has committed."
      })
  private @Nullable Sinks namedSinks;

  @Option(
      names = "--servers",
      paramLabel = "FILE",
      description = {
        "Start no server, but use those that this file of properties names, such as",
        "docker/servers.properties. Their queue must be idle; what they hold already stays, and",
        "is not counted."
      })
  private @Nullable Path serversFile;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Write the outcome there as JSON: counts, seconds and endpoints.")
  private @Nullable Path reportFile;

  @Option(
      names = "--keep-running",
      description = "Stay up after the summary until interrupted; the report is written by then.")
  private boolean keepRunning;

  @Option(
      names = "--ui",
      description =
          "Serve a page on 127.0.0.1 that shows the pipeline live, takes logins, and pauses and"
              + " resumes the connectors; stay up as with --keep-running.")
  private boolean ui;

  @Option(
      names = "--ui-port",
      paramLabel = "PORT",
      description =
          "The port of the page, which this option asks for as well; by default a free one.")
  private @Nullable Integer uiPort;

  @Option(
      names = "--metrics-port",
      paramLabel = "PORT",
      description = {
        "Show the metrics to Prometheus at http://127.0.0.1:PORT/metrics (docs/monitoring.md).",
        "Its agent is started by bin/quickstart."
      })
  private @Nullable Integer metricsPort;

  @Option(
      names = "--log-file",
      paramLabel = "FILE",
      description =
          "Keep the servers' log there; with --servers, which have logs of their own, that of this"
              + " command. Without it the log is kept only when the run fails.")
  private @Nullable Path logFile;

  @Option(
      names = "--connect-configs",
      paramLabel = "DIR",
      hidden = true,
      required = true,
      description = "The configurations to post; bin/quickstart sets it.")
  private Path configs = Path.of("connect-configs");

  @Option(
      names = "--plugin-archives",
      paramLabel = "DIR",
      hidden = true,
      required = true,
      description = "The packaged plugins; bin/quickstart sets it.")
  private Path plugins = Path.of("plugins");

  @Option(
      names = "--sink-archives",
      paramLabel = "DIR",
      hidden = true,
      required = true,
      description =
          "The packaged plugins of sinks beside JDBC's, a folder each; bin/quickstart sets it.")
  private Path sinkArchives = Path.of("sinks");

  @Option(
      names = "--command-archives",
      paramLabel = "DIR",
      hidden = true,
      required = true,
      description = "The packaged command pii; bin/quickstart sets it.")
  private Path commands = Path.of("commands");

  @Spec private CommandLine.Model.@Nullable CommandSpec spec;

  private final Terminal terminal;
  private final Resources resources;
  private final CountDownLatch never = new CountDownLatch(1);
  private volatile boolean staysUp;

  Quickstart(Terminal terminal) {
    this.terminal = terminal;
    this.resources = new Resources();
  }

  /** What to send: a file, or generated logins; by default the sample. */
  static final class Source {
    @Option(
        names = "--messages",
        paramLabel = "FILE",
        description = {
          "Send this file instead of the sample of 100: one message body a line, byte for byte.",
          "Empty lines are no messages and are skipped."
        })
    private @Nullable Path file;

    @Option(
        names = "--count",
        paramLabel = "N",
        description = "Send N generated logins instead of the sample.")
    private @Nullable Long count;
  }

  /** The version in the jar's manifest. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Quickstart.class.getPackage().getImplementationVersion();
      return new String[] {"Sealstream quickstart " + (version == null ? "(unpacked)" : version)};
    }
  }

  /**
   * Runs the command and ends the JVM.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    boolean interactive = Boolean.getBoolean("sealstream.terminal");
    boolean colours = System.getenv("NO_COLOR") == null;
    Terminal terminal = new Terminal(System.out, System.err, interactive, colours);
    int exitCode = run(terminal, args);
    removeGivenFolder(terminal); // a run removes it itself, --help does not
    System.exit(exitCode);
  }

  /**
   * The folder that bin/quickstart made for this run, which is the JVM's temporary folder as well:
   * what libraries leave there goes with it. Null in tests.
   */
  private static @Nullable Path givenFolder() {
    String folder = System.getProperty("sealstream.folder");
    return folder == null ? null : Path.of(folder);
  }

  private static void removeGivenFolder(Terminal terminal) {
    Path folder = givenFolder();
    if (folder != null) {
      try {
        Folders.remove(folder);
      } catch (IOException e) {
        // The outcome of the run stands.
        terminal.error("The temporary folder " + folder + " could not be removed.");
      }
    }
  }

  private static Folders folders() {
    Path folder = givenFolder();
    return folder == null
        ? Folders.createIn(Path.of(System.getProperty("java.io.tmpdir")))
        : Folders.takeOver(folder);
  }

  /** Runs the command; for {@link #main} and for tests of the command line. */
  static int run(Terminal terminal, String... args) {
    return commandLine(terminal).execute(args);
  }

  private static CommandLine commandLine(Terminal terminal) {
    return new CommandLine(new Quickstart(terminal))
        .setParameterExceptionHandler(
            (e, arguments) -> {
              terminal.error(Sentences.end(String.valueOf(e.getMessage())) + " See --help.");
              return CommandLine.ExitCode.USAGE;
            });
  }

  @Override
  public Integer call() {
    requireUsage();
    Thread hook = new Thread(this::onShutdown, "quickstart-shutdown");
    Path log = null;
    try {
      Messages messages = messages();
      if (reportFile != null) {
        Report.prepare(reportFile);
      }
      if (logFile != null) {
        OutputFile.requireWritable("log", logFile);
      }
      Folders folders = resources.open(Quickstart::folders);
      log = logFile == null ? folders.root().resolve("quickstart.log") : logFile.toAbsolutePath();
      configureProcess(log);
      Runtime.getRuntime().addShutdownHook(hook);
      run(messages, folders);
      return CommandLine.ExitCode.OK;
    } catch (Exception e) {
      return failed(e, log);
    } finally {
      resources.close();
      removeHook(hook);
    }
  }

  /** What the parser does not know of the command line: options together, and their limits. */
  private void requireUsage() {
    requireUsage(
        serversFile == null || !(exactlyOnce || keepRunning || wantsPage() || metricsPort != null),
        "--exactly-once, --keep-running, --ui, --ui-port and --metrics-port are of servers that"
            + " this command starts: not with --servers.");
    if (source != null && source.count != null) {
      requireUsage(
          source.count >= 1, "--count must be at least 1, not %d.".formatted(source.count));
    }
    requirePort("--ui-port", uiPort);
    requirePort("--metrics-port", metricsPort);
    requireUsage(
        metricsPort == null || metricsPort.equals(Integer.getInteger(AGENT_PORT)),
        "The agent of --metrics-port is not there: start this by bin/quickstart, with the option"
            + " on its command line.");
  }

  private void requirePort(String option, @Nullable Integer port) {
    requireUsage(
        port == null || (port >= 1 && port <= PORT_MAX),
        "%s must be from 1 to %d, not %d.".formatted(option, PORT_MAX, port));
  }

  private void requireUsage(boolean holds, String sentence) {
    if (!holds) {
      throw new CommandLine.ParameterException(
          Objects.requireNonNull(spec).commandLine(), sentence);
    }
  }

  private boolean wantsPage() {
    return ui || uiPort != null;
  }

  private void run(Messages messages, Folders folders) throws Exception {
    long begin = System.nanoTime();
    Sinks sinks = namedSinks == null ? Sinks.jdbcOnly() : namedSinks;
    Servers servers = serversFile == null ? start(sinks, folders) : given(serversFile, folders);
    if (sinks.contains(Sink.ICEBERG)) {
      KafkaTopic.ensure(servers.endpoints().bootstrap(), CONTROL_TOPIC, 1);
    }
    UserLogins table = resources.open(() -> UserLogins.open(servers.database()));
    DeadLetterTopic deadLetters =
        resources.open(() -> DeadLetterTopic.open(servers.endpoints().bootstrap()));
    Pipeline pipeline = new Pipeline(servers, table, deadLetters, terminal);
    terminal.heading("Posting the connectors");
    List<Path> posted = new ArrayList<>(sinks.configs(configs));
    posted.add(0, configs.resolve(exactlyOnce ? EXACTLY_ONCE_SOURCE : SOURCE));
    List<String> connectors = pipeline.deploy(posted);
    LivePage page = wantsPage() ? openPage(servers, connectors) : null;

    terminal.heading(
        "Sending %s: %s"
            .formatted(Sentences.count(messages.count(), "message"), messages.description()));
    SentLogins sent = new SentLogins();
    Pipeline.Outcome outcome =
        pipeline.flow(messages, page == null ? sent : countedBy(page, sent), connectors);
    Accounts accounts = outcome.accounts();
    // A sink has all that its topic has.
    Accounts all = outcome.all();
    OtherSinks otherSinks = namedSinks == null ? null : otherSinks(namedSinks, servers, all);
    if (otherSinks != null) {
      otherSinks.await(connectors);
    }
    if (reportFile != null) {
      report(servers, page, outcome, otherSinks).write(reportFile);
    }

    Findings findings = new Findings(servers, table, deadLetters, sent, terminal);
    findings.show(accounts);
    if (exactlyOnce) {
      showOnce(servers, accounts);
    }
    if (otherSinks != null) {
      otherSinks.show(all);
    }
    summarize(accounts, outcome.took(), Duration.ofNanos(System.nanoTime() - begin));
    if (page != null) {
      page.runIsOver();
    }
    if (keepRunning || page != null) {
      stayUp(servers, page);
    }
  }

  private Servers start(Sinks sinks, Folders folders) throws Exception {
    terminal.heading("Starting everything in this process");
    List<Path> archives = new ArrayList<>(sinks.archives(sinkArchives));
    archives.add(plugins);
    Map<String, String> worker = new HashMap<>(sinks.workerOverrides());
    if (exactlyOnce) {
      worker.put("exactly.once.source.support", "enabled");
    }
    return EmbeddedServers.start(configs, archives, commands, worker, folders, resources, terminal);
  }

  private Servers given(Path file, Folders folders) {
    terminal.heading("Using servers that are up");
    Servers servers =
        GivenServers.read(file, PiiCommand.unpack(commands, folders.folder("commands")));
    show(servers);
    new ConnectRest(servers.endpoints().connect()).awaitAnswer(ANSWERS_WITHIN);
    return servers;
  }

  /** Opened after the servers, and so closed before them: it never shows one that is stopping. */
  private LivePage openPage(Servers servers, List<String> connectors) throws Exception {
    RunningPipeline running = resources.open(() -> RunningPipeline.of(servers, TOPIC, connectors));
    LivePage page = resources.open(() -> startPage(running));
    terminal.heading("Open " + page.url() + " to watch");
    return page;
  }

  private LivePage startPage(RunningPipeline running) {
    try {
      return LivePage.start(running, UserLogins.COLUMNS, uiPort == null ? 0 : uiPort);
    } catch (Exception e) {
      throw QuickstartException.of(
          "The page cannot be served" + (uiPort == null ? "" : " on port " + uiPort), e);
    }
  }

  private static MessageSender.Listener countedBy(LivePage page, MessageSender.Listener listener) {
    return (index, messageId, body) -> {
      listener.sent(index, messageId, body);
      page.sent(1);
    };
  }

  private OtherSinks otherSinks(Sinks sinks, Servers servers, Accounts accounts) throws Exception {
    // Without a login there is no topic: the source makes it for its first record.
    CommittedRecords records =
        accounts.produced() == 0
            ? new CommittedRecords(0, 0)
            : CommittedRecords.in(servers.endpoints().bootstrap(), TOPIC);
    return resources.open(() -> OtherSinks.open(sinks, servers, records, terminal));
  }

  private void showOnce(Servers servers, Accounts accounts) {
    terminal.heading("Exactly once (seen by a read_committed consumer)");
    CommittedRecords records = CommittedRecords.in(servers.endpoints().bootstrap(), TOPIC);
    boolean once = records.count() == accounts.produced() && records.messages() == records.count();
    terminal.check(
        once,
        "%s in topic %s, of %s"
            .formatted(
                Sentences.count(records.count(), "record"),
                TOPIC,
                Sentences.count(records.messages(), "message")));
    if (!once) {
      throw new QuickstartException(
          "The topic %s has %,d records of %,d messages, of which %,d are rows and %,d were rejected."
              .formatted(
                  TOPIC,
                  records.count(),
                  records.messages(),
                  accounts.rows(),
                  accounts.rejected()));
    }
  }

  private void summarize(Accounts accounts, Duration flow, Duration whole) {
    terminal.heading("Summary");
    terminal.check(
        accounts.balanced(),
        "%,d sent %s %s + %,d dead-lettered, in %s (the whole run: %s)"
            .formatted(
                accounts.sent(),
                accounts.balanced() ? "=" : "is not",
                Sentences.count(accounts.rows(), "row"),
                accounts.deadLettered(),
                Terminal.seconds(flow),
                Terminal.seconds(whole)));
    if (!accounts.balanced()) {
      throw new QuickstartException(
          "Of %,d messages %,d are accounted for."
              .formatted(accounts.sent(), accounts.accounted()));
    }
  }

  private void stayUp(Servers servers, @Nullable LivePage page) throws InterruptedException {
    terminal.heading("Everything stays up until you interrupt it (Ctrl-C)");
    if (page != null) {
      terminal.line("Page           " + page.url());
    }
    show(servers);
    if (metricsPort != null) {
      terminal.line("Metrics        http://127.0.0.1:" + metricsPort + "/metrics");
    }
    if (namedSinks != null && namedSinks.contains(Sink.FILE)) {
      terminal.line("JSON lines     " + servers.sinkFiles().logins());
    }
    if (namedSinks != null && namedSinks.contains(Sink.ICEBERG)) {
      terminal.line("Warehouse      " + servers.sinkFiles().warehouse());
    }
    staysUp = true;
    never.await();
  }

  private void show(Servers servers) {
    Report.Endpoints endpoints = servers.endpoints();
    terminal.line("Kafka          " + endpoints.bootstrap());
    terminal.line("Kafka Connect  " + endpoints.connect());
    terminal.line("SQS            " + endpoints.queueUrl());
    terminal.line("PostgreSQL     " + endpoints.jdbc());
    terminal.line("Keyset         " + servers.keyset());
  }

  private static Report report(
      Servers servers,
      @Nullable LivePage page,
      Pipeline.Outcome outcome,
      @Nullable OtherSinks otherSinks) {
    Accounts accounts = outcome.accounts();
    return new Report(
        accounts.sent(),
        accounts.rows(),
        accounts.deadLettered(),
        outcome.took().toMillis() / 1000.0,
        servers.endpoints().with(page),
        TOPIC,
        servers.keyset().toString(),
        otherSinks == null ? null : otherSinks.counts(outcome.all().rows()));
  }

  private Messages messages() {
    if (source == null) {
      return SampleLogins.sample();
    }
    if (source.file != null) {
      return MessageFile.read(source.file);
    }
    return SampleLogins.logins(Objects.requireNonNull(source.count)); // one of the two is there
  }

  /** What the servers take from the process itself, set before the first of their classes loads. */
  private static void configureProcess(Path log) {
    System.setProperty("log4j2.configurationFile", "quickstart-log4j2.xml");
    System.setProperty("sealstream.log.file", log.toString());
    System.setProperty("java.util.logging.manager", "org.apache.logging.log4j.jul.LogManager");
    // The AWS SDK's default chain, which the configuration relies on; the embedded queue lets
    // anybody in.
    System.setProperty("aws.region", EmbeddedSqs.REGION);
    System.setProperty("aws.accessKeyId", "quickstart");
    System.setProperty("aws.secretAccessKey", "quickstart");
  }

  private int failed(Exception e, @Nullable Path log) {
    if (resources.isClosing()) {
      // The shutdown hook is at work and says so; what fails now fails because of it.
      return CommandLine.ExitCode.SOFTWARE;
    }
    QuickstartException explained = QuickstartException.of("The run failed", e);
    terminal.error(String.valueOf(explained.getMessage()));
    if (log != null) {
      LoggerFactory.getLogger(Quickstart.class).error("The run failed", e);
      Path kept = logFile == null ? keep(log) : log;
      if (kept != null) {
        terminal.error((serversFile == null ? "The servers' log is " : "The log is ") + kept);
      }
    }
    return CommandLine.ExitCode.SOFTWARE;
  }

  /** Copies the log to a file that only its owner can read; null if that is not possible. */
  static @Nullable Path keep(Path log) {
    try {
      if (!Files.exists(log)) {
        return null;
      }
      Path given = givenFolder();
      Path kept =
          given == null
              ? Files.createTempFile(KEPT_LOG, ".log")
              : Files.createTempFile(given.toAbsolutePath().getParent(), KEPT_LOG, ".log");
      // Into the file as it is: replacing it would give the copy the permissions of any new file.
      try (OutputStream out = Files.newOutputStream(kept)) {
        Files.copy(log, out);
      }
      return kept;
    } catch (IOException e) {
      return null;
    }
  }

  private void onShutdown() {
    boolean wasUp = staysUp;
    terminal.error(
        wasUp
            ? "stopping, and removing everything"
            : "stopped before it was done; removing everything");
    resources.close();
    if (wasUp) {
      // This is how a run that was asked to stay up ends well; the JVM alone would exit 130 or 143.
      Runtime.getRuntime().halt(CommandLine.ExitCode.OK);
    }
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The hook is what ends this run.
    }
  }

  /** For tests that look at what the command prints. */
  static Terminal plainTerminal(PrintStream out, PrintStream err) {
    return new Terminal(out, err, false, false);
  }
}
