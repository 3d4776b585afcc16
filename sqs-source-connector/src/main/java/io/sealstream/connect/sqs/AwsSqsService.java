package io.sealstream.connect.sqs;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.kafka.connect.errors.ConnectException;
import software.amazon.awssdk.core.client.config.SdkAdvancedAsyncClientOption;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.SqsAsyncClientBuilder;
import software.amazon.awssdk.services.sts.StsAsyncClientBuilder;

/**
 * The AWS SDK's clients of a task: for SQS and, where a role is assumed, for STS, on the same HTTP
 * client and its threads.
 *
 * <p>The SDK's own retries are off but for {@link ClockRetry}: what is tried again, when and how
 * often is decided in one place, {@link Retry}. The HTTP client is named here, because the SDK's
 * search for one would find those of the worker's class path too.
 */
final class AwsSqsService implements SqsService {

  private final Http http;
  private final AwsCredentials credentials;
  private final SqsAsyncClient client;
  private final SqsSourceConfig config;
  private final List<PayloadStore> payloads = new CopyOnWriteArrayList<>();

  private AwsSqsService(
      Http http, AwsCredentials credentials, SqsAsyncClient client, SqsSourceConfig config) {
    this.http = http;
    this.credentials = credentials;
    this.client = client;
    this.config = config;
  }

  /**
   * Opens the clients as {@code config} says; makes no request.
   *
   * @throws ConnectException when the SDK finds no region, or the configured class of a credentials
   *     provider cannot be created
   */
  static SqsService connect(SqsSourceConfig config) {
    return connect(config, stsOptions -> {});
  }

  /** The same; {@code stsOptions} may change the client for STS before it is built. */
  static SqsService connect(SqsSourceConfig config, Consumer<StsAsyncClientBuilder> stsOptions) {
    readProfiles();
    Http http = Http.open(config, connections(config));
    try {
      AwsCredentials credentials = AwsCredentials.of(config, http.client(), stsOptions);
      try {
        return new AwsSqsService(http, credentials, sqs(config, http, credentials), config);
      } catch (RuntimeException e) {
        credentials.close();
        throw e;
      }
    } catch (SdkClientException e) {
      http.close();
      throw new ConnectException("The SQS client cannot be made: " + e.getMessage());
    } catch (RuntimeException e) {
      http.close();
      throw e;
    }
  }

  /**
   * Every client looks into the worker's AWS configuration files, whatever the settings say, and
   * fails with what the parser says: a line's number and what was expected there.
   */
  private static void readProfiles() {
    try {
      ProfileFile.defaultProfileFile();
    } catch (IllegalArgumentException | UncheckedIOException e) {
      throw new ConnectException(
          "The worker's AWS configuration file cannot be read: " + e.getMessage());
    }
  }

  /**
   * The most requests that a task makes at once: one that waits for a connection would do so behind
   * the long polls. Connections that nobody needs are not opened.
   */
  static int connections(SqsSourceConfig config) {
    int queues = config.queueUrls().size();
    return Math.max(config.receiveConcurrency(), queues) // each queue has a receive of its own
        + queues * VisibilityKeeper.MAX_CONCURRENT_BATCHES
        + Deleter.concurrency(config.receiveConcurrency())
        + Releaser.MAX_CONCURRENT_BATCHES
        + DeadLetters.MAX_CONCURRENT_SENDS
        + Payloads.MAX_CONCURRENT_GETS
        + PayloadDeleter.MAX_CONCURRENT_DELETES
        + 1; // STS
  }

  private static SqsAsyncClient sqs(SqsSourceConfig config, Http http, AwsCredentials credentials) {
    SqsAsyncClientBuilder builder =
        SqsAsyncClient.builder()
            .httpClient(http.client())
            .credentialsProvider(credentials.provider())
            // What follows an answer is short, and goes on in the engine's thread: the SDK's pool
            // between the two would only cost a change of threads more.
            .asyncConfiguration(
                c ->
                    c.advancedOption(
                        SdkAdvancedAsyncClientOption.FUTURE_COMPLETION_EXECUTOR, Runnable::run))
            .overrideConfiguration(
                o -> o.retryStrategy(ClockRetry.create()).defaultProfileName(config.profile()));
    if (config.region() != null) {
      builder.region(Region.of(config.region()));
    }
    if (config.endpoint() != null) {
      builder.endpointOverride(config.endpoint());
    }
    return builder.build();
  }

  @Override
  public SqsQueue queue(String url) {
    return new AwsSqsQueue(client, url, config);
  }

  /** Each call makes a client: a task has no use for a second. */
  @Override
  public PayloadStore payloads() {
    try {
      PayloadStore made = S3PayloadStore.connect(config, http.client(), credentials.provider());
      payloads.add(made);
      return made;
    } catch (SdkClientException e) {
      throw new ConnectException("The S3 client cannot be made: " + e.getMessage(), e);
    } catch (LinkageError e) {
      throw new ConnectException("The S3 client cannot be made. It " + S3Library.hint(), e);
    }
  }

  @Override
  public void close() {
    payloads.forEach(PayloadStore::close);
    client.close();
    credentials.close();
    http.close();
  }
}
