package io.sealstream.benchmarks.source;

import io.sealstream.benchmarks.report.Plot;
import io.sealstream.benchmarks.report.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How the source's figures change with one thing at a time. Not thread-safe. */
final class Growth {

  private static final List<Double> ROUND_TRIPS = List.of(0.0, 5.0, 20.0, 50.0);
  private static final List<Integer> TASKS = List.of(1, 2, 4);
  private static final List<Integer> BODY_BYTES = List.of(200, 2_000, 64_000, 256_000);
  private static final int PLAIN_BYTES = 200;
  private static final double PLAIN_ROUND_TRIP = 20;

  private final SourceBenchmark benchmark;
  private final HttpClientKind rawClient;

  Growth(SourceBenchmark benchmark, HttpClientKind rawClient) {
    this.benchmark = benchmark;
    this.rawClient = rawClient;
  }

  /**
   * What grows.
   *
   * @param name of its file
   * @param what in words
   * @param points in the order they were measured
   */
  record Result(String name, String what, List<Point> points) {

    Table table() {
      List<String> header =
          List.of(
              what,
              "messages/s",
              "raw loop",
              "ratio",
              "MB/s",
              "requests/message",
              "CPU s/million",
              "rig, Kafka s/million",
              "heap live, most MB");
      return new Table(header, points.stream().map(Point::row).toList());
    }

    Plot plot() {
      List<Plot.Series> series = new ArrayList<>();
      series.add(
          new Plot.Series(
              "connector", points.stream().map(p -> p.connector().perSecond()).toList()));
      List<Double> raw = points.stream().map(Point::raw).flatMap(Growth::perSecond).toList();
      if (raw.size() == points.size()) {
        series.add(new Plot.Series("raw loop", raw));
      }
      return new Plot(
          "Throughput by " + what,
          what,
          "messages/s",
          points.stream().map(Point::x).toList(),
          series);
    }
  }

  /**
   * One row.
   *
   * @param bodyBytes the size of a message
   * @param raw the raw loop at the same point, where it was measured
   */
  record Point(String x, int bodyBytes, Measurement connector, @Nullable Measurement raw) {

    List<String> row() {
      return List.of(
          x,
          number(connector.perSecond()),
          raw == null ? "" : number(raw.perSecond()),
          raw == null ? "" : "%.2f".formatted(connector.perSecond() / raw.perSecond()),
          "%.1f".formatted(connector.perSecond() * bodyBytes / 1e6),
          "%.4f".formatted(connector.requestsPerMessage()),
          "%.1f".formatted(connector.cpuSecondsPerMillion()),
          "%.1f".formatted(connector.otherCpuSecondsPerMillion()),
          "%d, %d".formatted(connector.liveHeapBytes() >> 20, connector.peakHeapBytes() >> 20));
    }
  }

  /** What waiting for SQS costs. */
  Result roundTrips() throws Exception {
    List<Point> points = new ArrayList<>();
    for (double millis : ROUND_TRIPS) {
      benchmark.roundTrip(millis);
      points.add(point("%.0f ms".formatted(millis), PLAIN_BYTES, 1, true));
    }
    benchmark.roundTrip(PLAIN_ROUND_TRIP);
    return new Result("round-trips", "round trip to SQS", points);
  }

  /** What more tasks bring on the same two cores. */
  Result tasks() throws Exception {
    List<Point> points = new ArrayList<>();
    for (int tasks : TASKS) {
      points.add(point(Integer.toString(tasks), PLAIN_BYTES, tasks, false));
    }
    return new Result("tasks", "tasks", points);
  }

  /** What a byte costs. */
  Result bodies() throws Exception {
    List<Point> points = new ArrayList<>();
    for (int bytes : BODY_BYTES) {
      points.add(point(number(bytes) + " B", bytes, 1, true));
    }
    return new Result("bodies", "size of a body", points);
  }

  /**
   * Whether a long queue costs more a message than a short one.
   *
   * @param sizes how many messages, in their order
   */
  Result backlogs(List<Integer> sizes) throws Exception {
    List<Point> points = new ArrayList<>();
    List<Measurement> drained =
        benchmark.backlogs("connector", ConnectorFile.plain(), text(PLAIN_BYTES), sizes);
    for (int i = 0; i < sizes.size(); i++) {
      points.add(new Point(number(sizes.get(i)), PLAIN_BYTES, drained.get(i), null));
    }
    return new Result("backlogs", "messages in the queue", points);
  }

  private Point point(String x, int bodyBytes, int tasks, boolean withRaw) throws Exception {
    List<String> bodies = text(bodyBytes);
    ConnectorFile file = ConnectorFile.plain().with("tasks.max", Integer.toString(tasks));
    try (Entrant connector = benchmark.connector("connector", file, bodies, null)) {
      if (!withRaw) {
        benchmark.measure(List.of(connector));
        return new Point(x, bodyBytes, connector.rounds().total(), null);
      }
      try (Entrant raw = benchmark.raw(rawClient, bodies)) {
        benchmark.measure(List.of(raw, connector));
        return new Point(x, bodyBytes, connector.rounds().total(), raw.rounds().total());
      }
    }
  }

  private static Stream<Double> perSecond(@Nullable Measurement measurement) {
    return measurement == null ? Stream.empty() : Stream.of(measurement.perSecond());
  }

  private static List<String> text(int bytes) {
    return List.of("x".repeat(bytes));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%,.0f", value);
  }
}
