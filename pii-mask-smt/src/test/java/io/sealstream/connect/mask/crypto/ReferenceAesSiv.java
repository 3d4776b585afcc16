package io.sealstream.connect.mask.crypto;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-SIV written from RFC 5297 and AES-CMAC from RFC 4493, on the JDK alone, to compare with. Slow
 * and plain on purpose.
 */
final class ReferenceAesSiv {
  private static final int BLOCK = 16;

  private final byte[] macKey;
  private final byte[] encryptionKey;

  ReferenceAesSiv(byte[] key) {
    macKey = Arrays.copyOfRange(key, 0, key.length / 2);
    encryptionKey = Arrays.copyOfRange(key, key.length / 2, key.length);
  }

  /** Section 2.6: the synthetic IV, then the ciphertext. */
  byte[] encrypt(byte[] plaintext, byte[]... associatedData) throws GeneralSecurityException {
    byte[] iv = s2v(plaintext, associatedData);
    byte[] counter = iv.clone();
    counter[8] &= 0x7f;
    counter[12] &= 0x7f;
    Cipher ctr = Cipher.getInstance("AES/CTR/NoPadding");
    ctr.init(
        Cipher.ENCRYPT_MODE, new SecretKeySpec(encryptionKey, "AES"), new IvParameterSpec(counter));
    byte[] encrypted = ctr.doFinal(plaintext);
    byte[] output = Arrays.copyOf(iv, BLOCK + encrypted.length);
    System.arraycopy(encrypted, 0, output, BLOCK, encrypted.length);
    return output;
  }

  /** Section 2.4. */
  private byte[] s2v(byte[] plaintext, byte[]... associatedData) throws GeneralSecurityException {
    byte[] d = cmac(new byte[BLOCK]);
    for (byte[] data : associatedData) {
      d = xor(doubled(d), cmac(data));
    }
    if (plaintext.length >= BLOCK) {
      byte[] end = plaintext.clone();
      int offset = end.length - BLOCK;
      for (int i = 0; i < BLOCK; i++) {
        end[offset + i] ^= d[i];
      }
      return cmac(end);
    }
    return cmac(xor(doubled(d), padded(plaintext)));
  }

  private byte[] cmac(byte[] message) throws GeneralSecurityException {
    byte[] subkey = doubled(block(new byte[BLOCK]));
    int blocks = Math.max(1, (message.length + BLOCK - 1) / BLOCK);
    int lastStart = (blocks - 1) * BLOCK;
    byte[] last = Arrays.copyOfRange(message, lastStart, message.length);
    last = last.length == BLOCK ? xor(last, subkey) : xor(padded(last), doubled(subkey));
    byte[] state = new byte[BLOCK];
    for (int at = 0; at < lastStart; at += BLOCK) {
      state = block(xor(state, Arrays.copyOfRange(message, at, at + BLOCK)));
    }
    return block(xor(state, last));
  }

  private byte[] block(byte[] in) throws GeneralSecurityException {
    Cipher aes = Cipher.getInstance("AES/ECB/NoPadding");
    aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(macKey, "AES"));
    return aes.doFinal(in);
  }

  private static byte[] doubled(byte[] in) {
    byte[] out = new byte[BLOCK];
    for (int i = 0; i < BLOCK; i++) {
      int carry = i + 1 < BLOCK ? (in[i + 1] & 0xff) >>> 7 : 0;
      out[i] = (byte) (in[i] << 1 | carry);
    }
    if ((in[0] & 0x80) != 0) {
      out[BLOCK - 1] ^= (byte) 0x87;
    }
    return out;
  }

  private static byte[] padded(byte[] in) {
    byte[] out = Arrays.copyOf(in, BLOCK);
    out[in.length] = (byte) 0x80;
    return out;
  }

  private static byte[] xor(byte[] a, byte[] b) {
    byte[] out = new byte[BLOCK];
    for (int i = 0; i < BLOCK; i++) {
      out[i] = (byte) (a[i] ^ b[i]);
    }
    return out;
  }
}
