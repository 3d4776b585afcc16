package io.sealstream.connect.mask.cli;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What a wrong command line is told as. Picocli's own words repeat what it found; it may be a value
 * or a key that somebody gave in the wrong place, so options are named and nothing else.
 */
final class WrongUsage {
  private static final Pattern OPTION =
      Pattern.compile("(--[a-z][a-z-]{0,30})(=.*)?", Pattern.DOTALL);
  private static final String NO_COMMAND = "Missing required subcommand";

  private WrongUsage() {}

  static String describe(ParameterException failure) {
    if (failure instanceof Refusal) {
      return String.valueOf(failure.getMessage());
    }
    if (failure instanceof UnmatchedArgumentException unmatched) {
      return unmatched(unmatched.getUnmatched());
    }
    if (failure instanceof MissingParameterException missing) {
      return "missing: "
          + missing.getMissing().stream()
              .map(WrongUsage::synopsis)
              .collect(Collectors.joining(", "));
    }
    if (failure instanceof OverwrittenOptionException twice) {
      return name(twice.getOverwritten()) + " is there twice";
    }
    if (failure.getArgSpec() != null) {
      return name(failure.getArgSpec()) + " " + expected(failure.getArgSpec(), failure.getCause());
    }
    return NO_COMMAND.equals(failure.getMessage())
        ? "a command is missing"
        : "it cannot be understood";
  }

  private static String unmatched(List<String> arguments) {
    Matcher option = OPTION.matcher(arguments.get(0));
    return option.matches()
        ? "unknown option " + option.group(1)
        : "an argument is neither an option nor a command";
  }

  private static String expected(ArgSpec option, @Nullable Throwable cause) {
    if (cause instanceof Choices.NoChoice) {
      return String.valueOf(cause.getMessage());
    }
    Class<?> type = option.type();
    if (type == int.class || type == long.class) {
      return "takes a whole number";
    }
    return type == boolean.class ? "takes no value" : "has a value that cannot be used";
  }

  private static String synopsis(ArgSpec option) {
    return name(option) + "=" + option.paramLabel();
  }

  private static String name(ArgSpec option) {
    return option instanceof OptionSpec named ? named.longestName() : option.paramLabel();
  }

  /** A wrong usage in words of ours. */
  static final class Refusal extends ParameterException {
    private static final long serialVersionUID = 1L;

    Refusal(CommandLine command, String message) {
      super(command, message);
    }
  }
}
