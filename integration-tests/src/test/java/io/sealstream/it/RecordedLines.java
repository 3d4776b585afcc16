package io.sealstream.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** What a {@link RecordingSink} has written: two lines a record. */
final class RecordedLines {

  private RecordedLines() {}

  /** Waits until there are so many, the last one to its end. */
  static List<String> await(Path file, int count) {
    return Awaitility.await(count + " lines in " + file)
        .atMost(Duration.ofMinutes(3))
        .until(() -> whole(file), lines -> lines.size() == count);
  }

  private static List<String> whole(Path file) throws IOException {
    String text = Files.exists(file) ? Files.readString(file) : "";
    return text.endsWith("\n") ? text.lines().toList() : List.of();
  }
}
