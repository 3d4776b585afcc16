package io.sealstream.benchmarks.source;

import java.net.URI;
import java.util.Locale;
import java.util.function.Consumer;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.client.config.SdkAdvancedAsyncClientOption;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.crt.AwsCrtAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The HTTP clients that the AWS SDK has, each at the settings that carried most here. */
enum HttpClientKind {
  /** Asynchronous, on Netty; two threads, as the connector has. */
  NETTY {
    @Override
    SqsCalls open(URI endpoint, String queueUrl, int maxConcurrency) {
      return async(
          endpoint,
          queueUrl,
          NettyNioAsyncHttpClient.builder()
              .eventLoopGroupBuilder(SdkEventLoopGroup.builder().numberOfThreads(IO_THREADS))
              .maxConcurrency(maxConcurrency)
              .build());
    }
  },

  /** Asynchronous, in native code (AWS Common Runtime). */
  CRT {
    @Override
    SqsCalls open(URI endpoint, String queueUrl, int maxConcurrency) {
      return async(
          endpoint,
          queueUrl,
          AwsCrtAsyncHttpClient.builder().maxConcurrency(maxConcurrency).build());
    }
  },

  /** Blocking, on Apache HttpClient 5: a thread for each request that is open. */
  APACHE5 {
    @Override
    SqsCalls open(URI endpoint, String queueUrl, int maxConcurrency) {
      return blocking(
          endpoint,
          queueUrl,
          Apache5HttpClient.builder().maxConnections(maxConcurrency).build(),
          maxConcurrency);
    }
  },

  /** Blocking, on the JDK's HttpURLConnection: a thread for each request that is open. */
  URL_CONNECTION {
    @Override
    SqsCalls open(URI endpoint, String queueUrl, int maxConcurrency) {
      // It keeps five connections a host by default, and opens a new one for each request above.
      System.setProperty("http.maxConnections", Integer.toString(maxConcurrency));
      return blocking(endpoint, queueUrl, UrlConnectionHttpClient.create(), maxConcurrency);
    }
  };

  private static final int IO_THREADS = 2;

  /**
   * Opens a client.
   *
   * @param maxConcurrency the most requests that will be open at once
   */
  abstract SqsCalls open(URI endpoint, String queueUrl, int maxConcurrency);

  /** As the command line has it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static SqsCalls async(URI endpoint, String queueUrl, SdkAsyncHttpClient http) {
    SqsAsyncClient client =
        SqsAsyncClient.builder()
            .httpClient(http)
            .applyMutation(connection(endpoint))
            // What follows an answer is short: a change of thread would cost more.
            .asyncConfiguration(
                c ->
                    c.advancedOption(
                        SdkAdvancedAsyncClientOption.FUTURE_COMPLETION_EXECUTOR, Runnable::run))
            .build();
    return new AsyncSqsCalls(client, http, queueUrl);
  }

  private static SqsCalls blocking(URI endpoint, String queueUrl, SdkHttpClient http, int threads) {
    SqsClient client =
        SqsClient.builder().httpClient(http).applyMutation(connection(endpoint)).build();
    return new BlockingSqsCalls(client, http, queueUrl, threads);
  }

  /** The rig takes any region and any credentials. */
  private static <B extends AwsClientBuilder<B, ?>> Consumer<B> connection(URI endpoint) {
    return builder ->
        builder
            .endpointOverride(endpoint)
            .region(Region.EU_CENTRAL_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")));
  }
}
