package io.sealstream.benchmarks.servers;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** What numbers a command line may have. */
public final class Ranges {
  private Ranges() {}

  /**
   * Refuses a number that is too small.
   *
   * @throws ParameterException that names the option, what it must be, and what it is
   */
  public static void requireAtLeast(CommandSpec spec, int least, String option, Number value) {
    if (value.doubleValue() < least) {
      throw new ParameterException(
          spec.commandLine(), option + " must be at least " + least + ", not " + value);
    }
  }
}
