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
 * in their topic. For one thread.
 */
final class DeadLetters implements AutoCloseable {
  private static final int REJECTED_REMEMBERED = 1_000;

  private final DeadLetterQueue queue;
  private final TopicTail topic;
  private final Deque<DeadLetter> rejected = new ArrayDeque<>();
  private long rejectedCount;

  /**
   * Looks at nothing yet.
   *
   * @param topic of the sink's dead letters, which is closed with this
   */
  DeadLetters(DeadLetterQueue queue, TopicTail topic) {
    this.queue = queue;
    this.topic = topic;
  }

  /** How many there are, after looking at those that are new. */
  long look() {
    topic.readOn(this::reject);
    return queue.look() + rejectedCount;
  }

  private void reject(ConsumerRecord<byte[], byte[]> record) {
    rejectedCount++;
    rejected.add(
        new DeadLetter(
            TopicTail.messageId(record), DeadLetterTopic.NAME, DeadLetterTopic.reason(record)));
    if (rejected.size() > REJECTED_REMEMBERED) {
      rejected.remove();
    }
  }

  /** Of the two places one after the other, the newest of each first: there is no common clock. */
  List<DeadLetter> newestFirst() {
    List<DeadLetter> letters = new ArrayList<>(queue.letters());
    letters.addAll(rejected);
    Collections.reverse(letters);
    return letters;
  }

  @Override
  public void close() {
    topic.close();
  }
}
