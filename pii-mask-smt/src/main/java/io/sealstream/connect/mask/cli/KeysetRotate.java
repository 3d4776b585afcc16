package io.sealstream.connect.mask.cli;

import io.sealstream.connect.mask.cli.Failures.Failure;
import io.sealstream.connect.mask.crypto.KeyInfo;
import io.sealstream.connect.mask.crypto.Keyset;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pii keyset rotate}: a keyset with one more random key. */
@Command(
    name = "rotate",
    description = {
      "Writes the keyset with one more random key, which becomes the primary one.",
      "The other keys stay and still decrypt. Prints the id of the new key."
    },
    versionProvider = Pii.VersionProvider.class)
final class KeysetRotate implements Callable<Integer> {
  private final Streams streams;

  @Mixin private KeysetOptions keysets = new KeysetOptions();
  @Mixin private OutOption out = new OutOption();

  @Option(
      names = "--standby",
      description = {
        "Leave the primary key as it is. When every reader has the new file,",
        "'keyset promote' makes the new key the primary one."
      })
  private boolean standby;

  KeysetRotate(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws Failure, IOException {
    Keyset before = keysets.read();
    Keyset after = standby ? before.withStandbyKey() : before.rotated();
    out.create(after, keysets.kekUri());
    streams.println(Long.toString(newKey(before, after)));
    streams.flush();
    out.say(
        standby
            ? "Its new key decrypts; promote it when every reader has the file."
            : "Give it to all that decrypt before you give it to what encrypts.");
    return 0;
  }

  private static long newKey(Keyset before, Keyset after) {
    List<Long> old = before.keys().stream().map(KeyInfo::id).toList();
    return after.keys().stream()
        .map(KeyInfo::id)
        .filter(id -> !old.contains(id))
        .findFirst()
        .orElseThrow();
  }
}
