package io.sealstream.connect.mask;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Converts the named entries of a map. */
final class EntriesConverter implements ValueConverter {
  private final Set<String> names;
  private final List<Entry> entries;
  private final @Nullable Step others;
  private final boolean failOnMissing;
  private final @Nullable FieldPath path;

  /**
   * @param others for the entries that are not named, when they change because all entries share
   *     one schema
   * @param path of the map, for messages
   */
  EntriesConverter(
      List<Entry> entries, @Nullable Step others, boolean failOnMissing, @Nullable FieldPath path) {
    this.names = entries.stream().map(Entry::name).collect(Collectors.toUnmodifiableSet());
    this.entries = List.copyOf(entries);
    this.others = others;
    this.failOnMissing = failOnMissing;
    this.path = path;
  }

  /**
   * A named entry.
   *
   * @param path for messages
   * @param step null where the value is taken over
   */
  record Entry(String name, FieldPath path, @Nullable Step step) {}

  @Override
  public Object convert(Object value) {
    Map<?, ?> map = Check.map(value, path);
    Problems.checkNames(map, path);
    Map<Object, @Nullable Object> converted = new LinkedHashMap<>(map);
    for (Entry entry : entries) {
      convert(entry, converted);
    }
    if (others != null) {
      convertOthers(others, converted);
    }
    return converted;
  }

  private void convert(Entry entry, Map<Object, @Nullable Object> converted) {
    Object old = converted.get(entry.name());
    if (old == null && failOnMissing && !converted.containsKey(entry.name())) {
      throw Problems.missing(entry.path());
    }
    if (entry.step() != null && (old != null || converted.containsKey(entry.name()))) {
      converted.put(entry.name(), entry.step().convert(old));
    }
  }

  private void convertOthers(Step step, Map<Object, @Nullable Object> converted) {
    for (Map.Entry<Object, @Nullable Object> entry : converted.entrySet()) {
      // The set of names refuses to be asked for null.
      if (entry.getKey() == null || !names.contains(entry.getKey())) {
        entry.setValue(step.convert(entry.getValue()));
      }
    }
  }
}
