package io.sealstream.connect.sqs;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/**
 * A group of committed ids, as a source offset holds it: what one slot of a {@link CommittedIdRing}
 * says. Immutable.
 *
 * @param number the group's number in its ring: each is one more than that of the group before it
 * @param next the slot of the group that will follow
 * @param writtenSeconds when it was written, in seconds since the epoch
 * @param unsettled the numbers of groups whose messages were not all known to be deleted by then,
 *     as {@link NumberRanges} writes them
 * @param ids the ids of messages that are in the topic
 * @param events the event that each of them is, {@link #NO_EVENT} for none; empty where none is any
 */
record IdGroup(
    long number,
    int next,
    long writtenSeconds,
    String unsettled,
    List<ShortId> ids,
    List<ShortId> events) {

  /** Stands for no event. */
  static final ShortId NO_EVENT = new ShortId(0, 0);

  private static final String QUEUE = "queue";
  private static final String TASK = "task";
  private static final String SLOT = "slot";
  private static final String NUMBER = "group";
  private static final String NEXT = "next";
  private static final String WRITTEN = "written";
  private static final String UNSETTLED = "unsettled";
  private static final String IDS = "ids";
  private static final String EVENTS = "events";

  IdGroup {
    if (!events.isEmpty() && events.size() != ids.size()) {
      throw new IllegalArgumentException("Not an event for each message");
    }
  }

  /**
   * The source partition of a slot. Connect finds an offset by the bytes of its partition's JSON,
   * so the order of its fields is always the same, in every process.
   */
  static Map<String, Object> partition(String queueUrl, int task, int slot) {
    Map<String, Object> partition = new LinkedHashMap<>(); // Map.of has another order in each JVM
    partition.put(QUEUE, queueUrl);
    partition.put(TASK, task);
    partition.put(SLOT, slot);
    return Collections.unmodifiableMap(partition);
  }

  /** The source offset that says this. */
  Map<String, Object> toOffset() {
    Map<String, Object> offset = new LinkedHashMap<>();
    offset.put(NUMBER, number);
    offset.put(NEXT, next);
    offset.put(WRITTEN, writtenSeconds);
    offset.put(UNSETTLED, unsettled);
    offset.put(IDS, text(ids));
    if (!events.isEmpty()) {
      offset.put(EVENTS, text(events));
    }
    return Collections.unmodifiableMap(offset);
  }

  private static String text(List<ShortId> ids) {
    ByteBuffer bytes = ByteBuffer.allocate(ids.size() * ShortId.BYTES);
    ids.forEach(id -> id.write(bytes));
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  /**
   * What an offset says; null for none.
   *
   * @throws ConnectException for one that was written by something else
   */
  static @Nullable IdGroup of(@Nullable Map<String, Object> offset) {
    if (offset == null) {
      return null;
    }
    try {
      return new IdGroup(
          number(offset, NUMBER),
          Math.toIntExact(number(offset, NEXT)),
          number(offset, WRITTEN),
          text(offset, UNSETTLED),
          ids(text(offset, IDS)),
          offset.containsKey(EVENTS) ? ids(text(offset, EVENTS)) : List.of());
    } catch (RuntimeException e) {
      throw writtenBySomethingElse(e);
    }
  }

  /** What to throw for an offset that cannot be read. */
  static ConnectException writtenBySomethingElse(RuntimeException why) {
    return new ConnectException(
        "A stored offset of this connector is not one that it wrote. Read GET"
            + " /connectors/NAME/offsets, and see docs/delivery-guarantees.md before you reset"
            + " anything",
        why);
  }

  /** Takes the events that it lists, each with the id of its message. */
  void forEachEvent(BiConsumer<ShortId, ShortId> taker) {
    for (int i = 0; i < events.size(); i++) {
      if (!events.get(i).equals(NO_EVENT)) {
        taker.accept(events.get(i), ids.get(i));
      }
    }
  }

  private static long number(Map<String, Object> offset, String key) {
    return ((Number) Objects.requireNonNull(offset.get(key))).longValue();
  }

  private static String text(Map<String, Object> offset, String key) {
    return (String) Objects.requireNonNull(offset.get(key));
  }

  private static List<ShortId> ids(String text) {
    ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(text));
    List<ShortId> ids = new ArrayList<>(bytes.remaining() / ShortId.BYTES);
    while (bytes.hasRemaining()) {
      ids.add(ShortId.read(bytes));
    }
    return List.copyOf(ids);
  }
}
