package io.sealstream.quickstart;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options of {@code bin/quickstart}, and what they ask of a run. */
final class QuickstartOptions {
  private static final int PORT_MAX = 65_535;

  /** The system property in which bin/quickstart says where the agent that it starts listens. */
  private static final String AGENT_PORT = "sealstream.metrics.port";

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

  @Spec(Spec.Target.MIXEE)
  private CommandLine.Model.@Nullable CommandSpec spec;

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

  /**
   * What the parser does not know of the command line: options together, and their limits.
   *
   * @throws CommandLine.ParameterException if it is wrong
   */
  void requireUsage() {
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

  /** Whether the page is wanted. */
  boolean wantsPage() {
    return ui || uiPort != null;
  }

  /**
   * What to send.
   *
   * @throws QuickstartException if it cannot be read
   */
  Messages messages() {
    if (source == null) {
      return SampleLogins.sample();
    }
    if (source.file != null) {
      return MessageFile.read(source.file);
    }
    return SampleLogins.logins(Objects.requireNonNull(source.count)); // one of the two is there
  }

  boolean exactlyOnce() {
    return exactlyOnce;
  }

  /** The sinks to post. */
  Sinks sinks() {
    return namedSinks == null ? Sinks.jdbcOnly() : namedSinks;
  }

  /** The same, or null if they were not named: what each of them has is shown if they were. */
  @Nullable Sinks namedSinks() {
    return namedSinks;
  }

  /** The file that names servers which are up; null if the run starts its own. */
  @Nullable Path serversFile() {
    return serversFile;
  }

  @Nullable Path reportFile() {
    return reportFile;
  }

  /** Where the log was asked to stay; null if nowhere. */
  @Nullable Path logFile() {
    return logFile;
  }

  /** Whether the servers are to stay up after the summary. */
  boolean staysUp() {
    return keepRunning || wantsPage();
  }

  /** The port of the page; null for a free one. */
  @Nullable Integer uiPort() {
    return uiPort;
  }

  @Nullable Integer metricsPort() {
    return metricsPort;
  }

  /** The folder of configurations. */
  Path configs() {
    return configs;
  }

  /** The configurations to post, the source's first. */
  List<Path> connectors() {
    List<Path> connectors = new ArrayList<>();
    connectors.add(configs.resolve(exactlyOnce ? EXACTLY_ONCE_SOURCE : SOURCE));
    connectors.addAll(sinks().configs(configs));
    return connectors;
  }

  /** The folders of packaged plugins that the worker needs. */
  List<Path> pluginArchives() {
    List<Path> archives = new ArrayList<>(sinks().archives(sinkArchives));
    archives.add(plugins);
    return archives;
  }

  /** The folder of the packaged command pii. */
  Path commandArchives() {
    return commands;
  }
}
