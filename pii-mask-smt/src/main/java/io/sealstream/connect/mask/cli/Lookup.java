package io.sealstream.connect.mask.cli;

import io.sealstream.connect.mask.cli.Failures.Failure;
import io.sealstream.connect.mask.crypto.CipherException;
import io.sealstream.connect.mask.crypto.Keyset;
import io.sealstream.connect.mask.crypto.TextMask;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pii lookup}: the SQL list by which a value is found in a masked column. */
@Command(
    name = "lookup",
    description = {
      "Prints how to find values in a masked column, whichever key encrypted them.",
      "For each line of standard input it prints a line",
      "  IN ('...', '...')",
      "with what each enabled key makes of it, the primary key first. An empty line stays empty."
    },
    versionProvider = Pii.VersionProvider.class)
final class Lookup implements Callable<Integer> {
  private final Streams streams;

  @Mixin private KeysetOptions keysets = new KeysetOptions();

  @Option(
      names = "--domain",
      required = true,
      paramLabel = "NAME",
      description = "The domain of the values, such as 'ip'.")
  private String domain = "";

  Lookup(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws Failure, IOException {
    List<TextMask> masks = new ArrayList<>();
    for (Keyset key : keysets.read().eachEnabledKey()) {
      masks.add(keysets.mask(key, domain));
    }
    new Lines(streams).change(text -> list(masks, text));
    return 0;
  }

  private static String list(List<TextMask> masks, String text) throws CipherException {
    StringJoiner list = new StringJoiner("', '", "IN ('", "')");
    for (TextMask mask : masks) {
      // Base64 has no quote.
      list.add(mask.mask(text));
    }
    return list.toString();
  }
}
