package io.sealstream.connect.mask.cli;

import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** Turns what a command throws into one line on standard error and an exit code. */
final class Failures {
  private static final int BROKEN_PIPE =
      128 + 13; // as a shell reports a process that SIGPIPE ended

  private Failures() {}

  static int handle(Exception failure, CommandLine command, ParseResult parsed) {
    if (failure instanceof Streams.OutputException output && output.isBrokenPipe()) {
      return BROKEN_PIPE;
    }
    command.getErr().println("pii: " + describe(failure));
    command.getErr().flush();
    return CommandLine.ExitCode.SOFTWARE;
  }

  private static String describe(Exception failure) {
    if (failure instanceof Failure) {
      return String.valueOf(failure.getMessage());
    }
    if (failure instanceof Streams.OutputException) {
      return "cannot write to standard output";
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
