package io.sealstream.connect.mask.cli;

import io.sealstream.connect.mask.cli.Failures.Failure;
import io.sealstream.connect.mask.crypto.CipherException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Changes columns of CSV from standard input to standard output, record by record, and keeps the
 * others, each as soon as no more input is waiting. Null stays null. It ends at the first value
 * that cannot be changed; the records before it are written then.
 */
final class CsvColumns {
  private final Streams streams;
  private final char delimiter;
  private final Map<String, TextChange> changes;

  /**
   * @param delimiter between fields; ASCII
   * @param changes what to do with which column
   */
  CsvColumns(Streams streams, char delimiter, Map<String, TextChange> changes) {
    this.streams = streams;
    this.delimiter = delimiter;
    this.changes = new LinkedHashMap<>(changes);
  }

  /**
   * Changes all records.
   *
   * @throws Failure with the place of the first record that is not right
   */
  void change() throws Failure, IOException {
    CsvOutput output = new CsvOutput(streams.out(), delimiter);
    CsvInput input = new CsvInput(new FlushingInput(streams.in(), output::flush), delimiter);
    Map<Integer, String> columns = find(input.header());
    Streams.flushAfter(() -> changeAll(input, columns, output), output::flush);
  }

  private void changeAll(CsvInput input, Map<Integer, String> columns, CsvOutput output)
      throws Failure, IOException {
    output.write(input.header());
    CsvRow row;
    while ((row = input.next()) != null) {
      for (Map.Entry<Integer, String> column : columns.entrySet()) {
        String value = row.get(column.getKey());
        if (value != null) {
          row.set(column.getKey(), change(value, column.getValue(), input));
        }
      }
      output.write(row);
    }
  }

  private String change(String value, String column, CsvInput input) throws Failure {
    TextChange change = changes.get(column);
    if (change == null) {
      throw new IllegalStateException("a column without a change");
    }
    try {
      return change.apply(value);
    } catch (CipherException e) {
      throw new Failure(
          "%s: the value of column '%s' %s".formatted(input.position(), column, e.getMessage()));
    }
  }

  /** The named columns by their place. */
  private Map<Integer, String> find(CsvRow header) throws Failure {
    Map<Integer, String> found = new TreeMap<>();
    for (String name : changes.keySet()) {
      int index = header.fields().indexOf(name);
      if (index < 0) {
        // Without the names that are there: of a file without a header, they would be values.
        throw new Failure(
            "the header has no column %s among its %d"
                .formatted(Names.quoted(name), header.size()));
      }
      if (header.fields().lastIndexOf(name) != index) {
        throw new Failure("the header has the column %s twice".formatted(Names.quoted(name)));
      }
      found.put(index, name);
    }
    return found;
  }
}
