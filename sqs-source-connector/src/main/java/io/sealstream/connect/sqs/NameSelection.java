package io.sealstream.connect.sqs;

import java.util.List;
import java.util.Set;

/**
 * All names, or those of a list.
 *
 * @param all whether every name is selected
 * @param names the selected names otherwise
 */
record NameSelection(boolean all, Set<String> names) {

  /** {@code *} alone selects all, an empty list none. */
  static NameSelection of(List<String> names) {
    return new NameSelection(names.equals(List.of("*")), Set.copyOf(names));
  }

  boolean includes(String name) {
    return all || names.contains(name);
  }
}
