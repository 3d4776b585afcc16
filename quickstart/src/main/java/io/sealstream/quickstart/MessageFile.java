package io.sealstream.quickstart;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A file with one message body a line, each sent byte for byte.
 *
 * <p>A line ends with LF; a CR right before it belongs to the line's end and not to the body. An
 * empty line is no message, because SQS takes no empty body; it is skipped and counted. SQS takes
 * text only: a line that is not UTF-8, or is longer than SQS allows, is an error that names the
 * line.
 */
final class MessageFile implements Messages {
  private final Path file;
  private final long count;
  private final long emptyLines;

  private MessageFile(Path file, long count, long emptyLines) {
    this.file = file;
    this.count = count;
    this.emptyLines = emptyLines;
  }

  /**
   * Reads the file once, so that a mistake in it shows before anything is started.
   *
   * @throws QuickstartException if it cannot be read, holds no message, or a line cannot be sent
   */
  static MessageFile read(Path file) {
    if (Files.isDirectory(file)) {
      throw new QuickstartException("The file of messages, " + file + ", is a folder.");
    }
    long count = 0;
    long emptyLines = 0;
    try (LineReader lines = LineReader.open(file)) {
      while (lines.hasNext()) {
        if (lines.next().isEmpty()) {
          emptyLines++;
        } else {
          count++;
        }
      }
    } catch (NoSuchFileException e) {
      throw new QuickstartException("The file of messages, " + file + ", does not exist.", e);
    } catch (IOException e) {
      throw QuickstartException.of("The file of messages, " + file + ", is not readable", e);
    }
    if (count == 0) {
      throw new QuickstartException("The file of messages, " + file + ", holds no message.");
    }
    return new MessageFile(file, count, emptyLines);
  }

  @Override
  public long count() {
    return count;
  }

  @Override
  public String description() {
    return file
        + (emptyLines == 0 ? "" : " (" + Sentences.count(emptyLines, "empty line") + " skipped)");
  }

  @Override
  public Stream<String> bodies() {
    try {
      LineReader lines = LineReader.open(file);
      return StreamSupport.stream(
              Spliterators.spliteratorUnknownSize(lines, Spliterator.ORDERED), false)
          .filter(line -> !line.isEmpty())
          .onClose(lines::close);
    } catch (IOException e) {
      throw QuickstartException.of("The file of messages, " + file + ", is not readable", e);
    }
  }

  /** Splits at LF alone, which no reader of the JDK does. */
  private static final class LineReader implements Iterator<String>, AutoCloseable {
    private final InputStream in;
    private long line;
    private @Nullable String peeked;

    private LineReader(InputStream in) {
      this.in = in;
    }

    static LineReader open(Path file) throws IOException {
      return new LineReader(new BufferedInputStream(Files.newInputStream(file), 1 << 16));
    }

    @Override
    public boolean hasNext() {
      if (peeked == null) {
        peeked = read();
      }
      return peeked != null;
    }

    @Override
    public String next() {
      if (!hasNext() || peeked == null) {
        throw new NoSuchElementException();
      }
      String next = peeked;
      peeked = null;
      return next;
    }

    private @Nullable String read() {
      line++;
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
      try {
        int next = in.read();
        if (next < 0) {
          return null;
        }
        for (; next >= 0 && next != '\n'; next = in.read()) {
          bytes.write(next);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return text(bytes.toByteArray());
    }

    private String text(byte[] bytes) {
      int length = bytes.length;
      if (length > 0 && bytes[length - 1] == '\r') {
        length--;
      }
      if (length > QueueClient.BATCH_BYTES) {
        throw new QuickstartException(
            "Line %d of the file of messages has %,d bytes; SQS takes at most %,d."
                .formatted(line, length, QueueClient.BATCH_BYTES));
      }
      try {
        return StandardCharsets.UTF_8
            .newDecoder()
            .decode(ByteBuffer.wrap(bytes, 0, length))
            .toString();
      } catch (CharacterCodingException e) {
        throw new QuickstartException(
            "Line %d of the file of messages is not UTF-8; SQS takes text only.".formatted(line),
            e);
      }
    }

    @Override
    public void close() {
      try {
        in.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
