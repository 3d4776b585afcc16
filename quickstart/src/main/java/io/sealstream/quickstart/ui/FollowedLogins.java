package io.sealstream.quickstart.ui;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The last logins that somebody typed, from the queue to their end. Only their ids are kept, and
 * what becomes of them. Thread-safe.
 */
final class FollowedLogins {
  private static final int KEPT = 3;
  private static final double NANOS = 1e9;

  private final LongSupplier nanos;
  private final Deque<Followed> logins = new ArrayDeque<>();

  FollowedLogins(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /**
   * A login on its way. The seconds are counted from when the queue took it, to when that was seen.
   *
   * @param sentAt seconds since the page was started
   * @param topicAfter seconds until it was a record of the topic; null if it is not, or not yet
   * @param endAfter seconds until it was a row or a dead letter; null if it is not yet
   */
  record Followed(
      String messageId,
      double sentAt,
      @Nullable Double topicAfter,
      @Nullable Double endAfter,
      Reading.@Nullable Row row,
      Reading.@Nullable DeadLetter deadLetter) {

    private Followed seen(Reading.Whereabouts where, double now) {
      boolean ended = where.row() != null || where.deadLetter() != null;
      boolean inTopic = where.inTopic() || where.row() != null;
      Double after = Math.round((now - sentAt) * 100) / 100.0;
      return new Followed(
          messageId,
          sentAt,
          topicAfter == null && inTopic ? after : topicAfter,
          endAfter == null && ended ? after : endAfter,
          where.row(),
          where.deadLetter());
    }
  }

  /** Follows a message that the queue took just now. */
  synchronized void add(String messageId) {
    logins.addFirst(new Followed(messageId, now(), null, null, null, null));
    if (logins.size() > KEPT) {
      logins.removeLast();
    }
  }

  /** The ids of those that have not reached their end. */
  synchronized Set<String> open() {
    return logins.stream()
        .filter(login -> login.endAfter() == null)
        .map(Followed::messageId)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether one that is on its way was sent less than so many seconds ago. */
  synchronized boolean hasOpenYoungerThan(double seconds) {
    return logins.stream()
        .anyMatch(login -> login.endAfter() == null && now() - login.sentAt() < seconds);
  }

  /** Notes where they were just now. */
  synchronized void update(Map<String, Reading.Whereabouts> where) {
    List<Followed> updated =
        logins.stream()
            .map(
                login -> {
                  Reading.Whereabouts seen = where.get(login.messageId());
                  return seen == null ? login : login.seen(seen, now());
                })
            .toList();
    logins.clear();
    logins.addAll(updated);
  }

  /** All of them, the newest first. */
  synchronized List<Followed> all() {
    return List.copyOf(logins);
  }

  private double now() {
    return nanos.getAsLong() / NANOS;
  }
}
