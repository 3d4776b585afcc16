package io.sealstream.it;

import io.sealstream.quickstart.EmbeddedConnect;
import io.sealstream.quickstart.EmbeddedKafka;
import io.sealstream.quickstart.EmbeddedPostgres;
import io.sealstream.quickstart.EmbeddedSqs;
import io.sealstream.quickstart.Folders;
import io.sealstream.quickstart.PiiCommand;
import io.sealstream.quickstart.PluginArchives;
import io.sealstream.quickstart.Resources;
import io.sealstream.quickstart.SinkFiles;
import io.sealstream.quickstart.WorkerEnvironment;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Everything around a worker: Kafka, the queues behind a proxy that can refuse, PostgreSQL with its
 * table, the unpacked archives, a keyset. All of it below one folder that {@link #close} removes.
 */
record Backends(
    Resources resources,
    Path folder,
    Path pluginPath,
    EmbeddedKafka kafka,
    EmbeddedSqs sqs,
    SqsProxy proxy,
    EmbeddedPostgres postgres,
    PiiCommand pii,
    Path keyset,
    SinkFiles sinkFiles)
    implements WorkerHome, AutoCloseable {

  static final Path PROJECT = Path.of(System.getProperty("sealstream.root"));
  static final Path DIST = Path.of(System.getProperty("sealstream.dist"));
  static final Path CONFIGS = PROJECT.resolve("connect-configs");

  /** The log of every server that a test starts in its own process. */
  static final Path LOG = Path.of(System.getProperty("sealstream.log.file"));

  /**
   * Starts them; what is up already is closed when a later one does not start.
   *
   * @param visibilityTimeout how long the login queue hides a received message
   */
  static Backends start(Duration visibilityTimeout) throws Exception {
    return start(visibilityTimeout, SqsProxy::start, Map.of());
  }

  /** The same with TLS in front of SQS and in PostgreSQL. */
  static Backends startWithTls(Duration visibilityTimeout, Certificate certificate)
      throws Exception {
    return start(
        visibilityTimeout,
        endpoint -> SqsProxy.start(endpoint, certificate),
        Map.of(
            "ssl", "on",
            "ssl_cert_file", certificate.pem().toString(),
            "ssl_key_file", certificate.keyPem().toString()));
  }

  /** Starts what stands before an SQS server. */
  private interface Front {
    SqsProxy before(String endpoint) throws Exception;
  }

  private static Backends start(
      Duration visibilityTimeout, Front front, Map<String, String> postgresSettings)
      throws Exception {
    Resources resources = new Resources();
    try {
      return start(resources, visibilityTimeout, front, postgresSettings);
    } catch (Exception e) {
      resources.close();
      throw e;
    }
  }

  private static Backends start(
      Resources resources,
      Duration visibilityTimeout,
      Front front,
      Map<String, String> postgresSettings)
      throws Exception {
    Folders folders =
        resources.open(() -> Folders.createIn(Path.of(System.getProperty("java.io.tmpdir"))));
    Path pluginPath = folders.folder("plugins");
    PluginArchives.unpackAll(DIST.resolve("plugins"), pluginPath);
    EmbeddedKafka kafka =
        resources.open(
            () ->
                EmbeddedKafka.start(
                    folders.folder("kafka"), Map.of("group.min.session.timeout.ms", "1000")));
    EmbeddedSqs sqs = resources.open(() -> EmbeddedSqs.start(visibilityTimeout));
    SqsProxy proxy = resources.open(() -> front.before(sqs.endpoint()));
    EmbeddedPostgres postgres =
        resources.open(() -> EmbeddedPostgres.start(folders.folder("postgres"), postgresSettings));
    postgres.migrate(CONFIGS.resolve("sql"));
    PiiCommand pii = PiiCommand.unpack(DIST.resolve("commands"), folders.folder("commands"));
    Path keyset = folders.root().resolve("keyset.json");
    pii.createKeyset(keyset);
    return new Backends(
        resources,
        folders.root(),
        pluginPath,
        kafka,
        sqs,
        proxy,
        postgres,
        pii,
        keyset,
        SinkFiles.in(folders.folder("sinks")));
  }

  @Override
  public Map<String, String> environment() {
    Map<String, String> environment =
        new HashMap<>(WorkerEnvironment.of(kafka, sqs, postgres, keyset, sinkFiles));
    environment.put("SQS_ENDPOINT_URL", proxy.url());
    return environment;
  }

  /** A distributed worker in this process, with the shipped properties. {@link #close} stops it. */
  EmbeddedConnect startWorker() throws Exception {
    return startWorker(Map.of());
  }

  /** As {@link #startWorker()}, with {@code overrides} of the shipped properties. */
  EmbeddedConnect startWorker(Map<String, String> overrides) throws Exception {
    Map<String, String> properties =
        EmbeddedConnect.properties(
            CONFIGS.resolve("worker.properties"),
            kafka.bootstrapServers(),
            pluginPath,
            environment(),
            overrides);
    return resources.open(() -> EmbeddedConnect.start(properties));
  }

  /** Adds the plugin of a sink beside JDBC's, for workers that start after it. */
  void unpackSink(String sink) {
    PluginArchives.unpackAll(DIST.resolve("sinks").resolve(sink), pluginPath);
  }

  SqsTestClient queue() {
    return new SqsTestClient(sqs.client(), sqs.queueUrl());
  }

  SqsTestClient deadLetterQueue() {
    return new SqsTestClient(sqs.client(), sqs.deadLetterQueueUrl());
  }

  Table table() {
    return new Table(postgres.dataSource());
  }

  /** Runs one statement in PostgreSQL. */
  void execute(String sql) throws SQLException {
    try (Connection connection = postgres.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  KafkaTopics topics() {
    return new KafkaTopics(kafka.bootstrapServers());
  }

  @Override
  public void close() {
    resources.close();
  }
}
