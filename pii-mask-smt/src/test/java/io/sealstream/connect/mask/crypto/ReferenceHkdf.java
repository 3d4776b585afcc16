package io.sealstream.connect.mask.crypto;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HKDF written from RFC 5869, on the JDK alone, to compare with. */
final class ReferenceHkdf {
  private final String algorithm;

  /**
   * @param algorithm of HMAC, as the JDK calls it
   */
  ReferenceHkdf(String algorithm) {
    this.algorithm = algorithm;
  }

  /**
   * Sections 2.2 and 2.3.
   *
   * @param salt empty for none
   */
  byte[] derive(byte[] secret, byte[] salt, byte[] info, int length)
      throws GeneralSecurityException {
    byte[] zeros = new byte[Mac.getInstance(algorithm).getMacLength()];
    byte[] pseudorandomKey = hmac(salt.length == 0 ? zeros : salt, secret);
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    byte[] block = new byte[0];
    for (byte i = 1; output.size() < length; i++) {
      block = hmac(pseudorandomKey, block, info, new byte[] {i});
      output.writeBytes(block);
    }
    return Arrays.copyOf(output.toByteArray(), length);
  }

  private byte[] hmac(byte[] key, byte[]... parts) throws GeneralSecurityException {
    Mac mac = Mac.getInstance(algorithm);
    mac.init(new SecretKeySpec(key, algorithm));
    for (byte[] part : parts) {
      mac.update(part);
    }
    return mac.doFinal();
  }
}
