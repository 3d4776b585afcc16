package io.sealstream.quickstart;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorSystem;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;

/**
 * An SQS server in this process: ElasticMQ with Amazon's limits, on a free port of the loopback
 * interface, with a login queue and its dead letter queue. Messages are kept in memory.
 */
public final class EmbeddedSqs implements AutoCloseable {
  /** The region that the server says it is in. */
  public static final String REGION = "us-east-1";

  /** The queue of the logins. */
  public static final String QUEUE = "login-queue";

  /** Where a message goes that cannot be processed. */
  public static final String DEAD_LETTER_QUEUE = "login-queue-dlq";

  /** A message that was received this often without being deleted goes to the dead letter queue. */
  private static final int MAX_RECEIVES = 10;

  private static final Duration CLOSES_WITHIN = Duration.ofSeconds(10);

  private final ActorSystem system;
  private final String endpoint;
  private final QueueClient client;
  private final String queueUrl;
  private final String deadLetterQueueUrl;

  private EmbeddedSqs(
      ActorSystem system,
      String endpoint,
      QueueClient client,
      String queueUrl,
      String deadLetterQueueUrl) {
    this.system = system;
    this.endpoint = endpoint;
    this.client = client;
    this.queueUrl = queueUrl;
    this.deadLetterQueueUrl = deadLetterQueueUrl;
  }

  /** As {@link #start(Duration)} with the 30 seconds that are SQS's own default. */
  public static EmbeddedSqs start() {
    return start(Duration.ofSeconds(30));
  }

  /**
   * Starts the server and makes both queues.
   *
   * @param visibilityTimeout how long a received message of the login queue stays invisible; whole
   *     seconds
   * @throws QuickstartException if the server does not start
   */
  public static EmbeddedSqs start(Duration visibilityTimeout) {
    ActorSystem system = ActorSystem.create("sqs", config());
    try {
      return serve(system, visibilityTimeout);
    } catch (RuntimeException e) {
      system.terminate();
      throw QuickstartException.of("The SQS server did not start", e);
    }
  }

  private static EmbeddedSqs serve(ActorSystem system, Duration visibilityTimeout) {
    SQSRestServer server =
        SQSRestServerBuilder.withActorSystem(system)
            .withInterface("localhost")
            .withDynamicPort()
            .withAWSRegion(REGION)
            .start();
    String endpoint = "http://localhost:" + server.waitUntilStarted().localAddress().getPort();
    QueueClient client = new QueueClient(endpoint);
    String deadLetterQueueUrl = client.createQueue(DEAD_LETTER_QUEUE, Map.of());
    String redrive =
        "{\"deadLetterTargetArn\":\"%s\",\"maxReceiveCount\":%d}"
            .formatted(client.queueArn(deadLetterQueueUrl), MAX_RECEIVES);
    String queueUrl =
        client.createQueue(
            QUEUE,
            Map.of(
                "VisibilityTimeout",
                Long.toString(visibilityTimeout.toSeconds()),
                "RedrivePolicy",
                redrive));
    return new EmbeddedSqs(system, endpoint, client, queueUrl, deadLetterQueueUrl);
  }

  /** The server's address, for {@code sqs.endpoint.url}. */
  public String endpoint() {
    return endpoint;
  }

  /** The login queue's URL. */
  public String queueUrl() {
    return queueUrl;
  }

  /** The dead letter queue's URL. */
  public String deadLetterQueueUrl() {
    return deadLetterQueueUrl;
  }

  /** A client of this server; thread-safe. */
  public QueueClient client() {
    return client;
  }

  /** Ends the server; a long poll that a consumer left behind is cut off, not waited for. */
  @Override
  public void close() {
    system.terminate();
    try {
      system
          .getWhenTerminated()
          .toCompletableFuture()
          .orTimeout(CLOSES_WITHIN.toSeconds(), TimeUnit.SECONDS)
          .join();
    } catch (CompletionException e) {
      throw QuickstartException.of("The SQS server did not stop in time", e);
    }
  }

  private static Config config() {
    // Without this, its log goes to the terminal and its shutdown hook races the one of the run.
    return ConfigFactory.parseString(
            """
            pekko {
              loggers = ["org.apache.pekko.event.slf4j.Slf4jLogger"]
              logging-filter = "org.apache.pekko.event.slf4j.Slf4jLoggingFilter"
              loglevel = WARNING
              stdout-loglevel = OFF
              jvm-shutdown-hooks = off
              coordinated-shutdown.run-by-jvm-shutdown-hook = off
              http.server.idle-timeout = 120s
            }
            """)
        .withFallback(ConfigFactory.load());
  }
}
