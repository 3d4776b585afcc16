package io.sealstream.connect.sqs;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.sealstream.connect.sqs.SqsSourceConfig.Proxy;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.connect.errors.ConnectException;
import software.amazon.awssdk.core.client.config.SdkAdvancedAsyncClientOption;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.ProxyConfiguration;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
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

  /** A task's requests are small: two threads carry more of them than one task can make. */
  private static final int IO_THREADS = 2;

  /** What an answer may take longer than the long poll that it ends. */
  private static final Duration ANSWER_MARGIN = Duration.ofSeconds(10);

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
    Http http = Http.open(config);
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

  /** The HTTP client and its threads. */
  private record Http(SdkAsyncHttpClient client, EventLoopGroup threads) implements AutoCloseable {

    static Http open(SqsSourceConfig config) {
      EventLoopGroup threads =
          new NioEventLoopGroup(IO_THREADS, new DefaultThreadFactory("sqs-source-io", true));
      NettyNioAsyncHttpClient.Builder builder =
          NettyNioAsyncHttpClient.builder()
              .eventLoopGroup(SdkEventLoopGroup.create(threads))
              .maxConcurrency(connections(config))
              .readTimeout(config.waitTime().plus(ANSWER_MARGIN));
      Proxy proxy = config.proxy();
      if (proxy != null) {
        builder.proxyConfiguration(proxy(proxy));
      }
      return new Http(builder.build(), threads);
    }

    /** With a proxy of our own nothing of the JVM's or the environment's is mixed into it. */
    private static ProxyConfiguration proxy(Proxy proxy) {
      Password password = proxy.password();
      return ProxyConfiguration.builder()
          .useSystemPropertyValues(false)
          .useEnvironmentVariableValues(false)
          .scheme(proxy.url().getScheme())
          .host(proxy.url().getHost())
          .port(proxy.url().getPort())
          .username(proxy.user())
          .password(password == null ? null : password.value())
          .build();
    }

    @Override
    public void close() {
      client.close();
      // Long enough for aborted connections to be handed back, and far less than the default of two
      // seconds, which is much of what a task has to stop. It does not block.
      threads.shutdownGracefully(200, 2000, TimeUnit.MILLISECONDS);
    }
  }
}
