package io.sealstream.connect.mask.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealstream.connect.mask.TestKeysets;
import io.sealstream.connect.mask.crypto.DeterministicCipher;
import io.sealstream.connect.mask.crypto.KeysetFiles;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When output is passed on: before a command waits for input, as with {@code tail -f | pii}. */
class FlushingTest {
  @TempDir private Path folder;

  private final Reader reader = new Reader();
  private Path keyset;
  private String masked;

  @BeforeEach
  void setUp() throws Exception {
    keyset = folder.resolve("keyset.json");
    KeysetFiles.create(keyset, TestKeysets.goldenKeyset());
    DeterministicCipher ip = TestKeysets.goldenKeyset().cipher("ip");
    masked = ip.encrypt("203.0.113.7");
  }

  @Test
  void eachRecordOfCsvIsThereBeforeTheNextIsWaitedFor() {
    List<String> seen =
        pauses(
            List.of("id,ip\n", "1," + masked + "\n", "2,", masked + "\r\n3," + masked + "\n4"),
            "--csv",
            "--column",
            "ip");
    assertThat(seen)
        .containsExactly(
            "",
            "id,ip\n",
            "id,ip\n1,203.0.113.7\n",
            "id,ip\n1,203.0.113.7\n",
            "id,ip\n1,203.0.113.7\n2,203.0.113.7\n3,203.0.113.7\n");
  }

  @Test
  void eachLineIsThereBeforeTheNextIsWaitedFor() {
    List<String> seen =
        pauses(
            List.of(masked + "\n\n" + masked.charAt(0), masked.substring(1), "\n"),
            "--domain",
            "ip");
    String first = "203.0.113.7\n\n";
    assertThat(seen).containsExactly("", first, first, first + "203.0.113.7\n");
  }

  @Test
  void inputThatKeepsComingIsNotFlushedLineByLine() {
    for (String[] options :
        new String[][] {
          {"--csv", "--column", "ip"}, {"--domain", "ip", "--on-undecryptable=pass"}
        }) {
      reader.flushes = 0;
      String rows = "ip\n" + (masked + "\n").repeat(1_000);
      pauses(List.of(rows), options);
      assertThat(reader.flushes).isBetween(1, 3);
    }
  }

  /** Unmasks input that comes in parts, and tells what a reader had each time there was no more. */
  private List<String> pauses(List<String> parts, String... options) {
    Parts input = new Parts(parts);
    String[] args =
        Stream.concat(
                Stream.of("unmask", "--keyset-file", keyset.toString()), Arrays.stream(options))
            .toArray(String[]::new);
    Pii.execute(
        Pii.commandLine(
            new Streams(input, new BufferedOutputStream(reader, 1 << 16)),
            new Surroundings(Map.of(), () -> null, false)),
        args);
    return input.pauses;
  }

  /** What is behind standard output. */
  private static final class Reader extends ByteArrayOutputStream {
    private int flushes;

    @Override
    public void flush() {
      flushes++;
    }
  }

  /** Input that pauses before each part, and before its end. */
  private final class Parts extends InputStream {
    private final Queue<byte[]> parts = new ArrayDeque<>();
    private final List<String> pauses = new ArrayList<>();
    private byte[] part = new byte[0];
    private int position;

    Parts(List<String> texts) {
      texts.forEach(text -> parts.add(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0];
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
      if (available() == 0) {
        pauses.add(reader.toString(StandardCharsets.UTF_8));
        if (parts.isEmpty()) {
          return -1;
        }
        part = parts.remove();
        position = 0;
      }
      int count = Math.min(length, available());
      System.arraycopy(part, position, buffer, offset, count);
      position += count;
      return count;
    }

    @Override
    public int available() {
      return part.length - position;
    }
  }
}
