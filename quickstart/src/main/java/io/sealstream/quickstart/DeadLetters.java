package io.sealstream.quickstart;

import io.sealstream.quickstart.ui.Reading.DeadLetter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The dead letters of the whole pipeline: those of the source in their queue, and those of the sink
 * in their topic. The two places have no common clock, so their order is that in which they were
 * seen. For one thread.
 */
final class DeadLetters implements AutoCloseable {
  /** Of more than these the eldest are counted only. */
  private static final int REMEMBERED = 1_000;

  private final DeadLetterQueue queue;
  private final TopicTail topic;
  private final Deque<DeadLetter> seen = new ArrayDeque<>();
  private long rejected;

  /**
   * Looks at nothing yet.
   *
   * @param topic of the sink's dead letters, which is closed with this
   */
  DeadLetters(DeadLetterQueue queue, TopicTail topic) {
    this.queue = queue;
    this.topic = topic;
  }

  /** How many the sink has, after looking at those that are new. */
  long lookAtTopic() {
    topic.readOn(this::reject);
    return rejected;
  }

  /** How many the source has, after looking at those that are new. */
  long lookAtQueue() {
    return queue.look(
        this::add, () -> seen.removeIf(letter -> letter.place().equals(DeadLetterQueue.NAME)));
  }

  private void reject(ConsumerRecord<byte[], byte[]> record) {
    rejected++;
    add(
        new DeadLetter(
            TopicTail.messageId(record), DeadLetterTopic.NAME, DeadLetterTopic.reason(record)));
  }

  private void add(DeadLetter letter) {
    seen.add(letter);
    if (seen.size() > REMEMBERED) {
      seen.remove();
    }
  }

  /** Those that were seen last, of both places. */
  List<DeadLetter> newestFirst() {
    List<DeadLetter> letters = new ArrayList<>(seen);
    Collections.reverse(letters);
    return letters;
  }

  @Override
  public void close() {
    topic.close();
  }
}
