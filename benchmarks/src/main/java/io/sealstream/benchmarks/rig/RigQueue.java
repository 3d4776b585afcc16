package io.sealstream.benchmarks.rig;

import java.util.List;
import java.util.function.IntFunction;

/**
 * A queue of the rig in a test's hands: what is done here goes past HTTP, its limits, faults and
 * counters of requests. Thread-safe.
 */
public final class RigQueue {

  private final HostedQueue queue;
  private final String url;

  RigQueue(HostedQueue queue, String url) {
    this.queue = queue;
    this.url = url;
  }

  /** What clients call it by; it begins with the rig's endpoint. */
  public String url() {
    return url;
  }

  /** The last part of the URL. */
  public String name() {
    return queue.name();
  }

  /** What a redrive policy calls it by. */
  public String arn() {
    return queue.arn();
  }

  /** Whether it is a FIFO queue, as its name says. */
  public boolean isFifo() {
    return queue.attributes().fifo();
  }

  /** Sends a text without attributes; on a FIFO queue, in the group {@code default}. */
  public void send(String body) {
    send(message(body));
  }

  /**
   * Sends a message, whatever its size. A FIFO queue's deduplication does not look at it; it gets a
   * deduplication ID where it has none.
   */
  public void send(RigMessage message) {
    if (isFifo() && message.groupId() == null) {
      throw new IllegalArgumentException("A message of a FIFO queue has a group");
    }
    queue.send(message, false);
  }

  /** Sends {@code count} texts, made of the numbers from 0 on. */
  public void fill(int count, IntFunction<String> body) {
    fillMessages(count, i -> message(body.apply(i)));
  }

  /** Sends {@code count} messages, made of the numbers from 0 on. */
  public void fillMessages(int count, IntFunction<RigMessage> message) {
    for (int i = 0; i < count; i++) {
      send(message.apply(i));
    }
  }

  private RigMessage message(String body) {
    RigMessage message = RigMessage.of(body);
    return isFifo() ? message.inGroup("default") : message;
  }

  /** What it holds, and what became of what it held. */
  public QueueCounts counts() {
    return queue.counts();
  }

  /** Everything that was not deleted, visible or not, in the order it was sent. */
  public List<RigMessage> messages() {
    return queue.messages();
  }

  /** The bodies of {@link #messages()}. */
  public List<String> bodies() {
    return queue.messages().stream().map(RigMessage::body).toList();
  }

  /** Removes everything, visible or not; it does not count as deleted. */
  public void purge() {
    queue.purge();
  }

  /** Name and counts, for the description of a failed assertion. */
  @Override
  public String toString() {
    return name() + " " + counts();
  }
}
