package io.sealstream.connect.mask.crypto;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.KmsClient;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A KMS in this process, for URIs that begin with {@code test-kms://}. Each URI is a key of its own
 * for the life of the process. What a real one refuses, it refuses too, and its messages hold
 * {@link #MARKER}, which no message of ours may.
 */
public final class TestKms implements KmsClient {
  /** A key that works. */
  public static final String KEY = "test-kms://key/1";

  /** Another key that works, and knows nothing of the first. */
  public static final String OTHER_KEY = "test-kms://key/2";

  /** A key that the credentials may not use. */
  public static final String FORBIDDEN_KEY = "test-kms://forbidden";

  /** A key whose KMS does not answer. */
  public static final String UNREACHABLE_KEY = "test-kms://unreachable";

  /** A URI that the client does not take. */
  public static final String BAD_KEY = "test-kms://bad";

  /** What messages of a KMS may hold. */
  public static final String MARKER = "marker-of-the-kms";

  private static final Map<String, Aead> KEYS = new ConcurrentHashMap<>();

  private final boolean hasCredentials;

  /** As {@link java.util.ServiceLoader} makes it. */
  public TestKms() {
    this(false);
  }

  private TestKms(boolean hasCredentials) {
    this.hasCredentials = hasCredentials;
  }

  @Override
  public boolean doesSupport(String keyUri) {
    return keyUri.startsWith("test-kms:");
  }

  @Override
  public KmsClient withCredentials(String path) throws GeneralSecurityException {
    throw new GeneralSecurityException("no file is needed, " + MARKER);
  }

  @Override
  public KmsClient withDefaultCredentials() {
    return new TestKms(true);
  }

  @Override
  public Aead getAead(String keyUri) throws GeneralSecurityException {
    if (!hasCredentials) {
      throw new GeneralSecurityException("no credentials, " + MARKER);
    }
    return switch (keyUri) {
      case FORBIDDEN_KEY -> failing(new GeneralSecurityException(MARKER, new DeniedException()));
      case UNREACHABLE_KEY ->
          failing(new UncheckedIOException(MARKER, new ConnectException(MARKER)));
      case BAD_KEY -> throw new IllegalArgumentException("bad key, " + MARKER);
      default -> KEYS.computeIfAbsent(keyUri, uri -> newKey());
    };
  }

  private static Aead newKey() {
    try {
      AeadConfig.register();
      return KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM)
          .getPrimitive(RegistryConfiguration.get(), Aead.class);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Aead failing(Exception problem) {
    return new Aead() {
      @Override
      public byte[] encrypt(byte[] plaintext, byte[] associatedData)
          throws GeneralSecurityException {
        return fail();
      }

      @Override
      public byte[] decrypt(byte[] ciphertext, byte[] associatedData)
          throws GeneralSecurityException {
        return fail();
      }

      private byte[] fail() throws GeneralSecurityException {
        if (problem instanceof RuntimeException unchecked) {
          throw unchecked;
        }
        throw (GeneralSecurityException) problem;
      }
    };
  }

  private static final class DeniedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DeniedException() {
      super(MARKER);
    }
  }
}
