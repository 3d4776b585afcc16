package io.sealstream.connect.mask.cli;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvCallbackHandler;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.RecordType;
import io.sealstream.connect.mask.cli.Failures.Failure;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * CSV (RFC 4180) in UTF-8 with a header, read record by record. Lines may end with LF as well. A
 * byte order mark is left out. Not thread-safe.
 *
 * <p>A failure names the record, the first one after the header being record 1, and the line on
 * which it begins.
 */
final class CsvInput {
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private final Handler handler = new Handler();
  private final CloseableIterator<CsvRow> records;
  private final CsvRow header;
  private long number;

  /**
   * Reads the header.
   *
   * @param delimiter between fields; ASCII
   */
  CsvInput(InputStream in, char delimiter) throws Failure, IOException {
    BufferedInputStream buffered = new BufferedInputStream(in);
    skipByteOrderMark(buffered);
    records =
        CsvReader.builder()
            .fieldSeparator(delimiter)
            .skipEmptyLines(false)
            .allowExtraFields(true)
            .allowMissingFields(true)
            .build(
                handler,
                new EndMarkReader(new InputStreamReader(buffered, StandardCharsets.ISO_8859_1)))
            .iterator();
    CsvRow first = nextRow("the header");
    if (first == null) {
      throw new Failure("the input is empty: it has no header");
    }
    header = first;
  }

  /** The names of the columns. */
  CsvRow header() {
    return header;
  }

  /**
   * The next record, or null at the end.
   *
   * @throws Failure when it is not CSV, not UTF-8, or has not as many fields as the header
   */
  @Nullable CsvRow next() throws Failure, IOException {
    number++;
    CsvRow row = nextRow("record " + number);
    // A line with nothing on it is a record where there is one column; elsewhere it is skipped.
    while (row != null && handler.isEmptyLine() && header.size() > 1) {
      row = nextRow("record " + number);
    }
    if (row != null && row.size() != header.size()) {
      throw new Failure(
          "%s: it has %s, the header has %d"
              .formatted(position(), fields(row.size()), header.size()));
    }
    return row;
  }

  /** Where the record is that was read last. */
  String position() {
    return "record " + number + " (line " + handler.line() + ")";
  }

  private @Nullable CsvRow nextRow(String what) throws Failure, IOException {
    try {
      if (!records.hasNext()) {
        return null;
      }
      CsvRow row = records.next();
      if (handler.isEndMark()) {
        return null;
      }
      if (handler.holdsEndMark()) {
        throw new Failure(at(what) + ": a quote is opened and not closed until the end");
      }
      return decoded(row, what);
    } catch (CsvParseException e) {
      // Not its message: it quotes a character of the value.
      throw new Failure(
          at(what) + ": it is not CSV: text follows a closing quote, or it is too long");
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private CsvRow decoded(CsvRow latin1, String what) throws Failure {
    CsvRow row = new CsvRow();
    for (int i = 0; i < latin1.size(); i++) {
      String field = latin1.get(i);
      try {
        row.add(field == null ? null : Utf8.decode(field), latin1.isQuoted(i));
      } catch (CharacterCodingException e) {
        throw new Failure(at(what) + ": field " + (i + 1) + " is not UTF-8 text");
      }
    }
    return row;
  }

  private String at(String what) {
    return what + " (line " + handler.line() + ")";
  }

  private static String fields(int count) {
    return count == 1 ? "1 field" : count + " fields";
  }

  private static void skipByteOrderMark(BufferedInputStream in) throws IOException {
    in.mark(BYTE_ORDER_MARK.length);
    byte[] start = in.readNBytes(BYTE_ORDER_MARK.length);
    if (!Arrays.equals(start, BYTE_ORDER_MARK)) {
      in.reset();
    }
  }

  /** Collects the fields of a record, and whether each stood in quotes. */
  private static final class Handler extends CsvCallbackHandler<CsvRow> {
    private CsvRow row = new CsvRow();
    private long line;
    private boolean emptyLine;

    long line() {
      return line;
    }

    boolean isEmptyLine() {
      return emptyLine;
    }

    /** Whether the row is the mark that follows the last record. */
    boolean isEndMark() {
      return row.size() == 1 && EndMarkReader.MARK.equals(row.get(0)) && !row.isQuoted(0);
    }

    /** Whether the mark was taken for a part of the last field, as it is inside of quotes. */
    boolean holdsEndMark() {
      String last = row.get(row.size() - 1);
      return last != null && last.endsWith(EndMarkReader.MARK);
    }

    @Override
    protected void beginRecord(long startingLineNumber) {
      row = new CsvRow();
      line = startingLineNumber;
      emptyLine = false;
    }

    @Override
    protected void addField(char[] buffer, int offset, int length, boolean isQuoted) {
      boolean isNull = length == 0 && !isQuoted;
      row.add(isNull ? null : new String(buffer, offset, length), isQuoted);
    }

    @Override
    protected void setComment(char[] buffer, int offset, int length) {
      throw new IllegalStateException("CSV has no comments");
    }

    @Override
    protected void setEmpty() {
      emptyLine = true;
      row.add(null, false);
    }

    @Override
    protected RecordType getRecordType() {
      return RecordType.DATA;
    }

    @Override
    protected int getFieldCount() {
      return row.size();
    }

    @Override
    protected CsvRow buildRecord() {
      return row;
    }
  }
}
