package io.sealstream.connect.mask.cli;

import java.util.Locale;
import java.util.Properties;
import org.postgresql.Driver;

/**
 * A PostgreSQL URL without a password.
 *
 * @param text as the driver takes it
 */
record JdbcUrl(String text) {

  /**
   * Checks a URL.
   *
   * @throws IllegalArgumentException when it is none, or has a password; the message is a verb
   *     phrase and does not hold it
   */
  static JdbcUrl parse(String text) {
    String parameters = text.substring(text.indexOf('?') + 1).toLowerCase(Locale.ROOT);
    String server = text.replaceFirst("\\?.*", "");
    if (parameters.contains("password=") || server.contains("@")) {
      throw new IllegalArgumentException(
          "must not hold a password, since every user of the machine sees it in the list of"
              + " processes; give --password-file or PII_JDBC_PASSWORD");
    }
    if (!text.startsWith("jdbc:postgresql:") || Driver.parseURL(text, new Properties()) == null) {
      throw new IllegalArgumentException(
          "is not the URL of a PostgreSQL database, such as jdbc:postgresql://localhost:5432/app");
    }
    return new JdbcUrl(text);
  }

  /** Whether a server without TLS is refused. */
  boolean demandsTls() {
    return text.matches("(?i).*[?&](sslmode=(require|verify)|ssl=true|ssl(&|$)).*");
  }
}
