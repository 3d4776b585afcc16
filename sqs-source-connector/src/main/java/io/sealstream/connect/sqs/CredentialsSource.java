package io.sealstream.connect.sqs;

import java.util.ServiceConfigurationError;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/**
 * A provider whose failures say what is wrong and what to do. How long credentials are kept is the
 * provider's affair. Thread-safe, if the provider is, as the SDK demands.
 */
final class CredentialsSource implements AwsCredentialsProvider, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(CredentialsSource.class);

  private final AwsCredentialsProvider provider;
  private final String name;
  private final boolean ofTheSdk;

  /**
   * @param name what the provider is, as in "no AWS credentials from ..."
   * @param ofTheSdk whether it is one of the SDK's own, whose texts may be repeated
   */
  CredentialsSource(AwsCredentialsProvider provider, String name, boolean ofTheSdk) {
    this.provider = provider;
    this.name = name;
    this.ofTheSdk = ofTheSdk;
  }

  /**
   * {@inheritDoc}
   *
   * <p>May block, as providers do that ask the network.
   *
   * @throws ConnectException saying what to do; a retriable one for trouble that passes
   */
  @Override
  public AwsCredentials resolveCredentials() {
    try {
      AwsCredentials credentials = provider.resolveCredentials();
      if (credentials == null) {
        throw new NullPointerException();
      }
      return credentials;
    } catch (RuntimeException | LinkageError | ServiceConfigurationError e) {
      throw AwsErrors.ofProvider(e, name, ofTheSdk);
    }
  }

  @Override
  public void close() {
    if (provider instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (Exception e) {
        // The task stops, or has failed for another reason; of this one only the type is known to
        // hold no secret.
        log.warn("Closing the credentials of {} failed: {}", name, e.getClass().getName());
      }
    }
  }

  /** Without the provider's own text. */
  @Override
  public String toString() {
    return name;
  }
}
