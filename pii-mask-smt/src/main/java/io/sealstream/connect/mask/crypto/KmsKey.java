package io.sealstream.connect.mask.crypto;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KmsClient;
import java.security.GeneralSecurityException;
import java.util.ServiceConfigurationError;
import org.jspecify.annotations.Nullable;

/**
 * The key in a KMS that encrypts keysets ("key encryption key").
 *
 * <p>{@link KmsClientSearch} tells which client of the KMS is taken.
 *
 * <p>Every call is a request to the KMS. Not thread-safe.
 */
final class KmsKey implements Aead {
  // Causes may go round in a circle.
  private static final int MOST_CAUSES = 100;

  private final String uri;
  private final Aead key;
  private @Nullable String refusal;

  private KmsKey(String uri, Aead key) {
    this.uri = uri;
    this.key = key;
  }

  /**
   * Finds the client and makes it, which with AWS's sends nothing yet.
   *
   * @param uri e.g. {@code aws-kms://arn:aws:kms:eu-central-1:123456789012:key/UUID}
   * @throws KeysetException when there is no client for the URI, or it does not take it
   */
  static KmsKey at(String uri) throws KeysetException {
    return at(uri, KmsKey.class.getClassLoader());
  }

  /**
   * Checks that a text is a URI, without looking for a client: validators run often.
   *
   * @throws KeysetException when it is none
   */
  static void checkForm(String uri) throws KeysetException {
    if (KmsUri.scheme(uri).isEmpty()) {
      throw new KeysetException("needs the URI of a KMS key, such as aws-kms://arn:aws:kms:...");
    }
  }

  /** As {@link #at(String)}, with the jars that a class loader of the caller's sees. */
  static KmsKey at(String uri, ClassLoader loader) throws KeysetException {
    checkForm(uri);
    KmsClientSearch search = new KmsClientSearch(uri, loader);
    try {
      KmsClient client = search.find();
      if (client != null) {
        return new KmsKey(uri, client.getAead(uri));
      }
    } catch (GeneralSecurityException
        | ReflectiveOperationException
        | RuntimeException
        | ServiceConfigurationError
        | LinkageError e) {
      throw new KeysetException(
          "needs a KMS client for "
              + KmsUri.quoted(uri)
              + ", which failed to start ("
              + rootName(e)
              + "): check the URI, and that the jars of the client are complete");
    }
    throw new KeysetException(
        "needs a KMS client for " + KmsUri.quoted(uri) + ": " + search.missing());
  }

  @Override
  public byte[] encrypt(byte[] plaintext, byte[] associatedData) throws GeneralSecurityException {
    return call(() -> key.encrypt(plaintext, associatedData));
  }

  @Override
  public byte[] decrypt(byte[] ciphertext, byte[] associatedData) throws GeneralSecurityException {
    return call(() -> key.decrypt(ciphertext, associatedData));
  }

  /** Whether the last call failed; else what failed around it was not the KMS. */
  boolean hasRefused() {
    return refusal != null;
  }

  /**
   * What to tell when it {@link #hasRefused}.
   *
   * @param what e.g. {@code decrypted}
   */
  KeysetException refusal(String what) {
    return new KeysetException(
        "cannot be "
            + what
            + " with the KMS key "
            + KmsUri.quoted(uri)
            + " ("
            + refusal
            + "): check that the KMS can be reached, that the key exists and is enabled, and that"
            + " the credentials of this process may use it");
  }

  private byte[] call(Call request) throws GeneralSecurityException {
    refusal = null;
    try {
      return request.send();
    } catch (GeneralSecurityException | RuntimeException | LinkageError e) {
      refusal = rootName(e);
      // Not chained: nobody knows what a KMS answers.
      throw new GeneralSecurityException("the KMS refused");
    }
  }

  /** The class of what went wrong first: clients wrap it, and what they say may quote anything. */
  static String rootName(Throwable problem) {
    Throwable root = problem;
    for (int i = 0; i < MOST_CAUSES && root.getCause() != null; i++) {
      root = root.getCause();
    }
    return root.getClass().getSimpleName();
  }

  private interface Call {
    byte[] send() throws GeneralSecurityException;
  }
}
