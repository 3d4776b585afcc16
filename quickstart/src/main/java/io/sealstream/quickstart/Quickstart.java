package io.sealstream.quickstart;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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

  @Mixin private final QuickstartOptions options = new QuickstartOptions();

  private final Terminal terminal;
  private final Resources resources;
  private final QuickstartRun run;

  Quickstart(Terminal terminal) {
    this.terminal = terminal;
    this.resources = new Resources();
    this.run = new QuickstartRun(options, resources, terminal);
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
    options.requireUsage();
    Thread hook = new Thread(this::onShutdown, "quickstart-shutdown");
    Path log = null;
    try {
      Messages messages = options.messages();
      if (options.reportFile() != null) {
        Report.prepare(options.reportFile());
      }
      Path wanted = options.logFile();
      if (wanted != null) {
        OutputFile.requireWritable("log", wanted);
      }
      Folders folders = resources.open(Quickstart::folders);
      log = wanted == null ? folders.root().resolve("quickstart.log") : wanted.toAbsolutePath();
      configureProcess(log);
      Runtime.getRuntime().addShutdownHook(hook);
      run.toTheEnd(messages, folders);
      return CommandLine.ExitCode.OK;
    } catch (Exception e) {
      return failed(e, log);
    } finally {
      resources.close();
      removeHook(hook);
    }
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
      Path kept = options.logFile() == null ? keep(log) : log;
      if (kept != null) {
        terminal.error(
            (options.serversFile() == null ? "The servers' log is " : "The log is ") + kept);
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
    boolean wasUp = run.isUp();
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
