package io.sealstream.connect.mask.crypto;

import com.google.crypto.tink.DeterministicAead;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Random;

/** Primitives with one fault each. Beside it they only copy, which is what the tests need. */
public enum BrokenAead implements DeterministicAead {
  /** What comes back is another text. */
  FORGETFUL {
    @Override
    public byte[] decryptDeterministically(byte[] ciphertext, byte[] associatedData) {
      return "another text".getBytes(StandardCharsets.UTF_8);
    }
  },

  /** Recovers everything, but equal texts do not stay equal. */
  RANDOM {
    @Override
    public byte[] encryptDeterministically(byte[] plaintext, byte[] associatedData) {
      byte[] ciphertext = new byte[plaintext.length + Long.BYTES];
      random.nextBytes(ciphertext);
      System.arraycopy(plaintext, 0, ciphertext, Long.BYTES, plaintext.length);
      return ciphertext;
    }

    @Override
    public byte[] decryptDeterministically(byte[] ciphertext, byte[] associatedData) {
      return Arrays.copyOfRange(ciphertext, Long.BYTES, ciphertext.length);
    }
  },

  /** Everything stays in clear. */
  IDENTITY,

  /** No clear text shows, but that of one domain decrypts for all. */
  IGNORES_ASSOCIATED_DATA {
    @Override
    public byte[] encryptDeterministically(byte[] plaintext, byte[] associatedData) {
      return inverted(plaintext);
    }

    @Override
    public byte[] decryptDeterministically(byte[] ciphertext, byte[] associatedData) {
      return inverted(ciphertext);
    }
  },

  /** Keeps domains apart, but the text is in what it makes. */
  SHOWS_THE_TEXT {
    @Override
    public byte[] encryptDeterministically(byte[] plaintext, byte[] associatedData) {
      byte[] ciphertext = Arrays.copyOf(associatedData, associatedData.length + plaintext.length);
      System.arraycopy(plaintext, 0, ciphertext, associatedData.length, plaintext.length);
      return ciphertext;
    }

    @Override
    public byte[] decryptDeterministically(byte[] ciphertext, byte[] associatedData)
        throws GeneralSecurityException {
      int length = associatedData.length;
      if (!Arrays.equals(ciphertext, 0, length, associatedData, 0, length)) {
        throw new GeneralSecurityException("marker");
      }
      return Arrays.copyOfRange(ciphertext, length, ciphertext.length);
    }
  },

  CANNOT_ENCRYPT {
    @Override
    public byte[] encryptDeterministically(byte[] plaintext, byte[] associatedData)
        throws GeneralSecurityException {
      throw new GeneralSecurityException("marker " + new String(plaintext, StandardCharsets.UTF_8));
    }
  },

  CANNOT_DECRYPT {
    @Override
    public byte[] decryptDeterministically(byte[] ciphertext, byte[] associatedData)
        throws GeneralSecurityException {
      throw new GeneralSecurityException("marker");
    }
  },

  CRASHES {
    @Override
    public byte[] decryptDeterministically(byte[] ciphertext, byte[] associatedData) {
      throw new ArrayIndexOutOfBoundsException("marker");
    }
  };

  final Random random = new Random(1);

  private static byte[] inverted(byte[] bytes) {
    byte[] inverted = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      inverted[i] = (byte) ~bytes[i];
    }
    return inverted;
  }

  /** A cipher of this primitive, for the domain {@code ip}. */
  public DeterministicCipher cipher() {
    return new DeterministicCipher(this, "ip".getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public byte[] encryptDeterministically(byte[] plaintext, byte[] associatedData)
      throws GeneralSecurityException {
    return plaintext.clone();
  }

  @Override
  public byte[] decryptDeterministically(byte[] ciphertext, byte[] associatedData)
      throws GeneralSecurityException {
    return ciphertext.clone();
  }
}
