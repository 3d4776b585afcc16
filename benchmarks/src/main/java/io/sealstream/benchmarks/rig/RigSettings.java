package io.sealstream.benchmarks.rig;

import java.time.Duration;

/**
 * What a rig starts with.
 *
 * @param port 0 is any free port; always on 127.0.0.1
 * @param threads event loops; they do all the work
 * @param roundTrip added to every answer
 * @param standardInFlightLimit messages in flight at most, of one standard queue
 * @param fifoInFlightLimit messages in flight at most, of one FIFO queue
 */
public record RigSettings(
    int port, int threads, Duration roundTrip, int standardInFlightLimit, int fifoInFlightLimit) {

  /** A free port, two threads, no delay, and SQS's own limits. */
  public static RigSettings defaults() {
    return new RigSettings(0, 2, Duration.ZERO, 120_000, 20_000);
  }

  /** The same on a fixed port. */
  public RigSettings onPort(int fixed) {
    return new RigSettings(fixed, threads, roundTrip, standardInFlightLimit, fifoInFlightLimit);
  }

  /** The same with other event loops. */
  public RigSettings withThreads(int count) {
    return new RigSettings(port, count, roundTrip, standardInFlightLimit, fifoInFlightLimit);
  }

  /** The same with a delay on every answer. */
  public RigSettings withRoundTrip(Duration delay) {
    return new RigSettings(port, threads, delay, standardInFlightLimit, fifoInFlightLimit);
  }

  /** The same with other limits of messages in flight. */
  public RigSettings withInFlightLimits(int standard, int fifo) {
    return new RigSettings(port, threads, roundTrip, standard, fifo);
  }
}
