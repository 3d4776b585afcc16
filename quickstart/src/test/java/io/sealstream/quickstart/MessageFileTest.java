package io.sealstream.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MessageFileTest {
  @TempDir private Path folder;

  @Test
  void eachLineIsOneBodyByteForByte() throws IOException {
    MessageFile file =
        file(" {\"a\": \"\u00e9\u4e16\"} \n\tb\u0085c\u2028d\rn\nlast without an end");

    assertThat(bodies(file))
        .containsExactly(
            " {\"a\": \"\u00e9\u4e16\"} ", "\tb\u0085c\u2028d\rn", "last without an end");
    assertThat(file.count()).isEqualTo(3);
  }

  @Test
  void theEndOfALineMayBeCrLf() throws IOException {
    assertThat(bodies(file("a\r\nb\r\n"))).containsExactly("a", "b");
  }

  @Test
  void emptyLinesAreSkippedAndCounted() throws IOException {
    MessageFile file = file("a\n\n\r\nb\n\n");

    assertThat(bodies(file)).containsExactly("a", "b");
    assertThat(file.count()).isEqualTo(2);
    assertThat(file.description()).endsWith("messages (3 empty lines skipped)");
  }

  @Test
  void everyPassStartsAnew() throws IOException {
    MessageFile file = file("a\nb\n");

    assertThat(bodies(file)).isEqualTo(bodies(file));
  }

  @Test
  void whatIsNotUtf8IsAnErrorThatNamesTheLineAndNotItsText() throws IOException {
    Path file = folder.resolve("latin1");
    Files.write(file, "fine\nsecr\u00e9t\n".getBytes(StandardCharsets.ISO_8859_1));

    assertThatExceptionOfType(QuickstartException.class)
        .isThrownBy(() -> MessageFile.read(file))
        .withMessage("Line 2 of the file of messages is not UTF-8; SQS takes text only.");
  }

  @Test
  void aBodyThatSqsWouldNotTakeIsAnErrorBeforeAnythingIsSent() {
    String tooLong = "x".repeat(QueueClient.BATCH_BYTES + 1);

    assertThatExceptionOfType(QuickstartException.class)
        .isThrownBy(() -> file("fine\nfine\n" + tooLong))
        .withMessage(
            "Line 3 of the file of messages has 1,048,577 bytes; SQS takes at most 1,048,576.");
  }

  @Test
  void aFileWithoutMessagesIsAnError() {
    assertThatExceptionOfType(QuickstartException.class)
        .isThrownBy(() -> file("\n\n"))
        .withMessageEndingWith("holds no message.");
  }

  private MessageFile file(String content) throws IOException {
    return MessageFile.read(Files.writeString(folder.resolve("messages"), content));
  }

  private static List<String> bodies(MessageFile file) {
    try (Stream<String> bodies = file.bodies()) {
      return bodies.toList();
    }
  }
}
