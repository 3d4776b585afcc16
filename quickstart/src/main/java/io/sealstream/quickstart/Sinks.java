package io.sealstream.quickstart;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * The sinks that a run posts. JDBC's is always one of them: its rows are how a run knows what
 * became of a message.
 */
final class Sinks {
  /** The Iceberg sink answers a commit where the worker commits offsets, see docs/sinks.md. */
  private static final Map<String, String> SOONER = Map.of("offset.flush.interval.ms", "1000");

  private static final String KNOWN =
      Arrays.stream(Sink.values()).map(Sink::id).collect(Collectors.joining(", "));

  private final Set<Sink> sinks;

  private Sinks(Set<Sink> sinks) {
    this.sinks = sinks;
  }

  static Sinks jdbcOnly() {
    return new Sinks(EnumSet.of(Sink.JDBC));
  }

  /** Reads names with commas between them. */
  static final class Parser implements ITypeConverter<Sinks> {
    @Override
    public Sinks convert(String names) {
      Set<Sink> sinks = EnumSet.noneOf(Sink.class);
      for (String name : names.split(",", -1)) {
        sinks.add(sink(name.strip()));
      }
      if (!sinks.contains(Sink.JDBC)) {
        throw new TypeConversionException(
            "jdbc must be among them, since its rows are how messages are counted");
      }
      return new Sinks(sinks);
    }

    private static Sink sink(String name) {
      return Arrays.stream(Sink.values())
          .filter(sink -> sink.id().equals(name))
          .findFirst()
          .orElseThrow(() -> new TypeConversionException("'" + name + "' is none of " + KNOWN));
    }
  }

  boolean contains(Sink sink) {
    return sinks.contains(sink);
  }

  /** The files to post. */
  List<Path> configs(Path folder) {
    return sinks.stream().map(sink -> folder.resolve(sink.config())).toList();
  }

  /** The folders of archives that the worker needs for those beside JDBC's. */
  List<Path> archives(Path folder) {
    return sinks.stream()
        .filter(sink -> sink != Sink.JDBC)
        .map(sink -> folder.resolve(sink.id()))
        .toList();
  }

  /** What the worker has to be told because of them. */
  Map<String, String> workerOverrides() {
    return contains(Sink.ICEBERG) ? SOONER : Map.of();
  }
}
