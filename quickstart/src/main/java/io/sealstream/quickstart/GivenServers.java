package io.sealstream.quickstart;

import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.regex.Pattern;
import org.postgresql.ds.PGSimpleDataSource;

/** Servers that are up already, such as those of docker-compose.yaml. */
final class GivenServers {
  /** Of the user, or of a client's key. */
  private static final Pattern PASSWORD = Pattern.compile("(?i)[?&](ssl)?password=");

  private final Path file;
  private final Properties properties;

  private GivenServers(Path file, Properties properties) {
    this.file = file;
    this.properties = properties;
  }

  /**
   * Reads where they are. Nothing is asked of them yet.
   *
   * @param file properties: {@code bootstrap}, {@code connect}, {@code sqs}, {@code queueUrl},
   *     {@code deadLetterQueueUrl}, {@code jdbc} without a password, {@code jdbcUser}, {@code
   *     jdbcPasswordFile}, {@code keysetFile}, {@code sinkFolder}
   * @param pii the command that knows what to do with the keyset
   * @throws QuickstartException if one of them is missing or not what it should be, or a file
   *     cannot be read
   */
  static Servers read(Path file, PiiCommand pii) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw QuickstartException.of("The file of servers, " + file + ", is not readable", e);
    }
    return new GivenServers(file, properties).servers(pii);
  }

  private Servers servers(PiiCommand pii) {
    Report.Endpoints endpoints =
        new Report.Endpoints(
            value("bootstrap"),
            address("connect"),
            address("sqs"),
            value("queueUrl"),
            value("deadLetterQueueUrl"),
            jdbc());
    return new Servers(
        endpoints,
        new QueueClient(endpoints.sqs()),
        database(endpoints.jdbc()),
        pii,
        Path.of(value("keysetFile")),
        SinkFiles.in(Path.of(value("sinkFolder"))));
  }

  private PGSimpleDataSource database(String url) {
    PGSimpleDataSource database = new PGSimpleDataSource();
    try {
      database.setUrl(url);
    } catch (IllegalArgumentException e) {
      throw new QuickstartException(
          "The file of servers, " + file + ", has no JDBC URL of PostgreSQL.", e);
    }
    database.setUser(value("jdbcUser"));
    database.setPassword(password(Path.of(value("jdbcPasswordFile"))));
    return database;
  }

  /** It is shown, and written to the report. */
  private String jdbc() {
    String url = value("jdbc");
    if (PASSWORD.matcher(url).find()) {
      throw new QuickstartException(
          "The file of servers, "
              + file
              + ", has a password in jdbc, which is shown; jdbcPasswordFile is the place for it.");
    }
    return url;
  }

  private String address(String name) {
    String address = value(name);
    if (!isHttp(address)) {
      throw new QuickstartException(
          "The file of servers, "
              + file
              + ", has no address such as http://host:port at "
              + name
              + ".");
    }
    return address;
  }

  private static boolean isHttp(String address) {
    try {
      URI uri = new URI(address);
      return uri.getHost() != null
          && ("http".equalsIgnoreCase(uri.getScheme())
              || "https".equalsIgnoreCase(uri.getScheme()));
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private String value(String name) {
    String value = properties.getProperty(name, "").strip();
    if (value.isEmpty()) {
      throw new QuickstartException(
          "The file of servers, " + file + ", does not say " + name + ".");
    }
    return value;
  }

  private static String password(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw QuickstartException.of("The file of the database's password is not readable", e);
    }
  }
}
