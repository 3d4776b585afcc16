package io.sealstream.it;

import io.sealstream.quickstart.EmbeddedConnect;
import io.sealstream.quickstart.EmbeddedKafka;
import io.sealstream.quickstart.EmbeddedPostgres;
import io.sealstream.quickstart.EmbeddedSqs;
import io.sealstream.quickstart.PluginArchives;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Everything around a worker: Kafka, the queues behind a proxy that can refuse, PostgreSQL with its
 * table, the unpacked archives, a keyset. All of it below one folder that {@link #close} removes.
 */
final class Backends implements AutoCloseable {

  static final Path PROJECT = Path.of(System.getProperty("sealstream.root"));
  static final Path DIST = Path.of(System.getProperty("sealstream.dist"));
  static final Path CONFIGS = PROJECT.resolve("connect-configs");

  final Path folder;
  final Path pluginPath;
  final EmbeddedKafka kafka;
  final EmbeddedSqs sqs;
  final SqsProxy proxy;
  final EmbeddedPostgres postgres;
  final Path keyset;

  /**
   * @param visibilityTimeout how long the login queue hides a received message
   */
  Backends(Duration visibilityTimeout) throws Exception {
    folder = Files.createTempDirectory("sealstream-it-");
    pluginPath = Files.createDirectory(folder.resolve("plugins"));
    PluginArchives.unpackAll(DIST.resolve("plugins"), pluginPath);
    kafka = EmbeddedKafka.start(Files.createDirectory(folder.resolve("kafka")));
    sqs = EmbeddedSqs.start(visibilityTimeout);
    proxy = new SqsProxy(sqs.endpoint());
    postgres = EmbeddedPostgres.start(Files.createDirectory(folder.resolve("postgres")));
    postgres.migrate(CONFIGS.resolve("sql"));
    keyset = folder.resolve("keyset.json");
    Pii.in(pluginPath).run("", "keyset", "create", "--out", keyset.toString());
  }

  /** What {@code ${env:NAME}} means in the posted configurations. */
  Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    environment.put("KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
    environment.put("AWS_REGION", EmbeddedSqs.REGION);
    environment.put("SQS_ENDPOINT_URL", proxy.url());
    environment.put("SQS_QUEUE_URL", sqs.queueUrl());
    environment.put("SQS_DEAD_LETTER_QUEUE_URL", sqs.deadLetterQueueUrl());
    environment.put("PII_KEYSET_FILE", keyset.toString());
    environment.put("JDBC_URL", postgres.url());
    environment.put("JDBC_USER", postgres.user());
    environment.put("JDBC_PASSWORD", postgres.password());
    return environment;
  }

  /** A distributed worker in this process, with the shipped properties. */
  EmbeddedConnect startWorker() throws IOException {
    return EmbeddedConnect.start(
        EmbeddedConnect.properties(
            CONFIGS.resolve("worker.properties"),
            kafka.bootstrapServers(),
            pluginPath,
            environment(),
            Map.of()));
  }

  SqsTestClient queue() {
    return new SqsTestClient(sqs.endpoint(), sqs.queueUrl());
  }

  SqsTestClient deadLetterQueue() {
    return new SqsTestClient(sqs.endpoint(), sqs.deadLetterQueueUrl());
  }

  Table table() {
    return new Table(postgres.dataSource());
  }

  KafkaTopics topics() {
    return new KafkaTopics(kafka.bootstrapServers());
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable one : List.of(proxy, sqs, postgres, kafka)) {
      one.close();
    }
    delete(folder);
  }

  static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(
              file -> {
                try {
                  Files.delete(file);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }
}
