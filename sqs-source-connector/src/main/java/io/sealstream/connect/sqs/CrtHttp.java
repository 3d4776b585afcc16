package io.sealstream.connect.sqs;

import java.time.Duration;
import software.amazon.awssdk.crt.CrtRuntimeException;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.crt.AwsCrtAsyncHttpClient;

/**
 * HTTP by the AWS Common Runtime: native code, which takes less CPU time for a request than Netty
 * does. Its threads are native ones too, shared by all clients of the plugin and gone with the last
 * of them. It trusts the system's certificates, and knows neither the JVM's trust store nor a
 * proxy.
 */
record CrtHttp(SdkAsyncHttpClient client) implements Http {

  /** As the SDK has it for its other clients. */
  private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(2);

  /**
   * Opens the client.
   *
   * @param silence how long an answer may take; whole seconds
   * @param connections the most connections to one host
   * @throws SqsFailure.Lasting when the native library cannot be loaded
   */
  static Http open(Duration silence, int connections) {
    try {
      return new CrtHttp(
          AwsCrtAsyncHttpClient.builder()
              .maxConcurrency(connections)
              .connectionTimeout(CONNECTION_TIMEOUT)
              // It has no read timeout. A connection that waits for an answer and brings nothing,
              // not even a byte a second, for so long is given up.
              .connectionHealthConfiguration(
                  health -> health.minimumThroughputInBps(1L).minimumThroughputTimeout(silence))
              .build());
    } catch (CrtRuntimeException | LinkageError e) {
      throw new SqsFailure.Lasting(
          SqsFailure.Kind.HTTP_CLIENT,
          "The native library of the AWS Common Runtime cannot be loaded (" + reason(e) + "). ",
          SqsSourceConfig.CRT_HINT);
    }
  }

  /** The loader's own words, which name the platform or a file in the JVM's temporary folder. */
  private static String reason(Throwable error) {
    return String.valueOf(SqsErrors.rootOf(error).getMessage());
  }

  @Override
  public void close() {
    client.close();
  }
}
