package io.sealstream.connect.mask.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table, in a schema or found by the search path.
 *
 * @param schema null for the search path
 */
record TableName(@Nullable String schema, String table) {

  /**
   * Reads {@code table} or {@code schema.table}. Names stand as they are in the catalogue: case
   * counts. A name with a dot stands between double quotes.
   *
   * @throws IllegalArgumentException when it is neither
   */
  static TableName parse(String text) {
    List<String> names = new ArrayList<>();
    StringBuilder name = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == '.' && !quoted) {
        names.add(name.toString());
        name.setLength(0);
      } else {
        name.append(c);
      }
    }
    names.add(name.toString());
    if (quoted || names.size() > 2 || names.stream().anyMatch(String::isEmpty)) {
      throw new IllegalArgumentException("expected TABLE or SCHEMA.TABLE");
    }
    return names.size() == 1
        ? new TableName(null, names.get(0))
        : new TableName(names.get(0), names.get(1));
  }

  /** The name as SQL takes it, whatever characters it has. */
  String sql() {
    return schema == null ? quote(table) : quote(schema) + "." + quote(table);
  }

  /** An identifier as SQL takes it. U+0000 is refused by the server. */
  static String quote(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  @Override
  public String toString() {
    return schema == null ? table : schema + "." + table;
  }
}
