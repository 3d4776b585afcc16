package io.sealstream.benchmarks.rig;

import java.util.List;
import java.util.stream.Stream;

/**
 * The visible messages of a queue, in the order in which receives take them. Not thread-safe.
 *
 * <p>A message that was taken is either given back or gone in the end.
 */
interface MessageOrder {

  /** A message that is visible for the first time. */
  void add(StoredMessage message);

  /** Takes up to {@code max} messages; more may follow only in a further call. */
  List<StoredMessage> take(int max);

  /** A message that was taken is visible again. */
  void giveBack(StoredMessage message);

  /** A message that was taken will never come back. */
  void gone(StoredMessage message);

  /** Removes a visible message; only a standard queue deletes one. */
  void remove(StoredMessage message);

  int size();

  Stream<StoredMessage> stream();

  void clear();
}
