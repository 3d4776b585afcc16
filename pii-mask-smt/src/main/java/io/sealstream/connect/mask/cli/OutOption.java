package io.sealstream.connect.mask.cli;

import io.sealstream.connect.mask.cli.Failures.Failure;
import io.sealstream.connect.mask.crypto.Keyset;
import io.sealstream.connect.mask.crypto.KeysetException;
import io.sealstream.connect.mask.crypto.KeysetFiles;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The option of a command that writes a new keyset file. */
final class OutOption {
  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = {
        "The file to create; its folder must exist. Only its owner can read it,",
        "and an existing file is never overwritten."
      })
  private Path file = Path.of("");

  /**
   * Writes the file.
   *
   * @param kekUri the KMS key that encrypts it, or null
   */
  void create(Keyset keyset, @Nullable String kekUri) throws Failure {
    try {
      KeysetFiles.create(file, keyset, kekUri);
    } catch (KeysetException e) {
      throw new Failure("the keyset file " + FileNames.quoted(file) + " " + e.getMessage());
    }
  }

  /** Says that the file is there, and what to do now. */
  void say(String advice) {
    Usage.of(command).say("Created %s. %s".formatted(FileNames.quoted(file), advice));
  }
}
