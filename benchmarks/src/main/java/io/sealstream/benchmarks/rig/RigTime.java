package io.sealstream.benchmarks.rig;

/** Time as a queue sees it: the clock that ends visibility timeouts, and an alarm on it. */
interface RigTime {

  /** Milliseconds since the epoch; never goes back. */
  long millis();

  /** Runs {@code task} once, on any thread, when {@code delayMillis} have passed. */
  void schedule(long delayMillis, Runnable task);
}
