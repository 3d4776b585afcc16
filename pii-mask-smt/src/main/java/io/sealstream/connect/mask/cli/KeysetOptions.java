package io.sealstream.connect.mask.cli;

import io.sealstream.connect.mask.cli.Failures.Failure;
import io.sealstream.connect.mask.crypto.DeterministicCipher;
import io.sealstream.connect.mask.crypto.Keyset;
import io.sealstream.connect.mask.crypto.KeysetException;
import io.sealstream.connect.mask.crypto.KeysetFiles;
import io.sealstream.connect.mask.crypto.TextMask;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options of a command that reads a keyset, and what it does with it. */
final class KeysetOptions {
  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  @Option(
      names = "--keyset-file",
      required = true,
      paramLabel = "FILE",
      description = "The keyset; only its owner may have access to the file.")
  private Path file = Path.of("");

  @Mixin private KekOption kek = new KekOption();

  /** The KMS key of the file; null where it is in clear text. */
  @Nullable String kekUri() {
    return kek.uri();
  }

  /**
   * Reads the file.
   *
   * @throws Failure when it cannot be used
   */
  Keyset read() throws Failure {
    try {
      return KeysetFiles.read(file, kek.uri());
    } catch (KeysetException e) {
      throw failure(e);
    }
  }

  /**
   * Reads the file of a keyset that can decrypt.
   *
   * @throws Failure also when it holds HMAC keys
   */
  Keyset readDecrypting() throws Failure {
    Keyset keyset = read();
    if (keyset.kind() == Keyset.Kind.HMAC) {
      throw failure("holds HMAC keys, and nobody can decrypt what they made");
    }
    return keyset;
  }

  /** The keyset's cipher for a domain of the command line. */
  DeterministicCipher cipher(Keyset keyset, String domain) throws Failure {
    return ofDomain(() -> keyset.cipher(domain));
  }

  /** What the keyset makes of a value of a domain: a ciphertext, or a pseudonym. */
  TextMask mask(Keyset keyset, String domain) throws Failure {
    return keyset.kind() == Keyset.Kind.HMAC
        ? ofDomain(() -> keyset.pseudonymizer(domain))
        : cipher(keyset, domain);
  }

  /** The keyset of one domain alone. */
  Keyset derive(Keyset keyset, String domain) throws Failure {
    return ofDomain(() -> keyset.derive(domain));
  }

  /** A failure whose subject is the file. */
  Failure failure(String verbPhrase) {
    return new Failure("the keyset file " + FileNames.quoted(file) + " " + verbPhrase);
  }

  private Failure failure(KeysetException e) {
    return failure(String.valueOf(e.getMessage()));
  }

  private <T> T ofDomain(FromKeyset<T> from) throws Failure {
    try {
      return from.get();
    } catch (KeysetException e) {
      throw failure(e);
    } catch (IllegalArgumentException e) {
      // The one argument is the domain, and the message says what is wrong with it.
      throw Usage.of(command).wrong(String.valueOf(e.getMessage()));
    }
  }

  private interface FromKeyset<T> {
    T get() throws KeysetException;
  }
}
