package io.sealstream.benchmarks;

import io.sealstream.benchmarks.mask.MaskReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.Main;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** JMH's benchmarks of MaskPii. */
@Command(
    name = "smt",
    mixinStandardHelpOptions = true,
    description = {
      "Measures with JMH what MaskPii takes for a record of ten fields, four of them",
      "or one masked, beside the encryptions alone. About two minutes.",
      "JMH's table has averages, the lines below it medians and their ratio, and whether",
      "MaskPii is within 1.25 times the encryption and 0.3 microseconds. A machine",
      "with other work needs -bm sample, where the median is that of single records.",
      ""
    },
    footer = {
      "",
      "For example:",
      "  smt -- -bm sample                    on a machine that has other work",
      "  smt -- -f 5 -i 10 mask cipherOnly    longer, and not all",
      "  smt -- -prof jfr maskStruct          where the time goes",
      "  smt -- -h                            JMH's options"
    })
final class SmtCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "JMH_OPTION",
      description = "Options of JMH after --, and patterns of the benchmarks to run. Default: all.")
  private List<String> jmhOptions = List.of();

  // Set by picocli
  @SuppressWarnings("NullAway.Init")
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() throws RunnerException, IOException {
    CommandLineOptions given = given();
    if (asksForText(given)) {
      Main.main(jmhOptions.toArray(String[]::new));
      return 0;
    }
    report(new Runner(options(given)).run());
    return 0;
  }

  /** Whether JMH is to print help or a list instead of measuring. */
  private static boolean asksForText(CommandLineOptions given) {
    return given.shouldHelp()
        || given.shouldList()
        || given.shouldListWithParams()
        || given.shouldListProfilers()
        || given.shouldListResultFormats();
  }

  /** How long to measure is in the annotations of the benchmarks, which what is given overrides. */
  private static Options options(CommandLineOptions given) {
    return new OptionsBuilder()
        .parent(given)
        .addProfiler(GCProfiler.class)
        .shouldFailOnError(true)
        .build();
  }

  private void report(Collection<RunResult> results) {
    PrintWriter out = spec.commandLine().getOut();
    out.println();
    new MaskReport(results).lines().forEach(out::println);
    out.flush();
  }

  private CommandLineOptions given() {
    try {
      return new CommandLineOptions(jmhOptions.toArray(String[]::new));
    } catch (CommandLineOptionException e) {
      throw new ParameterException(spec.commandLine(), "JMH: " + e.getMessage(), e);
    }
  }
}
