package io.sealstream.benchmarks.mask;

import com.google.crypto.tink.DeterministicAead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.daead.DeterministicAeadConfig;
import com.google.crypto.tink.daead.PredefinedDeterministicAeadParameters;
import io.sealstream.connect.mask.crypto.DeterministicCipher;
import io.sealstream.connect.mask.crypto.KeysetException;
import io.sealstream.connect.mask.crypto.Keysets;
import java.security.GeneralSecurityException;

/**
 * A keyset of one random AES256_SIV key, as Tink has it and as MaskPii reads it. How long a cipher
 * takes does not depend on the key.
 */
final class Keys {
  private final KeysetHandle keyset;

  Keys() {
    try {
      DeterministicAeadConfig.register();
      keyset = KeysetHandle.generateNew(PredefinedDeterministicAeadParameters.AES256_SIV);
    } catch (GeneralSecurityException e) {
      throw unusable(e);
    }
  }

  /** The cipher as Tink makes it, with nothing of ours around it. */
  DeterministicAead cipher() {
    try {
      return keyset.getPrimitive(RegistryConfiguration.get(), DeterministicAead.class);
    } catch (GeneralSecurityException e) {
      throw unusable(e);
    }
  }

  /** Ours. */
  DeterministicCipher textCipher(String domain) {
    try {
      return Keysets.parse(json()).cipher(domain);
    } catch (KeysetException e) {
      throw unusable(e);
    }
  }

  String json() {
    try {
      return TinkJsonProtoKeysetFormat.serializeKeyset(keyset, InsecureSecretKeyAccess.get());
    } catch (GeneralSecurityException e) {
      throw unusable(e);
    }
  }

  private static IllegalStateException unusable(Exception cause) {
    return new IllegalStateException("there is no AES256_SIV on this JVM", cause);
  }
}
