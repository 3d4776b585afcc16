package io.sealstream.connect.mask.cli;

import io.sealstream.connect.mask.cli.Failures.Failure;
import java.sql.SQLException;
import java.util.Map;

/**
 * What an SQLException is told as: its SQLState and a text of ours. The server's own message may
 * quote a row.
 */
final class SqlFailures {
  // PostgreSQL's documentation, appendix A: error codes
  private static final Map<String, String> STATES =
      Map.ofEntries(
          Map.entry(
              "08004", "rejects the connection: check TLS (sslmode) and the authentication method"),
          Map.entry("28P01", "refuses the user or the password"),
          Map.entry("28000", "refuses this user from here"),
          Map.entry("3D000", "does not exist"),
          Map.entry("42P01", "has no such table"),
          Map.entry("42703", "has no such column"),
          Map.entry("42501", "does not permit this to the user"),
          Map.entry("22001", "refuses a value as too long for its column"),
          Map.entry("25006", "is read-only"),
          // The driver says so of the command's own memory as well
          Map.entry(
              "53200",
              "or this command is out of memory; for the command, give a smaller --batch-size, or"
                  + " Java more memory, as JDK_JAVA_OPTIONS=-Xmx4g does"),
          Map.entry("55P03", "has the rows locked for too long"),
          Map.entry("57014", "cancelled the statement, as its time-out or somebody says"));
  private static final Map<String, String> CLASSES =
      Map.of(
          "08", "cannot be reached, or the connection broke",
          "23", "refuses a value: a constraint of the table forbids it",
          "40", "rolled the transaction back, for a conflict with another one",
          "53", "is out of resources",
          "57", "is starting, stopping or ending connections");

  /**
   * "The server requested authentication, but no password was provided", says the driver; and the
   * same of TLS that one side has not.
   */
  static final String PASSWORD_WANTED = "08004";

  private SqlFailures() {}

  /** The failure that stands for an exception, and holds nothing of it but the SQLState. */
  static Failure of(SQLException e) {
    String state = first(e).getSQLState();
    if (state == null || !state.matches("[0-9A-Z]{5}")) {
      return new Failure("the database or its driver failed");
    }
    String kind = CLASSES.getOrDefault(state.substring(0, 2), "reports an error");
    return new Failure(
        "the database %s (SQLState %s)".formatted(STATES.getOrDefault(state, kind), state));
  }

  /** The failure of a connection for which no password is known and the server wants one. */
  static Failure noPassword() {
    return new Failure(
        "the database wants a password: give --password-file or PII_JDBC_PASSWORD (SQLState "
            + PASSWORD_WANTED
            + ")");
  }

  /** Whether the same transaction may well succeed when it is tried again. */
  static boolean isConflict(SQLException e) {
    String state = first(e).getSQLState();
    return state != null && state.startsWith("40");
  }

  /** The first cause that has a state: a batch wraps the statement's own exception. */
  private static SQLException first(SQLException e) {
    return e.getSQLState() == null && e.getNextException() != null ? e.getNextException() : e;
  }
}
