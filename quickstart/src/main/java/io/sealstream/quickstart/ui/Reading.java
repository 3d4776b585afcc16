package io.sealstream.quickstart.ui;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The pipeline at one moment. It holds rows as they are stored, and no body of a message.
 *
 * @param records of the topic
 * @param rows of the table
 * @param lastRows of the table, the newest first
 * @param deadLetters how many there are: messages in the dead letter queue, and records in the
 *     sink's dead letter topic
 * @param lastDeadLetters the newest first
 * @param connectors in the order in which they were posted
 * @param problems what did not answer, one sentence each; its numbers are the last that there were
 * @param fresh which of the numbers that the charts draw are of this reading
 * @param followed where the messages are of which that was asked, by their id; a message that is
 *     nowhere yet is in the queue
 */
public record Reading(
    Queue queue,
    long records,
    long rows,
    List<Row> lastRows,
    long deadLetters,
    List<DeadLetter> lastDeadLetters,
    List<Connector> connectors,
    List<String> problems,
    Fresh fresh,
    @JsonIgnore Map<String, Whereabouts> followed) {

  /** Which numbers are of this reading; the others are of one before it. */
  public record Fresh(boolean queue, boolean records, boolean rows) {}

  /**
   * The source queue.
   *
   * @param waiting messages that nobody received yet
   * @param inFlight messages that were received and are not deleted
   */
  public record Queue(long waiting, long inFlight) {
    long messages() {
      return waiting + inFlight;
    }
  }

  /**
   * A row as it is stored.
   *
   * @param messageId of the message that it came from
   * @param cells its columns but that one; null is SQL NULL
   */
  public record Row(String messageId, List<@Nullable String> cells) {}

  /**
   * A message that is no row.
   *
   * @param messageId the id that it had in the source queue
   * @param place the queue or topic that it went to
   * @param reason why, without any value of it
   */
  public record DeadLetter(String messageId, String place, String reason) {}

  /**
   * A connector.
   *
   * @param type source or sink
   * @param state as Connect says it, such as RUNNING
   * @param tasks the state of each task
   * @param failure the cause of the first failure as one sentence, if anything failed
   */
  public record Connector(
      String name, String type, String state, List<String> tasks, @Nullable String failure) {}

  /**
   * Where a message is.
   *
   * @param inTopic whether it became a record of the topic
   */
  public record Whereabouts(boolean inTopic, @Nullable Row row, @Nullable DeadLetter deadLetter) {}
}
