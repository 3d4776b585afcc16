package io.sealstream.benchmarks.rig;

import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Invisible messages by the time they are due. A message knows its place in it, so that deleting
 * one of a hundred thousand takes no search. Not thread-safe.
 */
final class DeadlineHeap {

  static final int ABSENT = -1;

  private @Nullable StoredMessage[] heap = new StoredMessage[64];
  private int size;

  int size() {
    return size;
  }

  /** When the next one is due; {@link Long#MAX_VALUE} when there is none. */
  long nextDue() {
    return size == 0 ? Long.MAX_VALUE : at(0).dueAt;
  }

  void add(StoredMessage message) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, size * 2);
    }
    put(size++, message);
    up(message.heapIndex);
  }

  /** Removes {@code message}, which is here. */
  void remove(StoredMessage message) {
    int index = message.heapIndex;
    StoredMessage last = at(--size);
    heap[size] = null;
    message.heapIndex = ABSENT;
    if (last != message) {
      put(index, last);
      up(index);
      down(last.heapIndex);
    }
  }

  /** Removes and returns one that is due at {@code now}; null when none is. */
  @Nullable StoredMessage pollDue(long now) {
    if (size == 0 || at(0).dueAt > now) {
      return null;
    }
    StoredMessage first = at(0);
    remove(first);
    return first;
  }

  Stream<StoredMessage> stream() {
    return Arrays.stream(heap, 0, size).map(Objects::requireNonNull);
  }

  void clear() {
    stream().forEach(message -> message.heapIndex = ABSENT);
    Arrays.fill(heap, null);
    size = 0;
  }

  private void up(int from) {
    int index = from;
    while (index > 0) {
      int parent = (index - 1) >>> 1;
      if (!isSooner(at(index), at(parent))) {
        return;
      }
      swap(index, parent);
      index = parent;
    }
  }

  private void down(int from) {
    int index = from;
    while (true) {
      int child = 2 * index + 1;
      if (child >= size) {
        return;
      }
      if (child + 1 < size && isSooner(at(child + 1), at(child))) {
        child++;
      }
      if (!isSooner(at(child), at(index))) {
        return;
      }
      swap(index, child);
      index = child;
    }
  }

  private static boolean isSooner(StoredMessage a, StoredMessage b) {
    return a.dueAt == b.dueAt ? a.sequence < b.sequence : a.dueAt < b.dueAt;
  }

  private void swap(int a, int b) {
    StoredMessage first = at(a);
    put(a, at(b));
    put(b, first);
  }

  private void put(int index, StoredMessage message) {
    heap[index] = message;
    message.heapIndex = index;
  }

  private StoredMessage at(int index) {
    StoredMessage message = heap[index];
    if (message == null) {
      throw new IllegalStateException("No message at " + index + " of " + size);
    }
    return message;
  }
}
