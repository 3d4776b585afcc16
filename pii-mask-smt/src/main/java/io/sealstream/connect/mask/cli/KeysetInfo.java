package io.sealstream.connect.mask.cli;

import io.sealstream.connect.mask.cli.Failures.Failure;
import io.sealstream.connect.mask.crypto.KeyInfo;
import io.sealstream.connect.mask.crypto.Keyset;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code pii keyset info}: what may be told of a keyset's keys. */
@Command(
    name = "info",
    description = "Prints the kind of a keyset and a line for each key: nothing that is secret.",
    versionProvider = Pii.VersionProvider.class)
final class KeysetInfo implements Callable<Integer> {
  private static final String ROW = "%-10s  %-9s  %-7s  %-7s  %s";

  private final Streams streams;

  @Mixin private KeysetOptions keysets = new KeysetOptions();

  KeysetInfo(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws Failure, IOException {
    Keyset keyset = keysets.read();
    streams.println("kind: " + Choices.name(keyset.kind()));
    streams.println(ROW.formatted("key id", "status", "primary", "prefix", "type"));
    for (KeyInfo key : keyset.keys()) {
      streams.println(
          ROW.formatted(
              key.id(),
              Choices.name(key.status()),
              key.primary() ? "yes" : "no",
              key.prefix() == KeyInfo.Prefix.RAW ? "none" : Choices.name(key.prefix()),
              key.type()));
    }
    streams.flush();
    return 0;
  }
}
