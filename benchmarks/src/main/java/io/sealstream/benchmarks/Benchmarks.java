package io.sealstream.benchmarks;

import io.sealstream.benchmarks.latency.LatencyCommand;
import io.sealstream.benchmarks.servers.BenchmarkException;
import io.sealstream.benchmarks.servers.BrokerCommand;
import io.sealstream.benchmarks.source.GrowthCommand;
import io.sealstream.benchmarks.source.RawCommand;
import io.sealstream.benchmarks.source.SourceCommand;
import io.sealstream.quickstart.QuickstartException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of this module; each benchmark is a sub-command. */
@Command(
    name = "benchmarks",
    mixinStandardHelpOptions = true,
    versionProvider = Benchmarks.Version.class,
    description = "Sealstream's benchmarks, and the SQS server they run against.",
    subcommands = {
      SourceCommand.class,
      GrowthCommand.class,
      LatencyCommand.class,
      SmtCommand.class,
      RigCommand.class,
      RigSpeedCommand.class,
      RawCommand.class,
      BrokerCommand.class
    },
    synopsisSubcommandLabel = "COMMAND")
public final class Benchmarks {

  /** The version in the jar's manifest. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      @Nullable String version = Benchmarks.class.getPackage().getImplementationVersion();
      return new String[] {"Sealstream benchmarks " + (version == null ? "(unpacked)" : version)};
    }
  }

  /**
   * Runs a command and ends the JVM: 0 if it did what it should, 1 if not, 2 if the command line is
   * wrong.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /** For {@link #main} and for tests. */
  static CommandLine commandLine() {
    return new CommandLine(new Benchmarks())
        .setExecutionExceptionHandler(
            (error, command, parsed) -> {
              if (error instanceof BenchmarkException || error instanceof QuickstartException) {
                command.getErr().println(error.getMessage());
                return command.getCommandSpec().exitCodeOnExecutionException();
              }
              throw error;
            });
  }
}
