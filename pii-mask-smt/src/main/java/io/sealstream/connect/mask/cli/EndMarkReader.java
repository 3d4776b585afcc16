package io.sealstream.connect.mask.cli;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/**
 * Latin-1 text with a last line of its own that holds {@link #MARK}. A CSV parser that comes to the
 * end inside of quotes says nothing; with the mark, the last field then ends with it.
 */
final class EndMarkReader extends FilterReader {
  /** A character that Latin-1 does not have. */
  static final String MARK = "\u0100";

  private int last = '\n';
  private String rest = "";
  private boolean ended;

  /**
   * @param in reads Latin-1
   */
  EndMarkReader(Reader in) {
    super(in);
  }

  @Override
  public int read() throws IOException {
    char[] one = new char[1];
    return read(one, 0, 1) < 0 ? -1 : one[0];
  }

  @Override
  public int read(char[] buffer, int offset, int length) throws IOException {
    if (!ended) {
      int count = in.read(buffer, offset, length);
      if (count >= 0) {
        last = count == 0 ? last : buffer[offset + count - 1];
        return count;
      }
      ended = true;
      rest = last == '\n' || last == '\r' ? MARK : "\n" + MARK;
    }
    if (rest.isEmpty()) {
      return -1;
    }
    int count = Math.min(length, rest.length());
    rest.getChars(0, count, buffer, offset);
    rest = rest.substring(count);
    return count;
  }
}
