package io.sealstream.connect.mask.cli;

import io.sealstream.connect.mask.cli.Failures.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

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

  /** Does some work and flushes what it wrote, also when it fails: what came before is good. */
  static void flushAfter(Work work, Work flush) throws Failure, IOException {
    try {
      work.run();
    } catch (Failure | IOException e) {
      try {
        flush.run();
      } catch (Failure | IOException second) {
        // Adds nothing to the first failure.
        e.addSuppressed(second);
      }
      throw e;
    }
    flush.run();
  }

  /** What a command does with its streams. */
  @FunctionalInterface
  interface Work {
    void run() throws Failure, IOException;
  }

  /** Standard output cannot be written. */
  static final class OutputException extends IOException {
    private static final long serialVersionUID = 1L;

    OutputException(@Nullable IOException cause) {
      super(cause);
    }

    /** Whether nobody reads on; Java has no other sign of that than the system's own words. */
    boolean isBrokenPipe() {
      String message = getCause() == null ? null : getCause().getMessage();
      return message != null && message.contains("Broken pipe");
    }
  }
}
