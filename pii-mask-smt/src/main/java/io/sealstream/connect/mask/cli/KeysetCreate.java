package io.sealstream.connect.mask.cli;

import io.sealstream.connect.mask.cli.Failures.Failure;
import io.sealstream.connect.mask.crypto.Keyset;
import io.sealstream.connect.mask.crypto.Keysets;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pii keyset create}: writes a new keyset file and prints its key's id. */
@Command(
    name = "create",
    description = {"Creates a keyset of one random key.", "Prints the id of the key."},
    versionProvider = Pii.VersionProvider.class)
final class KeysetCreate implements Callable<Integer> {
  private final Streams streams;

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      converter = Choices.OfKind.class,
      description = {
        "aes-siv (default): one key encrypts all domains;",
        "deriving: each domain gets a key of its own, which 'keyset export' gives away alone;",
        "hmac: pseudonyms, which nobody can decrypt."
      })
  private Keyset.Kind kind = Keyset.Kind.AES_SIV;

  @Mixin private OutOption out = new OutOption();
  @Mixin private KekOption kek = new KekOption();

  KeysetCreate(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws Failure, IOException {
    Keyset keyset = Keysets.generate(kind);
    out.create(keyset, kek.uri());
    streams.println(Long.toString(keyset.primaryKeyId()));
    streams.flush();
    out.say("Keep a copy in a safe place: without it nothing can be recovered.");
    return 0;
  }
}
