package io.sealstream.quickstart.ui;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** What the page knows of the run that it belongs to. Thread-safe. */
final class RunState {
  private final String id = UUID.randomUUID().toString();
  private final AtomicLong sent = new AtomicLong();
  private volatile boolean over;

  /** Another run has another one. */
  String id() {
    return id;
  }

  /** Counts messages that the queue took, of the run or of the page. */
  void addSent(long count) {
    sent.addAndGet(count);
  }

  long sent() {
    return sent.get();
  }

  /** From now on nothing that somebody does can disturb the run's own count. */
  void end() {
    over = true;
  }

  boolean isOver() {
    return over;
  }

  /**
   * Returns if the run is over. Before, its own count would no longer be right, and a pause would
   * look like a failure.
   */
  void requireOver() {
    if (!over) {
      throw RefusedRequestException.conflict(
          "The run is still counting its messages; this works after its summary.");
    }
  }
}
