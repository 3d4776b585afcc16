package io.sealstream.benchmarks.rig;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.stream.Stream;

/**
 * A FIFO queue. A group whose message was taken is locked until every taken one of it is gone or
 * back; a receive takes as many as possible of one group, then of the next (developer guide, "FIFO
 * queue delivery logic"). What comes back takes its old place.
 */
final class FifoOrder implements MessageOrder {

  private final Map<String, Group> groups = new HashMap<>();

  /** Groups that are not locked and not empty, the one that waits longest first. */
  private final Deque<Group> ready = new ArrayDeque<>();

  private int size;

  @Override
  public void add(StoredMessage message) {
    Group group = groups.computeIfAbsent(name(message), Group::new);
    group.messages.add(message);
    size++;
    offer(group);
  }

  @Override
  public List<StoredMessage> take(int max) {
    List<StoredMessage> taken = new ArrayList<>(max);
    while (taken.size() < max && !ready.isEmpty()) {
      Group group = ready.remove();
      group.ready = false;
      while (taken.size() < max && !group.messages.isEmpty()) {
        taken.add(group.messages.remove());
        group.taken++;
        size--;
      }
    }
    return taken;
  }

  @Override
  public void giveBack(StoredMessage message) {
    Group group = group(message);
    group.messages.add(message);
    size++;
    unlock(group);
  }

  @Override
  public void gone(StoredMessage message) {
    unlock(group(message));
  }

  @Override
  public void remove(StoredMessage message) {
    throw new IllegalStateException("A visible message of a FIFO queue has no valid handle");
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public Stream<StoredMessage> stream() {
    return groups.values().stream().flatMap(group -> group.messages.stream());
  }

  @Override
  public void clear() {
    groups.clear();
    ready.clear();
    size = 0;
  }

  private void unlock(Group group) {
    group.taken--;
    offer(group);
    if (group.taken == 0 && group.messages.isEmpty()) {
      groups.remove(group.name);
    }
  }

  private void offer(Group group) {
    if (group.taken == 0 && !group.ready && !group.messages.isEmpty()) {
      group.ready = true;
      ready.add(group);
    }
  }

  private Group group(StoredMessage message) {
    return Objects.requireNonNull(groups.get(name(message)));
  }

  private static String name(StoredMessage message) {
    return Objects.requireNonNull(message.groupId());
  }

  private static final class Group {
    final String name;
    final PriorityQueue<StoredMessage> messages =
        new PriorityQueue<>(Comparator.comparingLong(m -> m.sequence));
    int taken;
    boolean ready;

    Group(String name) {
      this.name = name;
    }
  }
}
