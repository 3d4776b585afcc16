package io.sealstream.connect.mask.cli;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One record of a CSV file. Not thread-safe.
 *
 * <p>A field that is empty and not quoted is null; one that is quoted and empty is the empty text.
 */
final class CsvRow {
  private final List<@Nullable String> fields = new ArrayList<>();
  private final BitSet quoted = new BitSet();

  /**
   * Adds a field.
   *
   * @param isQuoted whether it is to be in quotes even where it need not be
   */
  void add(@Nullable String field, boolean isQuoted) {
    quoted.set(fields.size(), isQuoted);
    fields.add(field);
  }

  int size() {
    return fields.size();
  }

  @Nullable String get(int index) {
    return fields.get(index);
  }

  void set(int index, String field) {
    fields.set(index, field);
  }

  boolean isQuoted(int index) {
    return quoted.get(index);
  }

  List<@Nullable String> fields() {
    return fields;
  }
}
