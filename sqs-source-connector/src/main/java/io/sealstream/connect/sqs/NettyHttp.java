package io.sealstream.connect.sqs;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.sealstream.connect.sqs.SqsSourceConfig.Proxy;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.ProxyConfiguration;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;

/** HTTP by Netty: all in Java, with the JVM's TLS, trust store and proxies. */
record NettyHttp(SdkAsyncHttpClient client, EventLoopGroup threads) implements Http {

  /** A task's requests are small: two threads carry more of them than one task can make. */
  private static final int IO_THREADS = 2;

  /**
   * To connect and to agree on TLS: there are as many connections as requests, so none waits for
   * another. Half of what a validation has: where a connection is refused, the SDK's pool at times
   * tells the request nothing until this is over, and the next try is refused as it should be.
   */
  private static final Duration CONNECTS_WITHIN = Duration.ofSeconds(5);

  /**
   * Opens the client.
   *
   * @param proxy how to reach AWS, or null for the SDK's own way
   * @param silence how long an answer may take
   * @param connections the most connections to one host
   */
  static Http open(@Nullable Proxy proxy, Duration silence, int connections) {
    EventLoopGroup threads =
        new NioEventLoopGroup(IO_THREADS, new DefaultThreadFactory("sqs-source-io", true));
    NettyNioAsyncHttpClient.Builder builder =
        NettyNioAsyncHttpClient.builder()
            .eventLoopGroup(SdkEventLoopGroup.create(threads))
            .maxConcurrency(connections)
            .connectionAcquisitionTimeout(CONNECTS_WITHIN)
            .readTimeout(silence);
    if (proxy != null) {
      builder.proxyConfiguration(configuration(proxy));
    }
    return new NettyHttp(builder.build(), threads);
  }

  /** With a proxy of our own nothing of the JVM's or the environment's is mixed into it. */
  private static ProxyConfiguration configuration(Proxy proxy) {
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
