package io.sealstream.connect.mask.cli;

import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Turns what a command throws into one line on standard error and an exit code. */
final class Failures {
  private static final int BROKEN_PIPE =
      128 + 13; // as a shell reports a process that SIGPIPE ended

  private Failures() {}

  /** Says what a command ended with, or what went wrong around it. */
  static int handle(Throwable failure, CommandLine command) {
    if (failure instanceof Streams.OutputException output && output.isBrokenPipe()) {
      return BROKEN_PIPE;
    }
    print(command, describe(failure));
    return CommandLine.ExitCode.SOFTWARE;
  }

  /** Says what is wrong with the command line, and where help is. */
  static int usage(ParameterException failure) {
    CommandLine command = failure.getCommandLine();
    print(
        command,
        WrongUsage.describe(failure)
            + "; see "
            + command.getCommandSpec().qualifiedName()
            + " --help");
    return CommandLine.ExitCode.USAGE;
  }

  private static void print(CommandLine command, String message) {
    command.getErr().println("pii: " + message);
    command.getErr().flush();
  }

  private static String describe(Throwable failure) {
    if (failure instanceof Failure) {
      return String.valueOf(failure.getMessage());
    }
    if (failure instanceof Streams.OutputException) {
      return "cannot write to standard output";
    }
    if (failure instanceof IOException) {
      return "cannot read standard input (" + failure.getClass().getSimpleName() + ")";
    }
    if (failure instanceof OutOfMemoryError) {
      // The one error that is foreseen: a value may be as long as its line.
      return "out of memory: a line, a record or a batch is too large for it; give rewrap a smaller"
          + " --batch-size, or Java more memory, as JDK_JAVA_OPTIONS=-Xmx4g does";
    }
    // Not its message: what an unforeseen failure says may hold what was being worked on.
    return "unexpected failure (" + failure.getClass().getSimpleName() + ")";
  }

  /** A failure with a message that is safe to show. */
  static final class Failure extends Exception {
    private static final long serialVersionUID = 1L;

    Failure(String message) {
      super(message);
    }
  }
}
