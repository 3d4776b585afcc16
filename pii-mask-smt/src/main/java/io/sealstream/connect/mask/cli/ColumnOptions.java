package io.sealstream.connect.mask.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The option that names columns and their domains. */
final class ColumnOptions {
  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  @Option(
      names = "--column",
      paramLabel = "NAME[=DOMAIN]",
      description = {
        "A column and the domain of its values; without a domain, the one of the same name.",
        "May be given several times."
      })
  private List<String> columns = new ArrayList<>();

  boolean isEmpty() {
    return columns.isEmpty();
  }

  /** The domain of each named column, in the order of the command line. */
  Map<String, String> domains() {
    Map<String, String> domains = new LinkedHashMap<>();
    for (String column : columns) {
      int equals = column.indexOf('=');
      String name = equals < 0 ? column : column.substring(0, equals);
      String domain = equals < 0 ? column : column.substring(equals + 1);
      if (name.isEmpty()) {
        throw Usage.of(command).wrong("--column needs a name, as in --column masked_ip=ip");
      }
      if (domains.put(name, domain) != null) {
        throw Usage.of(command).wrong("--column " + Names.quoted(name) + " is there twice");
      }
    }
    return domains;
  }
}
