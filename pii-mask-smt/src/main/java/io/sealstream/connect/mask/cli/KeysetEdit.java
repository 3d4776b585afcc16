package io.sealstream.connect.mask.cli;

import io.sealstream.connect.mask.cli.Failures.Failure;
import io.sealstream.connect.mask.crypto.Keyset;
import io.sealstream.connect.mask.crypto.KeysetException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code pii keyset promote}, {@code enable} and {@code disable}: a keyset with another state of
 * one key. {@link Pii} gives each its name and its description.
 */
@Command(versionProvider = Pii.VersionProvider.class)
final class KeysetEdit implements Callable<Integer> {
  private final Edit edit;

  @Mixin private KeysetOptions keysets = new KeysetOptions();

  @Option(
      names = "--key-id",
      required = true,
      paramLabel = "N",
      description = "The key, by the id that 'keyset info' prints.")
  private long keyId;

  @Mixin private OutOption out = new OutOption();

  KeysetEdit(Edit edit) {
    this.edit = edit;
  }

  @Override
  public Integer call() throws Failure {
    Keyset edited;
    try {
      edited = edit.apply(keysets.read(), keyId);
    } catch (KeysetException e) {
      throw keysets.failure(String.valueOf(e.getMessage()));
    }
    out.create(edited, keysets.kekUri());
    out.say("The old file is as it was.");
    return 0;
  }

  /** What is done with one key of a keyset. */
  @FunctionalInterface
  interface Edit {
    Keyset apply(Keyset keyset, long keyId) throws KeysetException;
  }
}
