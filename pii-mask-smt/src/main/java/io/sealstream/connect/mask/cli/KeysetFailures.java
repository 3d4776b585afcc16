package io.sealstream.connect.mask.cli;

import io.sealstream.connect.mask.cli.Failures.Failure;
import io.sealstream.connect.mask.crypto.KeysetException;
import java.nio.file.Path;

/** What is told of a keyset file that cannot be used. */
final class KeysetFailures {
  private KeysetFailures() {}

  /**
   * A failure whose advice is for the command: the messages of keysets name the transform's
   * configuration and its folder.
   *
   * @param kekOption the option in the place of {@code kek.uri}
   */
  static Failure of(Path file, KeysetException problem, String kekOption) {
    return of(
        file,
        String.valueOf(problem.getMessage())
            .replace("(kek.uri)", "(" + kekOption + ")")
            .replace("beside the plugin", "on PII_CLASSPATH, as PII_CLASSPATH='/opt/kms/*' does"));
  }

  static Failure of(Path file, String verbPhrase) {
    return new Failure("the keyset file " + FileNames.quoted(file) + " " + verbPhrase);
  }
}
