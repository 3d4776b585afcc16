package io.sealstream.connect.mask.cli;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Rules about options that picocli has no words for; what breaks one is wrong usage. */
final class Usage {
  private final CommandSpec command;

  private Usage(CommandSpec command) {
    this.command = command;
  }

  /**
   * The usage of a command.
   *
   * @param command what picocli injected; null only where it did not
   */
  static Usage of(@Nullable CommandSpec command) {
    if (command == null) {
      throw new IllegalStateException("not run by picocli");
    }
    return new Usage(command);
  }

  void check(boolean isRight, String message) {
    if (!isRight) {
      throw wrong(message);
    }
  }

  /** The value of an option that must be there. */
  <T> T given(@Nullable T value, String message) {
    if (value == null) {
      throw wrong(message);
    }
    return value;
  }

  ParameterException wrong(String message) {
    return new WrongUsage.Refusal(command.commandLine(), message);
  }

  /** Says something that is no result, on standard error. */
  void say(String message) {
    err().println(message);
    err().flush();
  }

  /** Standard error. */
  PrintWriter err() {
    return command.commandLine().getErr();
  }
}
