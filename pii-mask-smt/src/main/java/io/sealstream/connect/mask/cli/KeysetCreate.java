package io.sealstream.connect.mask.cli;

import io.sealstream.connect.mask.cli.Failures.Failure;
import io.sealstream.connect.mask.crypto.Keyset;
import io.sealstream.connect.mask.crypto.KeysetException;
import io.sealstream.connect.mask.crypto.KeysetFiles;
import io.sealstream.connect.mask.crypto.Keysets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code pii keyset create}: writes a new keyset file and prints its key's id. */
@Command(
    name = "create",
    description = {
      "Creates a keyset of one random AES256_SIV key.",
      "Only the file's owner can read it. An existing file is never overwritten.",
      "Prints the id of the key."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Pii.VersionProvider.class)
final class KeysetCreate implements Callable<Integer> {
  private final Streams streams;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "The file to create; its folder must exist.")
  private Path out = Path.of("");

  KeysetCreate(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws Failure, IOException {
    Keyset keyset = Keysets.generate();
    try {
      KeysetFiles.create(out, keyset);
    } catch (KeysetException e) {
      throw new Failure("the keyset file '" + out + "' " + e.getMessage());
    }
    streams.println(Long.toString(keyset.primaryKeyId()));
    streams.flush();
    hint();
    return 0;
  }

  private void hint() {
    if (spec != null) {
      spec.commandLine()
          .getErr()
          .println(
              "Created '%s'. Keep a copy in a safe place: without it nothing can be recovered."
                  .formatted(out));
    }
  }
}
