package io.sealstream.benchmarks.source;

import io.sealstream.benchmarks.report.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The figures of one run, and how they relate. Not thread-safe. */
final class Report {

  private final List<Rounds> all = new ArrayList<>();
  private final List<String> ratios = new ArrayList<>();
  private @Nullable Rounds bestRaw;
  private @Nullable Rounds subject;

  /** A raw loop; the others are compared with the best. */
  void raw(Rounds measured) {
    all.add(measured);
    if (bestRaw == null || measured.ratioTo(bestRaw) > 1) {
      bestRaw = measured;
    }
  }

  /** What does the same work with Kafka behind it. */
  void beside(Rounds measured) {
    all.add(measured);
    subject = measured;
    if (bestRaw != null) {
      ratios.add(measured.comparedWith(bestRaw));
    }
  }

  /** What {@link #beside} is compared with in its turn. */
  void peer(Rounds measured) {
    all.add(measured);
    if (subject != null) {
      ratios.add(subject.comparedWith(measured));
    }
  }

  /** The same as {@link #beside} in another way, which is compared with it. */
  void variant(Rounds measured) {
    all.add(measured);
    if (subject != null) {
      ratios.add(measured.comparedWith(subject));
    }
  }

  /** Something else to tell, in a line of its own. */
  void note(String line) {
    ratios.add(line);
  }

  /** Two that are compared with each other. */
  void pair(Rounds without, Rounds with) {
    all.add(without);
    all.add(with);
    ratios.add(with.comparedWith(without));
  }

  /** A row for each, in the order they were told. */
  Table table() {
    return new Table(
        List.of(
            "",
            "messages/s",
            "requests/message",
            "redelivered",
            "CPU s/million",
            "rig, Kafka s/million",
            "peak heap MB",
            "live MB"),
        all.stream().map(Rounds::total).map(Report::row).toList());
  }

  /** A line for each comparison. */
  List<String> ratios() {
    return List.copyOf(ratios);
  }

  private static List<String> row(Measurement m) {
    return List.of(
        m.subject(),
        text("%,.0f", m.perSecond()),
        text("%.4f", m.requestsPerMessage()),
        text("%,d", m.redelivered()),
        text("%.1f", m.cpuSecondsPerMillion()),
        text("%.1f", m.otherCpuSecondsPerMillion()),
        text("%,d", m.peakHeapBytes() >> 20),
        text("%,d", m.liveHeapBytes() >> 20));
  }

  private static String text(String format, Object value) {
    return String.format(Locale.ROOT, format, value);
  }
}
