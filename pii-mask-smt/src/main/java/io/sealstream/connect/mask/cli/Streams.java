package io.sealstream.connect.mask.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * What a command reads and writes.
 *
 * @param out throws what goes wrong, unlike a PrintStream, so that a closed pipe and a full disk
 *     are noticed
 */
record Streams(InputStream in, OutputStream out) {

  /** Writes a line in UTF-8, whatever the locale. */
  void println(String line) throws OutputException {
    try {
      out.write(line.getBytes(StandardCharsets.UTF_8));
      out.write('\n');
    } catch (IOException e) {
      throw new OutputException(e);
    }
  }

  void flush() throws OutputException {
    try {
      out.flush();
    } catch (IOException e) {
      throw new OutputException(e);
    }
  }

  /** Standard output cannot be written. */
  static final class OutputException extends IOException {
    private static final long serialVersionUID = 1L;

    OutputException(IOException cause) {
      super(cause);
    }

    /** Whether nobody reads on; Java has no other sign of that than the system's own words. */
    boolean isBrokenPipe() {
      String message = getCause() == null ? null : getCause().getMessage();
      return message != null && message.contains("Broken pipe");
    }
  }
}
