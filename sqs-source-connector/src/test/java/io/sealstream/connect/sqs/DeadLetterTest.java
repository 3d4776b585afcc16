package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeadLetterTest {

  private static final int MAX_BYTES = 1024 * 1024;
  private static final String ERROR = "field id: expected STRING, found nothing";

  /** What each of our attributes adds to a message. */
  private static final int ERROR_SIZE =
      MessageAttribute.ofText(ERROR).sizeInBytes("sealstream.error");

  private static final int ID_SIZE =
      MessageAttribute.ofText("id-1").sizeInBytes("sealstream.source.message.id");
  private static final int QUEUE_SIZE =
      MessageAttribute.ofText("logins").sizeInBytes("sealstream.source.queue");

  private static DeadLetter deadLetter(SqsMessage message) {
    return DeadLetter.of(SampleMessages.inFlight(message), ERROR);
  }

  private static Map<String, MessageAttribute> attributes(int count) {
    Map<String, MessageAttribute> attributes = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      attributes.put("a" + i, MessageAttribute.ofText("v" + i));
    }
    return attributes;
  }

  @Test
  void bodyAndAttributesAreUntouchedAndTheErrorIsBesideThem() {
    MessageAttribute image =
        new MessageAttribute("Binary.gif", null, ByteBuffer.wrap(new byte[] {1, 2}));
    MessageAttribute count = new MessageAttribute("Number.int", "042", null);
    SqsMessage original =
        new SqsMessage(
            "id-1",
            "handle-1",
            " {\"broken\": ",
            Map.of("image", image, "count", count),
            Map.of("SenderId", "AID"));

    DeadLetter letter = deadLetter(original);

    assertThat(letter.body()).isEqualTo(" {\"broken\": ");
    assertThat(letter.attributes())
        .isEqualTo(
            Map.of(
                "image", image,
                "count", count,
                "sealstream.error", MessageAttribute.ofText(ERROR),
                "sealstream.source.queue", MessageAttribute.ofText("logins"),
                "sealstream.source.message.id", MessageAttribute.ofText("id-1")));
  }

  @ParameterizedTest
  @CsvSource({"7, 3", "8, 2", "9, 1", "10, 0"})
  void noMoreThanTenAttributesTheErrorFirst(int already, int added) {
    Map<String, MessageAttribute> originals = attributes(already);

    DeadLetter letter = deadLetter(SampleMessages.withAttributes(originals));

    assertThat(letter.attributes()).hasSize(already + added).containsAllEntriesOf(originals);
    assertThat(letter.attributes().containsKey("sealstream.error")).isEqualTo(added >= 1);
    assertThat(letter.attributes().containsKey("sealstream.source.message.id"))
        .isEqualTo(added >= 2);
    assertThat(letter.attributes().containsKey("sealstream.source.queue")).isEqualTo(added >= 3);
  }

  @Test
  void allOfOursAreThereWhenTheyJustFit() {
    int room = ERROR_SIZE + ID_SIZE + QUEUE_SIZE;

    DeadLetter letter = deadLetter(SampleMessages.withBody("x".repeat(MAX_BYTES - room)));

    assertThat(letter.attributes()).hasSize(3);
    assertThat(sizeOf(letter)).isEqualTo(MAX_BYTES);
  }

  @Test
  void whatDoesNotFitTheSizeLimitIsLeftOut() {
    int room = ERROR_SIZE + ID_SIZE + QUEUE_SIZE;

    DeadLetter oneByteLess = deadLetter(SampleMessages.withBody("x".repeat(MAX_BYTES - room + 1)));
    DeadLetter errorOnly = deadLetter(SampleMessages.withBody("x".repeat(MAX_BYTES - ERROR_SIZE)));
    DeadLetter nothing = deadLetter(SampleMessages.withBody("x".repeat(MAX_BYTES)));

    assertThat(oneByteLess.attributes())
        .containsOnlyKeys("sealstream.error", "sealstream.source.message.id");
    assertThat(errorOnly.attributes()).containsOnlyKeys("sealstream.error");
    assertThat(nothing.attributes()).isEmpty();
    assertThat(nothing.body()).hasSize(MAX_BYTES);
  }

  @Test
  void aSecondDeadLetteringReplacesTheFirstOnesAttributes() {
    Map<String, MessageAttribute> attributes = attributes(7);
    attributes.put("sealstream.error", MessageAttribute.ofText("an older error"));
    attributes.put("sealstream.source.queue", MessageAttribute.ofText("older-queue"));
    attributes.put("sealstream.source.message.id", MessageAttribute.ofText("older-id"));

    DeadLetter letter = deadLetter(SampleMessages.withAttributes(attributes));

    assertThat(letter.attributes())
        .hasSize(10)
        .containsAllEntriesOf(attributes(7))
        .containsEntry("sealstream.error", MessageAttribute.ofText(ERROR))
        .containsEntry("sealstream.source.queue", MessageAttribute.ofText("logins"))
        .containsEntry("sealstream.source.message.id", MessageAttribute.ofText("id-1"));
  }

  @Test
  void aReplacedAttributeLeavesItsRoomToTheNewOne() {
    DeadLetter first =
        deadLetter(
            SampleMessages.withBody("x".repeat(MAX_BYTES - ERROR_SIZE - ID_SIZE - QUEUE_SIZE)));
    SqsMessage redriven =
        new SqsMessage("id-2", "handle-2", first.body(), first.attributes(), Map.of());

    DeadLetter second =
        DeadLetter.of(SampleMessages.inFlight(redriven), ERROR.replace("STRING", "STRUCT"));

    assertThat(second.attributes())
        .containsEntry(
            "sealstream.error", MessageAttribute.ofText("field id: expected STRUCT, found nothing"))
        .containsEntry("sealstream.source.message.id", MessageAttribute.ofText("id-2"));
    assertThat(sizeOf(second)).isEqualTo(MAX_BYTES);
  }

  @Test
  void theOriginalsAttributesAreNotChanged() {
    Map<String, MessageAttribute> attributes = attributes(2);

    deadLetter(SampleMessages.withAttributes(attributes));

    assertThat(attributes).hasSize(2);
  }

  @Test
  void toStringHoldsNoContent() {
    SqsMessage message =
        new SqsMessage(
            "id-1",
            "handle-1",
            "secret",
            Map.of("secret", MessageAttribute.ofText("secret")),
            Map.of());

    assertThat(deadLetter(message)).hasToString("DeadLetter[4 attributes]");
  }

  private static int sizeOf(DeadLetter letter) {
    return new SqsMessage("", "", letter.body(), letter.attributes(), Map.of()).sizeInBytes();
  }
}
