package io.sealstream.connect.mask.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategy;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * CSV (RFC 4180) in UTF-8 with LF at the end of lines. A null field is empty, the empty text is
 * {@code ""}; other fields are in quotes where they must be or were. Not thread-safe.
 */
final class CsvOutput {
  private final CsvWriter writer;
  private CsvRow row = new CsvRow();

  CsvOutput(OutputStream out, char delimiter) {
    writer =
        CsvWriter.builder()
            .fieldSeparator(delimiter)
            .lineDelimiter(LineDelimiter.LF)
            .quoteStrategy(new AsBefore())
            .build(new OutputStreamWriter(out, StandardCharsets.UTF_8));
  }

  void write(CsvRow next) throws Streams.OutputException {
    row = next;
    try {
      writer.writeRecord(next.fields());
    } catch (UncheckedIOException e) {
      throw new Streams.OutputException(e.getCause());
    }
  }

  /** Passes on what it holds and flushes the stream. */
  void flush() throws Streams.OutputException {
    try {
      writer.flush();
    } catch (IOException e) {
      throw new Streams.OutputException(e);
    }
  }

  /** Quotes the empty text, and what was quoted in the row that is being written. */
  private final class AsBefore implements QuoteStrategy {
    @Override
    public boolean quoteEmpty(int lineNumber, int index) {
      return true;
    }

    @Override
    public boolean quoteValue(int lineNumber, int index, String value) {
      return row.isQuoted(index);
    }
  }
}
