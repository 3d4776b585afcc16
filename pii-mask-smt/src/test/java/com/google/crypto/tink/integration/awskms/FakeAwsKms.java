package com.google.crypto.tink.integration.awskms;

import com.amazonaws.services.kms.AbstractAWSKMS;
import com.amazonaws.services.kms.model.AWSKMSException;
import com.amazonaws.services.kms.model.DecryptRequest;
import com.amazonaws.services.kms.model.DecryptResult;
import com.amazonaws.services.kms.model.EncryptRequest;
import com.amazonaws.services.kms.model.EncryptResult;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Optional;

/**
 * AWS KMS in this process, with one key. It is in this package because Tink's client takes another
 * KMS than the real one from here only.
 */
public final class FakeAwsKms extends AbstractAWSKMS {
  private final String arn;
  private final byte mask;

  private FakeAwsKms(String arn, byte mask) {
    this.arn = arn;
    this.mask = mask;
  }

  /** Makes {@code aws-kms://} and the ARN a key that Tink's client of AWS KMS finds here. */
  public static void register(String arn) throws GeneralSecurityException {
    AwsKmsClient.registerWithAwsKms(
        Optional.of("aws-kms://" + arn), Optional.empty(), new FakeAwsKms(arn, (byte) 0x5a));
  }

  @Override
  public EncryptResult encrypt(EncryptRequest request) {
    check(request.getKeyId(), request.getEncryptionContext().isEmpty());
    return new EncryptResult().withKeyId(arn).withCiphertextBlob(masked(request.getPlaintext()));
  }

  @Override
  public DecryptResult decrypt(DecryptRequest request) {
    check(request.getKeyId(), request.getEncryptionContext().isEmpty());
    return new DecryptResult().withKeyId(arn).withPlaintext(masked(request.getCiphertextBlob()));
  }

  // tinkey writes keysets without an encryption context, so another program would not read this.
  private void check(String keyId, boolean withoutContext) {
    if (!keyId.equals(arn) || !withoutContext) {
      throw new AWSKMSException("marker");
    }
  }

  /** No cipher, but not the plaintext either. */
  private ByteBuffer masked(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    for (int i = 0; i < copy.length; i++) {
      copy[i] ^= mask;
    }
    return ByteBuffer.wrap(copy);
  }
}
