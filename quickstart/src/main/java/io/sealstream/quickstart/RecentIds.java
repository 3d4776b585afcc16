package io.sealstream.quickstart;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/** The ids that were added last, as many as are worth remembering. Not thread-safe. */
final class RecentIds {
  private static final int KEPT = 10_000;

  private final Set<String> ids = new LinkedHashSet<>();

  void add(String id) {
    if (ids.add(id) && ids.size() > KEPT) {
      Iterator<String> eldest = ids.iterator();
      eldest.next();
      eldest.remove();
    }
  }

  boolean contains(String id) {
    return ids.contains(id);
  }
}
