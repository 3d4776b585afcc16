package io.sealstream.connect.sqs;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/**
 * An event that was produced, as a source offset of at-least-once delivery lists it.
 *
 * @param event which it is
 * @param messageId the message that brought it
 * @param millis when that was handed to Connect, in milliseconds since the epoch
 */
record ListedEvent(ShortId event, ShortId messageId, long millis) {

  private static final int BYTES = 2 * ShortId.BYTES + Long.BYTES;

  private static final String QUEUE = "queue";
  private static final String TASK = "task";
  private static final String SLOT = "event_slot";
  private static final String EVENTS = "events";

  /**
   * The source partition of a slot: never one of {@link IdGroup}, whose slots exactly once relies
   * on. The order of its fields is always the same, see there.
   */
  static Map<String, Object> partition(String queueUrl, int task, int slot) {
    Map<String, Object> partition = new LinkedHashMap<>();
    partition.put(QUEUE, queueUrl);
    partition.put(TASK, task);
    partition.put(SLOT, slot);
    return Collections.unmodifiableMap(partition);
  }

  /** The source offset that lists some. */
  static Map<String, Object> toOffset(List<ListedEvent> events) {
    ByteBuffer bytes = ByteBuffer.allocate(events.size() * BYTES);
    for (ListedEvent one : events) {
      one.event.write(bytes);
      one.messageId.write(bytes);
      bytes.putLong(one.millis);
    }
    return Map.of(EVENTS, Base64.getEncoder().encodeToString(bytes.array()));
  }

  /**
   * What an offset lists; null for none.
   *
   * @throws ConnectException for one that was written by something else
   */
  static @Nullable List<ListedEvent> of(@Nullable Map<String, Object> offset) {
    if (offset == null) {
      return null;
    }
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode((String) offset.get(EVENTS)));
      List<ListedEvent> events = new ArrayList<>(bytes.remaining() / BYTES);
      while (bytes.hasRemaining()) {
        events.add(new ListedEvent(ShortId.read(bytes), ShortId.read(bytes), bytes.getLong()));
      }
      return List.copyOf(events);
    } catch (RuntimeException e) {
      throw IdGroup.writtenBySomethingElse(e);
    }
  }
}
