package io.sealstream.connect.mask.cli;

import io.sealstream.connect.mask.cli.Failures.Failure;
import io.sealstream.connect.mask.crypto.Keyset;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pii keyset export}: the keys of one domain, for who may read that domain only. */
@Command(
    name = "export",
    description = {
      "Writes the keys of one domain to a keyset file of its own.",
      "Whoever has it can decrypt the values of that domain and of no other.",
      "Only a keyset of the kind 'deriving' has keys of domains."
    },
    versionProvider = Pii.VersionProvider.class)
final class KeysetExport implements Callable<Integer> {
  @Mixin private KeysetOptions keysets = new KeysetOptions();

  @Option(
      names = "--domain",
      required = true,
      paramLabel = "NAME",
      description = "The domain whose keys to export, such as 'device_id'.")
  private String domain = "";

  @Mixin private OutOption out = new OutOption();

  @Option(
      names = "--out-kek-uri",
      paramLabel = "URI",
      description = {
        "The KMS key that encrypts the new file; without it the file is in clear text."
      })
  private @Nullable String outKekUri;

  @Override
  public Integer call() throws Failure {
    Keyset keyset = keysets.read();
    switch (keyset.kind()) {
      case AES_SIV ->
          throw keysets.failure(
              "holds AES-SIV keys: every domain has the same key, so none can be given away alone;"
                  + " 'pii keyset create --kind deriving' makes a keyset with a key for each domain");
      case HMAC -> throw keysets.failure("holds HMAC keys, and nobody can decrypt what they made");
      case DERIVING -> out.create(keysets.derive(keyset, domain), outKekUri);
    }
    out.say("It decrypts the domain '%s' and no other.".formatted(domain));
    return 0;
  }
}
