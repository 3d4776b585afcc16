package io.sealstream.connect.mask.cli;

import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The statements of a rewrap. Keys and values are parameters; names are quoted.
 *
 * <p>Rows are read in the order of the key, a page at a time, each page beginning after the last
 * row of the one before: no offset to count, and no cursor to hold over a commit.
 */
final class RewrapSql {
  private final String table;
  private final List<String> key;
  private final List<ReencryptedColumn> columns;

  RewrapSql(TableName table, List<String> key, List<ReencryptedColumn> columns) {
    this.table = table.sql();
    this.key = key.stream().map(TableName::quote).toList();
    this.columns = List.copyOf(columns);
  }

  /** How many rows there are, and how many of them have something to rewrap. */
  String count() {
    return "SELECT count(*), count(*) FILTER (WHERE " + isOld() + ") FROM " + table;
  }

  /** The first rows with something to rewrap: their key, then the columns. */
  String firstPage(int rows) {
    return page("", rows);
  }

  /** The rows after a key, which is the parameters. */
  String nextPage(int rows) {
    return page("(%s) > (%s) AND ".formatted(list(key), parameters(key.size())), rows);
  }

  /** Finds one of the rows with something to rewrap, {@code skipped} of which stand before it. */
  String row(long skipped) {
    return "SELECT %s FROM %s WHERE %s ORDER BY %s LIMIT 1 OFFSET %d"
        .formatted(list(key), table, isOld(), list(key), skipped);
  }

  /** Parameters: the new values, the key, the old values. */
  String update() {
    String assignments = names().map(column -> column + " = ?").collect(Collectors.joining(", "));
    String conditions =
        Stream.concat(
                key.stream().map(column -> column + " = ?"),
                // True for null and null as well, unlike =
                names().map(column -> column + " IS NOT DISTINCT FROM ?"))
            .collect(Collectors.joining(" AND "));
    return "UPDATE %s SET %s WHERE %s".formatted(table, assignments, conditions);
  }

  /** Whether the key is null in a row. */
  String hasNullKey() {
    String isNull = key.stream().map(k -> k + " IS NULL").collect(Collectors.joining(" OR "));
    return "SELECT EXISTS (SELECT 1 FROM %s WHERE %s)".formatted(table, isNull);
  }

  /** Whether rows share a key. */
  String hasRepeatedKey() {
    return "SELECT EXISTS (SELECT 1 FROM %s GROUP BY %s HAVING count(*) > 1)"
        .formatted(table, list(key));
  }

  private String page(String after, int rows) {
    String all = list(Stream.concat(key.stream(), names()).toList());
    return "SELECT %s FROM %s WHERE %s(%s) ORDER BY %s LIMIT %d"
        .formatted(all, table, after, isOld(), list(key), rows);
  }

  private String isOld() {
    return columns.stream().map(ReencryptedColumn::isOldSql).collect(Collectors.joining(" OR "));
  }

  private Stream<String> names() {
    return columns.stream().map(column -> TableName.quote(column.name()));
  }

  private static String list(List<String> names) {
    return String.join(", ", names);
  }

  private static String parameters(int count) {
    return String.join(", ", Collections.nCopies(count, "?"));
  }
}
