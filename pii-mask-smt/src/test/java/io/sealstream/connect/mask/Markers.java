package io.sealstream.connect.mask;

import com.google.crypto.tink.prf.HkdfPrfParameters;
import com.google.crypto.tink.prf.HmacPrfParameters;
import io.sealstream.connect.mask.crypto.DeterministicCipher;
import io.sealstream.connect.mask.crypto.Keysets;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A value and keys that no error may tell anything of. All fields are of the domain {@code ip}. */
public final class Markers {
  /** A value in clear text. */
  public static final String CLEAR = Secrets.RARE + "Qx9vK2mWzR" + Secrets.RARE + "7pLd4TnB";

  /** A password, all ASCII. */
  public static final String PASSWORD = "hG5-jQw8_zYc3Vb";

  /** A number in clear text. */
  public static final long NUMBER = 7_263_548_190_726_354L;

  /** A key of AES-SIV. */
  public static final byte[] KEY = bytes("a key of AES-SIV");

  private static final byte[] DERIVING_KEY = bytes("a key that derives");
  private static final byte[] HMAC_KEY = Arrays.copyOf(bytes("a key of HMAC"), 32);
  private static final Pattern KEY_DATA = Pattern.compile("\"value\": ?\"([^\"]+)\"");

  static {
    // Tink writes no keyset before somebody registered the types of its keys.
    Keysets.generate();
  }

  private Markers() {}

  public static String aesSiv() throws GeneralSecurityException {
    return TestKeysets.json(TestKeysets.tink(KEY, 1_111_111_111));
  }

  public static String deriving() throws GeneralSecurityException {
    return TestKeysets.json(
        TestKeysets.deriving(DERIVING_KEY, HkdfPrfParameters.HashType.SHA256, 64, 1_222_222_222));
  }

  public static String hmac() throws GeneralSecurityException {
    return TestKeysets.json(
        TestKeysets.hmac(HMAC_KEY, HmacPrfParameters.HashType.SHA256, 1_333_333_333));
  }

  /** What {@link #aesSiv} makes of {@link #CLEAR}. */
  public static String ciphertext() throws Exception {
    return cipher().encrypt(CLEAR);
  }

  public static DeterministicCipher cipher() throws Exception {
    return Keysets.parse(aesSiv()).cipher("ip");
  }

  /** All of them. */
  public static Secrets secrets() throws Exception {
    Secrets secrets =
        new Secrets()
            .text("the clear text", CLEAR)
            .text("the password", PASSWORD)
            .text("the number", Long.toString(NUMBER))
            .bytes("the AES-SIV key", KEY)
            .bytes("the deriving key", DERIVING_KEY)
            .bytes("the HMAC key", HMAC_KEY)
            .ciphertext("the ciphertext", ciphertext())
            .ciphertext("the number's ciphertext", cipher().encrypt(Long.toString(NUMBER)))
            .ciphertext(
                "the parameter's ciphertext",
                Keysets.parse(aesSiv()).parameterCipher("ip").encrypt("p", CLEAR))
            .ciphertext(
                "the ciphertext of the derived key",
                Keysets.parse(deriving()).cipher("ip").encrypt(CLEAR))
            .text("the pseudonym", Keysets.parse(hmac()).pseudonymizer("ip").mask(CLEAR));
    for (String json : new String[] {aesSiv(), deriving(), hmac()}) {
      Matcher keyData = KEY_DATA.matcher(json);
      if (!keyData.find()) {
        throw new AssertionError("Tink writes keysets otherwise");
      }
      secrets.text("the key data", keyData.group(1));
    }
    return secrets;
  }

  private static byte[] bytes(String seed) {
    try {
      return MessageDigest.getInstance("SHA-512").digest(seed.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
