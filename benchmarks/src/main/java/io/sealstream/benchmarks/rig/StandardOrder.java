package io.sealstream.benchmarks.rig;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A standard queue: first what came back, then what is new, each in the order it was sent. */
final class StandardOrder implements MessageOrder {

  private final Deque<StoredMessage> fresh = new ArrayDeque<>();
  private final NavigableMap<Long, StoredMessage> returned = new TreeMap<>();

  @Override
  public void add(StoredMessage message) {
    if (message.receiveCount == 0) {
      fresh.add(message);
    } else {
      giveBack(message);
    }
  }

  @Override
  public List<StoredMessage> take(int max) {
    List<StoredMessage> taken = new ArrayList<>(max);
    while (taken.size() < max && !returned.isEmpty()) {
      taken.add(returned.pollFirstEntry().getValue());
    }
    while (taken.size() < max && !fresh.isEmpty()) {
      taken.add(fresh.remove());
    }
    return taken;
  }

  @Override
  public void giveBack(StoredMessage message) {
    returned.put(message.sequence, message);
  }

  @Override
  public void gone(StoredMessage message) {
    // Nothing waits for it here.
  }

  @Override
  public void remove(StoredMessage message) {
    returned.remove(message.sequence);
  }

  @Override
  public int size() {
    return fresh.size() + returned.size();
  }

  @Override
  public Stream<StoredMessage> stream() {
    return Stream.concat(returned.values().stream(), fresh.stream());
  }

  @Override
  public void clear() {
    fresh.clear();
    returned.clear();
  }
}
