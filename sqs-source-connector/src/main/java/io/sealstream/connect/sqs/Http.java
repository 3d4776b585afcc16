package io.sealstream.connect.sqs;

import java.time.Duration;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;

/** The HTTP client that the AWS SDK's clients of a task share, and its threads. */
interface Http extends AutoCloseable {

  /** What an answer may take longer than the long poll that it ends. */
  Duration ANSWER_MARGIN = Duration.ofSeconds(10);

  /**
   * Opens the client that {@code config} names; makes no connection.
   *
   * @param connections the most connections to one host
   * @throws org.apache.kafka.connect.errors.ConnectException when the native library of CRT cannot
   *     be loaded
   */
  static Http open(SqsSourceConfig config, int connections) {
    Duration silence = config.waitTime().plus(ANSWER_MARGIN);
    return config.usesCrt()
        ? CrtHttp.open(silence, connections)
        : NettyHttp.open(config.proxy(), silence, connections);
  }

  SdkAsyncHttpClient client();

  /** Gives up what is under way. Does not block. */
  @Override
  void close();
}
