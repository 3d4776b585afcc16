package io.sealstream.connect.mask.cli;

import java.io.Console;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What commands look at besides their options and streams.
 *
 * @param environment the process's environment variables
 * @param password asks somebody for a password; gives null where nobody can be asked
 * @param terminal whether standard error is a terminal
 */
record Surroundings(
    Map<String, String> environment, Supplier<char @Nullable []> password, boolean terminal) {

  /** Those of this process; the launcher says whether there is a terminal. */
  static Surroundings ofProcess() {
    return new Surroundings(System.getenv(), Surroundings::ask, Boolean.getBoolean("pii.terminal"));
  }

  @SuppressWarnings("SystemConsoleNull") // the launcher sets jdk.console, so it still may be null
  private static char @Nullable [] ask() {
    Console console = System.console();
    return console == null ? null : console.readPassword("Password of the database: ");
  }
}
