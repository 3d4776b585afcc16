package io.sealstream.connect.mask.cli;

import java.io.FilterInputStream;
import java.io.Flushable;
import java.io.IOException;
import java.io.InputStream;

/**
 * An input that flushes the output before it waits: who reads the output sees at once what became
 * of the input so far, and nothing is flushed while there is more to read.
 */
final class FlushingInput extends FilterInputStream {
  private final Flushable output;

  FlushingInput(InputStream in, Flushable output) {
    super(in);
    this.output = output;
  }

  @Override
  public int read() throws IOException {
    flushBeforeWaiting();
    return in.read();
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    flushBeforeWaiting();
    return in.read(buffer, offset, length);
  }

  private void flushBeforeWaiting() throws IOException {
    if (in.available() == 0) {
      output.flush();
    }
  }
}
