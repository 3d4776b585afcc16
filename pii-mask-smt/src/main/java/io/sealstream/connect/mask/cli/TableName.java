package io.sealstream.connect.mask.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A table, in a schema or found by the search path.
 *
 * @param schema null for the search path
 */
record TableName(@Nullable String schema, String table) {

  private static final String NAME = "(?:\"((?:[^\"]|\"\")+)\"|([^\".]+))";
  private static final Pattern NAMES = Pattern.compile("(?:" + NAME + "\\.)?" + NAME);

  /**
   * Reads {@code table} or {@code schema.table}. Names stand as they are in the catalogue: case
   * counts. A name with a dot or a double quote stands between double quotes, as in SQL.
   *
   * @throws IllegalArgumentException when it is neither
   */
  static TableName parse(String text) {
    Matcher names = NAMES.matcher(text);
    if (!names.matches()) {
      throw new IllegalArgumentException("expected TABLE or SCHEMA.TABLE");
    }
    String table = name(names.group(3), names.group(4));
    if (table == null) {
      throw new IllegalStateException("a match without a table");
    }
    return new TableName(name(names.group(1), names.group(2)), table);
  }

  private static @Nullable String name(@Nullable String quoted, @Nullable String plain) {
    return quoted == null ? plain : quoted.replace("\"\"", "\"");
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
