package io.sealstream.connect.mask.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that names the KMS key of a keyset file. */
final class KekOption {
  @Option(
      names = "--kek-uri",
      paramLabel = "URI",
      description = {
        "The KMS key that encrypts the keyset file, such as 'aws-kms://arn:aws:kms:...'.",
        "Its Tink client's jars go on PII_CLASSPATH."
      })
  private @Nullable String uri;

  /** Null where the keyset file is in clear text. */
  @Nullable String uri() {
    return uri;
  }
}
