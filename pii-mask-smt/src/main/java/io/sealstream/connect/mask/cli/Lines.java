package io.sealstream.connect.mask.cli;

import io.sealstream.connect.mask.cli.Failures.Failure;
import io.sealstream.connect.mask.crypto.CipherException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Changes lines from standard input to standard output.
 *
 * <p>One line in, one line out, as soon as there is no more input waiting. An empty line stays
 * empty. Lines end with LF or CRLF; a byte order mark before the first is left out. It ends at the
 * first line that cannot be changed; the lines before it are written then.
 */
final class Lines {
  /** U+FEFF in UTF-8, as Latin-1. */
  private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";

  private final Streams streams;

  Lines(Streams streams) {
    this.streams = streams;
  }

  /**
   * Changes every line.
   *
   * @throws Failure with the number of the line
   */
  void change(TextChange change) throws Failure, IOException {
    Streams.flushAfter(() -> changeAll(change), streams::flush);
  }

  private void changeAll(TextChange change) throws Failure, IOException {
    // Latin-1 keeps the bytes
    BufferedReader input =
        new BufferedReader(
            new InputStreamReader(
                new FlushingInput(streams.in(), streams::flush), StandardCharsets.ISO_8859_1));
    String line;
    for (long number = 1; (line = readLine(input)) != null; number++) {
      if (number == 1 && line.startsWith(BYTE_ORDER_MARK)) {
        line = line.substring(BYTE_ORDER_MARK.length());
      }
      streams.println(line.isEmpty() ? "" : change(change, line, number));
    }
  }

  /** The text before the next LF or CRLF, or the rest; null at the end. */
  private static @Nullable String readLine(BufferedReader input) throws IOException {
    int next = input.read();
    if (next < 0) {
      return null;
    }
    StringBuilder line = new StringBuilder();
    for (; next >= 0 && next != '\n'; next = input.read()) {
      line.append((char) next);
    }
    int last = line.length() - 1;
    if (next == '\n' && last >= 0 && line.charAt(last) == '\r') {
      line.setLength(last);
    }
    return line.toString();
  }

  private static String change(TextChange change, String line, long number) throws Failure {
    if (line.indexOf('\r') >= 0) {
      throw new Failure(
          "line " + number + ": it holds a carriage return; lines end with LF or CRLF");
    }
    String text;
    try {
      text = change.apply(Utf8.decode(line));
    } catch (CharacterCodingException e) {
      throw new Failure("line " + number + ": the value is not UTF-8 text");
    } catch (CipherException e) {
      throw new Failure("line " + number + ": the value " + e.getMessage());
    }
    if (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0) {
      throw new Failure(
          "line " + number + ": the value holds a line break, so it would not be one line");
    }
    return text;
  }
}
