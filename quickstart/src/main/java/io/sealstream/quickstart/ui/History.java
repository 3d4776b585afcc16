package io.sealstream.quickstart.ui;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the charts draw: a point a second, of the last minutes. Not thread-safe.
 *
 * <p>A rate is what was added since the point before, over the time since then; after a time in
 * which it could not be read it is the mean of that time.
 */
final class History {
  private static final long POINT_EVERY_NANOS = 950_000_000L;
  private static final int POINTS = 180;
  private static final double NANOS = 1e9;

  private final Deque<Point> points = new ArrayDeque<>();
  private final Rate records = new Rate();
  private final Rate rows = new Rate();
  private long lastAt = -POINT_EVERY_NANOS;

  /**
   * A moment. What could not be read then is null.
   *
   * @param seconds since the page was started
   * @param waiting messages in the source queue, in flight or not
   * @param recordsPerSecond that came into the topic
   * @param rowsPerSecond that came into the table
   */
  record Point(
      double seconds,
      @Nullable Long waiting,
      @Nullable Double recordsPerSecond,
      @Nullable Double rowsPerSecond) {}

  /**
   * Adds a reading.
   *
   * @param nanos since the page was started
   */
  void add(Reading reading, long nanos) {
    if (nanos - lastAt < POINT_EVERY_NANOS) {
      return;
    }
    Reading.Fresh fresh = reading.fresh();
    points.add(
        new Point(
            nanos / NANOS,
            fresh.queue() ? reading.queue().messages() : null,
            fresh.records() ? records.at(nanos, reading.records()) : null,
            fresh.rows() ? rows.at(nanos, reading.rows()) : null));
    if (points.size() > POINTS) {
      points.remove();
    }
    lastAt = nanos;
  }

  List<Point> points() {
    return List.copyOf(points);
  }

  /** How fast a count grows. */
  private static final class Rate {
    private boolean known;
    private long last;
    private long lastAt;

    /** What was there before the first time is no rate, and neither is what somebody deletes. */
    double at(long nanos, long count) {
      double elapsed = (nanos - lastAt) / NANOS;
      double rate = known ? Math.max(0, Math.round((count - last) / elapsed * 10) / 10.0) : 0;
      known = true;
      last = count;
      lastAt = nanos;
      return rate;
    }
  }
}
