package io.sealstream.connect.mask.cli;

import io.sealstream.connect.mask.cli.Failures.Failure;
import io.sealstream.connect.mask.crypto.Keyset;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code pii mask}: what MaskPii makes of the values on standard input. */
@Command(
    name = "mask",
    description = {
      "Encrypts values from standard input to standard output, as MaskPii does.",
      "With a keyset of HMAC keys it makes pseudonyms, as MaskPii does with method=hmac.",
      "Without --csv each line is a value of --domain; an empty line stays empty."
    },
    versionProvider = Pii.VersionProvider.class)
final class Mask implements Callable<Integer> {
  private final Streams streams;

  @Spec private @Nullable CommandSpec spec;
  @Mixin private KeysetOptions keysets = new KeysetOptions();

  @Option(
      names = "--domain",
      paramLabel = "NAME",
      description = "The domain of the lines, such as 'ip'.")
  private @Nullable String domain;

  @Mixin private CsvOptions csv = new CsvOptions();
  @Mixin private ColumnOptions columns = new ColumnOptions();

  Mask(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws Failure, IOException {
    Usage usage = Usage.of(spec);
    if (csv.isCsv()) {
      usage.check(domain == null, "--domain is for lines; with --csv give --column NAME=DOMAIN");
      usage.check(!columns.isEmpty(), "--csv needs at least one --column");
      char delimiter = csv.delimiter();
      Map<String, String> domains = columns.domains();
      new CsvColumns(streams, delimiter, changes(domains)).change();
    } else {
      usage.check(columns.isEmpty(), "--column needs --csv");
      usage.check(!csv.isDelimiterGiven(), "--delimiter needs --csv");
      new Lines(streams)
          .change(change(usage.given(domain, "--domain or --csv is needed"), keysets.read()));
    }
    return 0;
  }

  private Map<String, TextChange> changes(Map<String, String> domains) throws Failure {
    Keyset keyset = keysets.read();
    Map<String, TextChange> changes = new LinkedHashMap<>();
    for (Map.Entry<String, String> column : domains.entrySet()) {
      changes.put(column.getKey(), change(column.getValue(), keyset));
    }
    return changes;
  }

  private TextChange change(String ofDomain, Keyset keyset) throws Failure {
    return keysets.mask(keyset, ofDomain)::mask;
  }
}
