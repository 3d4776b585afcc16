package io.sealstream.connect.mask.crypto;

import com.google.crypto.tink.KmsClient;
import com.google.crypto.tink.KmsClients;
import java.security.GeneralSecurityException;
import java.util.Iterator;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * Finds the client of a KMS: in this order, one that the application registered with {@link
 * KmsClients}, taken as it is; for AWS KMS Tink's own, whose jar declares nothing; or one that a
 * jar declares for {@link ServiceLoader}. The latter two use the default credentials of their
 * platform.
 *
 * <p>For one search. Not thread-safe.
 */
final class KmsClientSearch {
  private static final String AWS_SCHEME = "aws-kms";
  private static final String AWS_CLIENT = "com.google.crypto.tink.integration.awskms.AwsKmsClient";

  // A loader whose declarations cannot be read fails again and again, and never comes to an end.
  private static final int MOST_FAILURES = 100;

  private final String uri;
  private final ClassLoader loader;
  private @Nullable Throwable failure;

  /**
   * @param uri of the key
   * @param loader sees the jars of the clients
   */
  KmsClientSearch(String uri, ClassLoader loader) {
    this.uri = uri;
    this.loader = loader;
  }

  /**
   * The client; null when there is none.
   *
   * @throws GeneralSecurityException when the client does not start; it may also throw whatever its
   *     own code does
   */
  @Nullable KmsClient find() throws GeneralSecurityException, ReflectiveOperationException {
    KmsClient client = registered();
    if (client == null && isAws()) {
      client = aws();
    }
    return client == null ? declared() : client;
  }

  /** Which jars are missing, when nothing was found. */
  String missing() {
    String jars =
        "put the jars of "
            + (isAws() ? "tink-awskms" : "one")
            + " beside the plugin (pii: on PII_CLASSPATH)";
    return failure == null
        ? jars
        : jars + "; one that is there cannot be loaded (" + KmsKey.rootName(failure) + ")";
  }

  private boolean isAws() {
    return KmsUri.scheme(uri).equals(AWS_SCHEME);
  }

  private @Nullable KmsClient registered() {
    try {
      return KmsClients.get(uri);
    } catch (GeneralSecurityException e) {
      return null; // Tink's way to say that there is none
    }
  }

  private @Nullable KmsClient aws() throws GeneralSecurityException, ReflectiveOperationException {
    Class<?> type;
    try {
      type = Class.forName(AWS_CLIENT, true, loader);
    } catch (ClassNotFoundException e) {
      return null; // an optional dependency
    }
    return ((KmsClient) type.getDeclaredConstructor().newInstance()).withDefaultCredentials();
  }

  private @Nullable KmsClient declared() throws GeneralSecurityException {
    Iterator<KmsClient> clients = ServiceLoader.load(KmsClient.class, loader).iterator();
    for (int failures = 0; failures < MOST_FAILURES; failures++) {
      KmsClient client;
      try {
        client = supporting(clients);
      } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
        // Not ours, such as one on the worker's own class path for a Tink of the worker's.
        failure = e;
        continue;
      }
      return client == null ? null : client.withDefaultCredentials();
    }
    return null;
  }

  private @Nullable KmsClient supporting(Iterator<KmsClient> clients) {
    while (clients.hasNext()) {
      KmsClient client = clients.next();
      if (client.doesSupport(uri)) {
        return client;
      }
    }
    return null;
  }
}
