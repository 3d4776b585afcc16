package io.sealstream.connect.mask.crypto;

import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.prf.Prf;
import com.google.crypto.tink.prf.PrfSet;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;

/**
 * Replaces text by a pseudonym, so that equal values of one domain have equal pseudonyms. Nobody
 * can decrypt one; who has the key can test a guess.
 *
 * <p>A pseudonym is the padded standard base64 (RFC 4648 section 4), always 44 characters, of the
 * first 32 bytes of
 *
 * <pre>
 *   HMAC(key, L || domain || text)
 * </pre>
 *
 * where the domain and the text are in UTF-8 and L is the number of the domain's bytes, as 4 bytes,
 * big-endian. HMAC (RFC 2104) is with SHA-256 or SHA-512, as the key says. The key is the keyset's
 * primary one; its id is not in the pseudonym.
 *
 * <p>Thread-safe and immutable.
 */
public final class Pseudonymizer implements TextMask {
  private static final int BYTES = 32;

  /** How many characters a pseudonym has. */
  public static final int LENGTH = Base64.getEncoder().encodeToString(new byte[BYTES]).length();

  private static final String PROBE = "sealstream self-test \u00fc\u20ac";

  private final Prf prf;
  private final byte[] domain;

  /**
   * @param keyset checked, of HMAC keys
   * @param domain from {@link Domain#utf8}
   */
  Pseudonymizer(KeysetHandle keyset, byte[] domain) throws KeysetException {
    this(prf(keyset), domain);
  }

  /** With a primitive of the caller's; for tests, which put a broken one here. */
  Pseudonymizer(Prf prf, byte[] domain) {
    this.prf = prf;
    this.domain = domain.clone();
  }

  @Override
  public String mask(String text) throws CipherException {
    if (!UnicodeText.isWellFormed(text)) {
      // String.getBytes would put a question mark there: two texts would have one pseudonym.
      throw new CipherException("is not well-formed Unicode: it has an unpaired surrogate");
    }
    return pseudonym(domain, text);
  }

  /**
   * Masks a fixed text, to find a broken set-up before the first record does.
   *
   * @throws KeysetException when it gets two pseudonyms, or the same in another domain
   */
  public void selfTest() throws KeysetException {
    try {
      String pseudonym = pseudonym(domain, PROBE);
      if (pseudonym.equals(pseudonym(domain, PROBE))
          && !pseudonym.equals(pseudonym(Domain.parameter(domain, ""), PROBE))) {
        return;
      }
    } catch (RuntimeException e) {
      // Falls through: the kind of failure adds nothing to what the message says.
    }
    throw new KeysetException(
        "failed the self-test: a text had two pseudonyms, or the same one in two domains");
  }

  private String pseudonym(byte[] domain, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    byte[] input =
        ByteBuffer.allocate(Integer.BYTES + domain.length + utf8.length)
            .putInt(domain.length)
            .put(domain)
            .put(utf8)
            .array();
    try {
      return Base64.getEncoder().encodeToString(prf.compute(input, BYTES));
    } catch (GeneralSecurityException e) {
      // Not chained: nothing promises that a provider's message is free of its input.
      throw new IllegalStateException("HMAC failed (" + e.getClass().getSimpleName() + ")");
    }
  }

  private static Prf prf(KeysetHandle keyset) throws KeysetException {
    try {
      PrfSet prfs = keyset.getPrimitive(RegistryConfiguration.get(), PrfSet.class);
      return prfs::computePrimary;
    } catch (GeneralSecurityException e) {
      throw new KeysetException(
          "cannot be used on this JVM (" + e.getClass().getSimpleName() + ")");
    }
  }
}
