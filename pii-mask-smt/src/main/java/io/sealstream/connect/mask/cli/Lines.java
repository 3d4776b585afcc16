package io.sealstream.connect.mask.cli;

import io.sealstream.connect.mask.cli.Failures.Failure;
import io.sealstream.connect.mask.crypto.CipherException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Changes lines from standard input to standard output.
 *
 * <p>One line in, one line out, as soon as there is no more input waiting. An empty line stays
 * empty. It ends at the first line that cannot be changed; the lines before it are written then.
 */
final class Lines {
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
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(streams.in(), StandardCharsets.ISO_8859_1));
    String line;
    for (long number = 1; (line = lines.readLine()) != null; number++) {
      streams.println(line.isEmpty() ? "" : change(change, line, number));
      if (!lines.ready()) {
        streams.flush();
      }
    }
  }

  private static String change(TextChange change, String line, long number) throws Failure {
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
