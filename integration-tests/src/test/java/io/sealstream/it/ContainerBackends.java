package io.sealstream.it;

import io.sealstream.quickstart.EmbeddedSqs;
import io.sealstream.quickstart.Folders;
import io.sealstream.quickstart.PiiCommand;
import io.sealstream.quickstart.PluginArchives;
import io.sealstream.quickstart.Resources;
import io.sealstream.quickstart.SinkFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.postgresql.ds.PGSimpleDataSource;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.lifecycle.Startables;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/**
 * Around a worker, as {@link Backends}: Kafka and PostgreSQL in containers, the queues in this
 * process.
 */
record ContainerBackends(
    Resources resources,
    Path folder,
    Path pluginPath,
    KafkaContainer kafka,
    PostgreSQLContainer postgres,
    EmbeddedSqs sqs,
    Path keyset)
    implements WorkerHome, AutoCloseable {

  private static final Duration STARTS_WITHIN = Duration.ofMinutes(3);

  /** Starts them; what is up already is closed when a later one does not start. */
  static ContainerBackends start(DockerImageName kafkaImage, DockerImageName postgresImage)
      throws Exception {
    Resources resources = new Resources();
    try {
      return start(resources, kafkaImage, postgresImage);
    } catch (Exception e) {
      resources.close();
      throw e;
    }
  }

  private static ContainerBackends start(
      Resources resources, DockerImageName kafkaImage, DockerImageName postgresImage)
      throws Exception {
    Folders folders =
        resources.open(() -> Folders.createIn(Path.of(System.getProperty("java.io.tmpdir"))));
    Path pluginPath = folders.folder("plugins");
    PluginArchives.unpackAll(Backends.DIST.resolve("plugins"), pluginPath);
    Path keyset = folders.root().resolve("keyset.json");
    PiiCommand.unpack(Backends.DIST.resolve("commands"), folders.folder("commands"))
        .createKeyset(keyset);
    EmbeddedSqs sqs = resources.open(() -> EmbeddedSqs.start(Duration.ofSeconds(60)));
    KafkaContainer kafka =
        resources.open(
            () ->
                new KafkaContainer(kafkaImage)
                    .withStartupTimeout(STARTS_WITHIN)
                    .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
                    .withEnv("KAFKA_MESSAGE_MAX_BYTES", "4194304")
                    .withEnv("KAFKA_GROUP_MIN_SESSION_TIMEOUT_MS", "1000"));
    PostgreSQLContainer postgres =
        resources.open(
            () ->
                new PostgreSQLContainer(postgresImage)
                    .withStartupTimeout(STARTS_WITHIN)
                    .withCopyFileToContainer(
                        MountableFile.forHostPath(Backends.CONFIGS.resolve("sql")),
                        "/docker-entrypoint-initdb.d"));
    Startables.deepStart(kafka, postgres).join();
    return new ContainerBackends(
        resources, folders.root(), pluginPath, kafka, postgres, sqs, keyset);
  }

  @Override
  public Map<String, String> environment() {
    SinkFiles sinks = SinkFiles.in(folder);
    return Map.ofEntries(
        Map.entry("KAFKA_BOOTSTRAP_SERVERS", kafka.getBootstrapServers()),
        Map.entry("AWS_REGION", EmbeddedSqs.REGION),
        Map.entry("SQS_ENDPOINT_URL", sqs.endpoint()),
        Map.entry("SQS_QUEUE_URL", sqs.queueUrl()),
        Map.entry("SQS_DEAD_LETTER_QUEUE_URL", sqs.deadLetterQueueUrl()),
        Map.entry("PII_KEYSET_FILE", keyset.toString()),
        Map.entry("JDBC_URL", postgres.getJdbcUrl()),
        Map.entry("JDBC_USER", postgres.getUsername()),
        Map.entry("JDBC_PASSWORD", postgres.getPassword()),
        Map.entry("USER_LOGINS_FILE", sinks.logins().toString()),
        Map.entry("ICEBERG_WAREHOUSE", sinks.warehouse().toString()));
  }

  SqsTestClient queue() {
    return new SqsTestClient(sqs.client(), sqs.queueUrl());
  }

  SqsTestClient deadLetterQueue() {
    return new SqsTestClient(sqs.client(), sqs.deadLetterQueueUrl());
  }

  Table table() {
    PGSimpleDataSource database = new PGSimpleDataSource();
    database.setUrl(postgres.getJdbcUrl());
    database.setUser(postgres.getUsername());
    database.setPassword(postgres.getPassword());
    return new Table(database);
  }

  KafkaTopics topics() {
    return new KafkaTopics(kafka.getBootstrapServers());
  }

  @Override
  public void close() {
    resources.close();
  }
}
