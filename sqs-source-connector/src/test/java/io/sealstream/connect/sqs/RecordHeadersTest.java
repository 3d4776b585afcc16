package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.header.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordHeadersTest {

  private static final NameSelection ALL = NameSelection.of(List.of("*"));
  private static final NameSelection NONE = NameSelection.of(List.of());

  private static final SqsQueue QUEUE = SampleMessages.queue(SampleMessages.QUEUE_URL);
  private static final SqsQueue FIFO_QUEUE =
      SampleMessages.queue(SampleMessages.QUEUE_URL + ".fifo");

  /** More than 64 bits. */
  private static final String SEQUENCE_NUMBER = "18849496460467696128";

  private static final Map<String, String> FIFO_ATTRIBUTES =
      Map.of(
          "MessageGroupId", "group-1",
          "MessageDeduplicationId", "dedup-1",
          "SequenceNumber", SEQUENCE_NUMBER,
          "SentTimestamp", "1577836800000");

  private static Header numberHeader(String dataType, String number) {
    SqsMessage message =
        SampleMessages.withAttributes(Map.of("n", new MessageAttribute(dataType, number, null)));
    return new RecordHeaders(ALL, NONE, "").of(QUEUE, message).lastWithName("n");
  }

  @Test
  void messageIdIsAlwaysThereAndHasNoPrefix() {
    Headers headers =
        new RecordHeaders(NONE, NONE, "aws.").of(QUEUE, SampleMessages.withBody("body"));

    assertThat(headers).isEqualTo(new ConnectHeaders().addString("sqs.message.id", "id-1"));
  }

  @Test
  void textAttributeIsAString() {
    Headers headers =
        new RecordHeaders(ALL, NONE, "")
            .of(
                QUEUE,
                SampleMessages.withAttributes(
                    Map.of("t", new MessageAttribute("String.uuid", "42", null))));

    assertThat(headers.lastWithName("t").value()).isEqualTo("42");
    assertThat(headers.lastWithName("t").schema()).isEqualTo(Schema.STRING_SCHEMA);
  }

  @Test
  void binaryAttributeIsACopyOfItsBytes() {
    ByteBuffer bytes = ByteBuffer.wrap(new byte[] {9, 1, 2, 3}).position(1).asReadOnlyBuffer();
    SqsMessage message =
        SampleMessages.withAttributes(Map.of("b", new MessageAttribute("Binary", null, bytes)));
    RecordHeaders headers = new RecordHeaders(ALL, NONE, "");

    Header first = headers.of(QUEUE, message).lastWithName("b");
    Header again = headers.of(QUEUE, message).lastWithName("b");

    assertThat(first.value()).isEqualTo(new byte[] {1, 2, 3});
    assertThat(first.schema()).isEqualTo(Schema.BYTES_SCHEMA);
    assertThat(again.value()).isEqualTo(new byte[] {1, 2, 3});
    assertThat(bytes.remaining()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "42, 42",
    "-42, -42",
    "007, 7",
    "+7, 7",
    "1e3, 1000",
    "9223372036854775807, 9223372036854775807",
    "-9223372036854775808, -9223372036854775808"
  })
  void integerNumberOfThatRangeIsInt64(String text, long expected) {
    assertThat(numberHeader("Number", text).value()).isEqualTo(expected);
    assertThat(numberHeader("Number", text).schema()).isEqualTo(Schema.INT64_SCHEMA);
    assertThat(numberHeader("Number.int", text).value()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.5",
        "1.0",
        "-0.001",
        "9223372036854775808",
        "-9223372036854775809",
        "1e126",
        "1e-128",
        "12345678901234567890123456789012345678"
      })
  void otherNumberIsADecimal(String text) {
    BigDecimal expected = new BigDecimal(text);

    assertThat(numberHeader("Number", text).value()).isEqualTo(expected);
    assertThat(numberHeader("Number", text).schema()).isEqualTo(Decimal.schema(expected.scale()));
  }

  @Test
  void giganticNumberIsPoison() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () ->
            assertThatThrownBy(() -> numberHeader("Number", "1e999999999"))
                .isInstanceOf(PoisonException.class)
                .hasMessage("attribute n: expected a number of SQS's range"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "secret", "1,5", "0x10", "NaN", "1e9999999999"})
  void whatIsNoNumberIsPoison(String text) {
    SqsMessage message =
        SampleMessages.withAttributes(Map.of("n", new MessageAttribute("Number", text, null)));

    assertThatThrownBy(() -> new RecordHeaders(ALL, NONE, "p.").of(QUEUE, message))
        .isExactlyInstanceOf(PoisonException.class)
        .hasMessage("attribute p.n: expected a number, found other text")
        .hasNoCause();
  }

  @Test
  void nameThatSqsWouldNotTakeIsNotShown() {
    SqsMessage message =
        SampleMessages.withAttributes(
            Map.of("john@example.com ", new MessageAttribute("Number", "x", null)));

    assertThatThrownBy(() -> new RecordHeaders(ALL, NONE, "p.").of(QUEUE, message))
        .hasMessage("attribute p.*: expected a number, found other text");
  }

  @Test
  void unselectedNumberIsNotEvenRead() {
    SqsMessage message =
        SampleMessages.withAttributes(Map.of("n", new MessageAttribute("Number", "x", null)));

    assertThat(new RecordHeaders(NONE, NONE, "").of(QUEUE, message).lastWithName("n")).isNull();
  }

  @Test
  void onlySelectedAttributesAreCopiedEachWithThePrefix() {
    SqsMessage message =
        new SqsMessage(
            "id-1",
            "handle-1",
            "body",
            Map.of(
                "tenant", MessageAttribute.ofText("acme"),
                "mail", MessageAttribute.ofText("ann@example.org")),
            Map.of("SenderId", "AID", "SentTimestamp", "1"));

    Headers headers =
        new RecordHeaders(
                NameSelection.of(List.of("tenant", "absent")),
                NameSelection.of(List.of("SentTimestamp")),
                "aws.")
            .of(QUEUE, message);

    assertThat(headers)
        .containsExactlyInAnyOrderElementsOf(
            new ConnectHeaders()
                .addString("sqs.message.id", "id-1")
                .addString("aws.tenant", "acme")
                .addLong("aws.SentTimestamp", 1));
  }

  @Test
  void nobodyElseSaysWhatTheMessageIdIs() {
    SqsMessage forged =
        SampleMessages.withAttributes(
            Map.of(
                "sqs.message.id", MessageAttribute.ofText("forged"),
                "id", MessageAttribute.ofText("forged")));

    assertThat(new RecordHeaders(ALL, NONE, "").of(QUEUE, forged).allWithName("sqs.message.id"))
        .toIterable()
        .singleElement()
        .extracting(Header::value)
        .isEqualTo("id-1");
    assertThat(
            new RecordHeaders(ALL, NONE, "sqs.message.")
                .of(QUEUE, forged)
                .allWithName("sqs.message.id"))
        .toIterable()
        .singleElement()
        .extracting(Header::value)
        .isEqualTo("id-1");
  }

  @Test
  void nobodyElseSaysWhatASelectedSystemAttributeIs() {
    SqsMessage forged =
        new SqsMessage(
            "id-1",
            "handle-1",
            "body",
            Map.of(
                "SenderId", MessageAttribute.ofText("forged"),
                "DeadLetterQueueSourceArn", MessageAttribute.ofText("forged")),
            Map.of("SenderId", "AID"));
    NameSelection both = NameSelection.of(List.of("SenderId", "DeadLetterQueueSourceArn"));

    for (NameSelection selected : List.of(ALL, both)) {
      assertThat(new RecordHeaders(ALL, selected, "aws.").of(QUEUE, forged))
          .containsExactlyInAnyOrderElementsOf(
              new ConnectHeaders()
                  .addString("sqs.message.id", "id-1")
                  .addString("aws.SenderId", "AID"));
    }
    assertThat(new RecordHeaders(ALL, NONE, "").of(QUEUE, forged).lastWithName("SenderId").value())
        .as("no system attribute is selected")
        .isEqualTo("forged");
  }

  @Test
  void messageOfAFifoQueueAlwaysHasItsPlaceInTheQueue() {
    SqsMessage message = SampleMessages.withSystemAttributes(FIFO_ATTRIBUTES);

    assertThat(new RecordHeaders(NONE, NONE, "aws.").of(FIFO_QUEUE, message))
        .containsExactlyInAnyOrderElementsOf(
            new ConnectHeaders()
                .addString("sqs.message.id", "id-1")
                .addString("sqs.message.group.id", "group-1")
                .addString("sqs.message.deduplication.id", "dedup-1")
                .addString("sqs.sequence.number", SEQUENCE_NUMBER));
  }

  @Test
  void groupOfAStandardQueuesMessageIsAHeaderOnlyWhereSelected() {
    SqsMessage message = SampleMessages.withSystemAttributes(Map.of("MessageGroupId", "tenant-1"));

    assertThat(new RecordHeaders(ALL, NONE, "").of(QUEUE, message))
        .isEqualTo(new ConnectHeaders().addString("sqs.message.id", "id-1"));
    assertThat(new RecordHeaders(ALL, ALL, "").of(QUEUE, message).lastWithName("MessageGroupId"))
        .extracting(Header::value)
        .isEqualTo("tenant-1");
  }

  @Test
  void selectedSystemAttributesOfAFifoQueueAreThereBesideThem() {
    SqsMessage message = SampleMessages.withSystemAttributes(FIFO_ATTRIBUTES);

    Headers headers =
        new RecordHeaders(NONE, NameSelection.of(List.of("SequenceNumber")), "aws.")
            .of(FIFO_QUEUE, message);

    assertThat(headers).hasSize(5);
    assertThat(headers.lastWithName("aws.SequenceNumber").value()).isEqualTo(SEQUENCE_NUMBER);
    assertThat(headers.lastWithName("aws.SequenceNumber").schema()).isEqualTo(Schema.STRING_SCHEMA);
  }

  @Test
  void countsAndTimesAreIntegersAndOtherSystemAttributesAreText() {
    SqsMessage message =
        SampleMessages.withSystemAttributes(
            Map.of(
                "SentTimestamp", "1577836800000",
                "ApproximateReceiveCount", "2",
                "ApproximateFirstReceiveTimestamp", "1577836800001",
                "SenderId", "123456789012",
                "AWSTraceHeader", "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1",
                "DeadLetterQueueSourceArn", "arn:aws:sqs:eu-central-1:123456789012:logins"));

    assertThat(new RecordHeaders(NONE, ALL, "").of(QUEUE, message))
        .containsExactlyInAnyOrderElementsOf(
            new ConnectHeaders()
                .addString("sqs.message.id", "id-1")
                .addLong("SentTimestamp", 1_577_836_800_000L)
                .addLong("ApproximateReceiveCount", 2)
                .addLong("ApproximateFirstReceiveTimestamp", 1_577_836_800_001L)
                .addString("SenderId", "123456789012")
                .addString("AWSTraceHeader", "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1")
                .addString(
                    "DeadLetterQueueSourceArn", "arn:aws:sqs:eu-central-1:123456789012:logins"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"sqs.message.group.id", "sqs.message.deduplication.id", "sqs.sequence.number"})
  void nobodyElseSaysWhatThePlaceInAFifoQueueIs(String header) {
    SqsMessage forged =
        new SqsMessage(
            "id-1",
            "handle-1",
            "body",
            Map.of(header, MessageAttribute.ofText("forged")),
            FIFO_ATTRIBUTES);

    assertThat(new RecordHeaders(ALL, NONE, "").of(FIFO_QUEUE, forged).allWithName(header))
        .toIterable()
        .singleElement()
        .extracting(Header::value)
        .isNotEqualTo("forged");
    assertThat(new RecordHeaders(ALL, NONE, "").of(QUEUE, forged).allWithName(header))
        .isExhausted();
  }

  @Test
  void emptyBinaryAttributeIsNoBytesButAHeader() {
    SqsMessage message =
        SampleMessages.withAttributes(
            Map.of("b", new MessageAttribute("Binary.png", null, ByteBuffer.allocate(0))));

    Header header = new RecordHeaders(ALL, NONE, "").of(QUEUE, message).lastWithName("b");

    assertThat(header.schema()).isEqualTo(Schema.BYTES_SCHEMA);
    assertThat(header.value()).isEqualTo(new byte[0]);
  }

  @Test
  void typeThatOnlyBeginsLikeNumberIsText() {
    Header header = numberHeader("Numbers", "one");

    assertThat(header.schema()).isEqualTo(Schema.STRING_SCHEMA);
    assertThat(header.value()).isEqualTo("one");
  }

  @Test
  void attributeWithoutAnyValueIsLeftOut() {
    SqsMessage message =
        SampleMessages.withAttributes(Map.of("n", new MessageAttribute("Number", null, null)));

    assertThat(new RecordHeaders(ALL, NONE, "").of(QUEUE, message).lastWithName("n")).isNull();
  }
}
