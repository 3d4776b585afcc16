package io.sealstream.quickstart.ui;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the charts draw: a point a second, of the last minutes. Not thread-safe.
 *
 * <p>A rate is what was added since the point before, over the time since then; after a time in
 * which nothing could be read it is the mean of that time.
 */
final class History {
  private static final long POINT_EVERY_NANOS = 950_000_000L;
  private static final int POINTS = 180;
  private static final double NANOS = 1e9;

  private final Deque<Point> points = new ArrayDeque<>();
  private @Nullable Reading last;
  private long lastAt;

  /**
   * A moment.
   *
   * @param seconds since the page was started
   * @param waiting messages in the source queue, in flight or not
   * @param recordsPerSecond that came into the topic
   * @param rowsPerSecond that came into the table
   */
  record Point(double seconds, long waiting, double recordsPerSecond, double rowsPerSecond) {}

  /**
   * Adds a reading.
   *
   * @param nanos since the page was started
   */
  void add(Reading reading, long nanos) {
    Reading before = last;
    if (before != null && nanos - lastAt < POINT_EVERY_NANOS) {
      return;
    }
    double elapsed = (nanos - lastAt) / NANOS;
    points.add(
        new Point(
            nanos / NANOS,
            reading.queue().messages(),
            before == null ? 0 : rate(reading.records() - before.records(), elapsed),
            before == null ? 0 : rate(reading.rows() - before.rows(), elapsed)));
    if (points.size() > POINTS) {
      points.remove();
    }
    last = reading;
    lastAt = nanos;
  }

  List<Point> points() {
    return List.copyOf(points);
  }

  /** Rows can become fewer, where somebody deletes some; that is no rate. */
  private static double rate(long added, double elapsed) {
    return Math.max(0, Math.round(added / elapsed * 10) / 10.0);
  }
}
