package io.sealstream.quickstart;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A PostgreSQL server of this process, unpacked from its embedded binaries, on a free port of the
 * loopback interface. The server is a child process; {@link #close()} ends it and waits for it.
 *
 * <p>It keeps its port and its data while it is stopped, so {@link #stop()} and {@link #restart()}
 * are what an outage looks like to clients. Thread-safe.
 */
public final class EmbeddedPostgres implements AutoCloseable {
  private static final String USER = "postgres";
  private static final String DATABASE = "postgres";

  /** On a machine that starts much else at the same time; the library's own ten seconds are few. */
  private static final Duration STARTS_WITHIN = Duration.ofMinutes(1);

  private final Path folder;
  private final int port;
  private final Map<String, String> settings;
  private io.zonky.test.db.postgres.embedded.@Nullable EmbeddedPostgres server;

  private EmbeddedPostgres(Path folder, int port, Map<String, String> settings) {
    this.folder = folder;
    this.port = port;
    this.settings = settings;
  }

  /**
   * Starts the server.
   *
   * @param folder an empty folder for its binaries and its data
   * @throws QuickstartException if the server does not start
   */
  public static EmbeddedPostgres start(Path folder) {
    return start(folder, Map.of());
  }

  /**
   * As {@link #start(Path)}, with settings of the caller's own.
   *
   * @param folder an empty folder for its binaries and its data
   * @param settings names and values of postgresql.conf
   */
  public static EmbeddedPostgres start(Path folder, Map<String, String> settings) {
    EmbeddedPostgres postgres =
        new EmbeddedPostgres(folder, FreePorts.find(1).get(0), Map.copyOf(settings));
    postgres.restart();
    return postgres;
  }

  /**
   * Starts the server again on the same port with the same data; does nothing while it runs.
   *
   * @throws QuickstartException if the server does not start
   */
  public synchronized void restart() {
    if (server != null) {
      return;
    }
    io.zonky.test.db.postgres.embedded.EmbeddedPostgres.Builder builder =
        io.zonky.test.db.postgres.embedded.EmbeddedPostgres.builder()
            .setOverrideWorkingDirectory(folder.resolve("server").toFile())
            .setDataDirectory(folder.resolve("data"))
            // What is there is kept; the folder's owner removes it.
            .setCleanDataDirectory(false)
            .setPort(port)
            // Whoever started it closes it, in an order that its own hook knows nothing of.
            .setRegisterShutdownHook(false)
            .setLocaleConfig("locale", "C")
            .setPGStartupWait(STARTS_WITHIN)
            .setServerConfig("listen_addresses", "localhost")
            .setServerConfig("unix_socket_directories", "");
    settings.forEach(builder::setServerConfig);
    try {
      server = builder.start();
    } catch (IOException | RuntimeException e) {
      throw QuickstartException.of("PostgreSQL did not start", e);
    }
  }

  /** Ends the server, with every connection; does nothing while it is stopped. */
  public synchronized void stop() throws IOException {
    if (server != null) {
      try {
        server.close();
      } finally {
        server = null;
      }
    }
  }

  /**
   * Runs the files of a folder in the order of their names, each as one transaction.
   *
   * @param folder a folder with *.sql files
   * @throws QuickstartException if a file fails
   */
  public void migrate(Path folder) {
    for (Path file : sqlFiles(folder)) {
      try (Connection connection = dataSource().getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute(Files.readString(file, StandardCharsets.UTF_8));
      } catch (IOException | SQLException e) {
        throw QuickstartException.of("The migration " + file.getFileName() + " failed", e);
      }
    }
  }

  /** Connections to the database; each call of {@code getConnection} opens a new one. */
  public PGSimpleDataSource dataSource() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setServerNames(new String[] {"localhost"});
    source.setPortNumbers(new int[] {port});
    source.setDatabaseName(DATABASE);
    source.setUser(USER);
    source.setPassword(USER);
    return source;
  }

  /** The URL without credentials, for a sink that is given them apart. */
  public String url() {
    return "jdbc:postgresql://localhost:%d/%s".formatted(port, DATABASE);
  }

  /** The URL with credentials, for a client that wants one text. */
  public String urlWithCredentials() {
    return "%s?user=%s&password=%s".formatted(url(), user(), password());
  }

  /** The user's name. */
  public String user() {
    return USER;
  }

  /** The user's password; the server trusts every local connection and does not look at it. */
  public String password() {
    return USER;
  }

  @Override
  public void close() throws IOException {
    stop();
  }

  private static List<Path> sqlFiles(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".sql")).sorted().toList();
    } catch (IOException e) {
      throw QuickstartException.of("The migrations cannot be read", e);
    }
  }
}
