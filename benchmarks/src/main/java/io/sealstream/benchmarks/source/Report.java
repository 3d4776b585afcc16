package io.sealstream.benchmarks.source;

import io.sealstream.benchmarks.report.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The figures of one run, and how they relate. Not thread-safe. */
final class Report {

  private final List<Measurement> all = new ArrayList<>();
  private final List<String> ratios = new ArrayList<>();
  private @Nullable Measurement bestRaw;
  private @Nullable Measurement subject;

  /** A raw loop; the others are compared with the best. */
  void raw(Measurement measured) {
    all.add(measured);
    if (bestRaw == null || measured.perSecond() > bestRaw.perSecond()) {
      bestRaw = measured;
    }
  }

  /** What does the same work with Kafka behind it. */
  void beside(Measurement measured) {
    all.add(measured);
    subject = measured;
    if (bestRaw != null) {
      ratios.add(ratio(measured, bestRaw));
    }
  }

  /** What {@link #beside} is compared with in its turn. */
  void peer(Measurement measured) {
    all.add(measured);
    if (subject != null) {
      ratios.add(ratio(subject, measured));
    }
  }

  /** Two that are compared with each other. */
  void pair(Measurement without, Measurement with) {
    all.add(without);
    all.add(with);
    ratios.add(ratio(with, without));
  }

  /** A row for each, in the order they were measured. */
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
        all.stream().map(Report::row).toList());
  }

  /** A line for each comparison. */
  List<String> ratios() {
    return List.copyOf(ratios);
  }

  private static String ratio(Measurement one, Measurement other) {
    return String.format(
        Locale.ROOT,
        "%s: %.2f of %s",
        one.subject(),
        one.perSecond() / other.perSecond(),
        other.subject());
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
