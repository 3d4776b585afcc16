package io.sealstream.quickstart;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The ids that were added last, as many as are worth remembering. Not thread-safe. */
final class RecentIds {
  private static final int KEPT = 10_000;

  private final Set<String> ids = new LinkedHashSet<>();

  void add(String id) {
    ids.remove(id); // one that comes again is the newest again
    ids.add(id);
    if (ids.size() > KEPT) {
      Iterator<String> eldest = ids.iterator();
      eldest.next();
      eldest.remove();
    }
  }

  List<String> newestFirst() {
    List<String> newest = new ArrayList<>(ids);
    Collections.reverse(newest);
    return newest;
  }

  boolean contains(String id) {
    return ids.contains(id);
  }
}
