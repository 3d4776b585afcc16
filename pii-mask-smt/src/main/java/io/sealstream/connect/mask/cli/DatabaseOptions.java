package io.sealstream.connect.mask.cli;

import io.sealstream.connect.mask.cli.Failures.Failure;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that say which table of which database a command works on. */
final class DatabaseOptions {
  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  @Option(
      names = "--jdbc-url",
      paramLabel = "URL",
      description = {
        "The PostgreSQL database, such as 'jdbc:postgresql://localhost:5432/app'.",
        "A password does not belong here: every user of the machine can see it."
      })
  private @Nullable String url;

  @Option(names = "--user", paramLabel = "USER", description = "The database's user.")
  private @Nullable String user;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = {
        "A file with the user's password on its first line, open to its owner only.",
        "Without it PII_JDBC_PASSWORD of the environment counts; without both, you are asked"
            + " when the database wants one and there is a terminal."
      })
  private @Nullable Path passwordFile;

  @Option(
      names = "--table",
      paramLabel = "[SCHEMA.]TABLE",
      description = "The table, spelled as in the catalogue; case counts.")
  private @Nullable String table;

  /** Whether the command line names a database. */
  boolean isGiven() {
    return url != null;
  }

  /** Whether any of these options is given. */
  boolean isAnyGiven() {
    return url != null || user != null || passwordFile != null || table != null;
  }

  /** The table; wrong usage where it is missing. */
  TableName table() {
    Usage usage = Usage.of(command);
    try {
      return TableName.parse(usage.given(table, "--table is needed"));
    } catch (IllegalArgumentException e) {
      throw usage.wrong("--table: " + e.getMessage());
    }
  }

  /** Connects; wrong usage where the URL is missing, is none or has a password. */
  Database open(Surroundings surroundings) throws Failure {
    Usage usage = Usage.of(command);
    JdbcUrl checked;
    try {
      checked = JdbcUrl.parse(usage.given(url, "--jdbc-url is needed"));
    } catch (IllegalArgumentException e) {
      throw usage.wrong("--jdbc-url " + e.getMessage());
    }
    return Database.open(checked, user, password(surroundings), surroundings.password());
  }

  private @Nullable String password(Surroundings surroundings) throws Failure {
    if (passwordFile != null) {
      return PasswordFile.read(passwordFile);
    }
    String password = surroundings.environment().get("PII_JDBC_PASSWORD");
    return password == null || password.isEmpty() ? null : password;
  }
}
