package io.sealstream.connect.sqs;

import io.sealstream.connect.sqs.InFlightMessage.State;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The order within the message groups of FIFO queues. A message may go to Kafka only when nothing
 * before it in its group is open any more: so at most one message of a group is on its way, and one
 * that Kafka does not take is never overtaken by the next. SQS does its part: while a message is in
 * flight, it delivers nothing behind it in its group to anybody.
 *
 * <p>A message that leaves unsettled takes along what waits behind it in its group: it will be
 * delivered again, and they must come after it.
 *
 * <p>Messages of standard queues belong to no group here, even where they carry a group id.
 *
 * <p>Not thread-safe: guarded by the lock of {@link InFlightLedger}.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html">FIFO
 *     delivery logic</a>
 */
final class MessageGroups {

  private record GroupKey(String queueUrl, String groupId) {}

  /** The unsettled messages of each group, in their order. A receive brings ten at most. */
  private final Map<GroupKey, List<InFlightMessage>> open = new HashMap<>();

  /** Takes in a message of a group at its place; does nothing for one without a group. */
  void add(InFlightMessage message) {
    GroupKey key = key(message);
    if (key == null) {
      return;
    }
    List<InFlightMessage> group = open.computeIfAbsent(key, k -> new ArrayList<>());
    int place = group.size();
    while (place > 0 && message.isBefore(group.get(place - 1))) {
      place--;
    }
    group.add(place, message);
  }

  /** Whether {@code message} is the first open one of its group, or has no group. */
  boolean isFirst(InFlightMessage message) {
    GroupKey key = key(message);
    if (key == null) {
      return true;
    }
    List<InFlightMessage> group = open.get(key);
    return group != null && group.get(0) == message;
  }

  /**
   * Takes out a message that is settled.
   *
   * @return the next one, if it is ready and was waiting for this one
   */
  @Nullable InFlightMessage settled(InFlightMessage message) {
    boolean wasFirst = isFirst(message);
    List<InFlightMessage> group = remove(message);
    if (group == null || group.isEmpty() || !wasFirst) {
      return null;
    }
    InFlightMessage next = group.get(0);
    return next.state == State.READY ? next : null;
  }

  /**
   * Takes out a message that leaves unsettled, and what waits behind it.
   *
   * @return what waited behind it, in its order
   */
  List<InFlightMessage> left(InFlightMessage message) {
    GroupKey key = key(message);
    List<InFlightMessage> group = key == null ? null : open.get(key);
    int place = group == null ? -1 : group.indexOf(message);
    if (key == null || group == null || place < 0) {
      return List.of();
    }
    List<InFlightMessage> behind = new ArrayList<>();
    for (Iterator<InFlightMessage> rest = group.listIterator(place + 1); rest.hasNext(); ) {
      InFlightMessage waiting = rest.next();
      if (waiting.isUnseenByConnect()) {
        behind.add(waiting);
        rest.remove();
      }
    }
    remove(message);
    return behind;
  }

  private @Nullable List<InFlightMessage> remove(InFlightMessage message) {
    GroupKey key = key(message);
    List<InFlightMessage> group = key == null ? null : open.get(key);
    if (key != null && group != null) {
      group.remove(message);
      if (group.isEmpty()) {
        open.remove(key);
      }
    }
    return group;
  }

  private static @Nullable GroupKey key(InFlightMessage message) {
    String group = message.group();
    return group == null ? null : new GroupKey(message.queue().url(), group);
  }
}
