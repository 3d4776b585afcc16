package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.storage.HeaderConverter;
import org.apache.kafka.connect.storage.SimpleHeaderConverter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Connect's own header converters write of each type of attribute, and what a sink reads. */
class HeaderConvertersTest {

  private static final NameSelection ALL = NameSelection.of(List.of("*"));
  private static final SqsQueue QUEUE = SampleMessages.queue(SampleMessages.QUEUE_URL);

  private final HeaderConverter simple = new SimpleHeaderConverter();
  private final JsonConverter json = new JsonConverter();

  HeaderConvertersTest() {
    simple.configure(Map.of());
    json.configure(Map.of("converter.type", "header", "schemas.enable", "true"));
  }

  private static Header header(MessageAttribute attribute) {
    SqsMessage message = SampleMessages.withAttributes(Map.of("a", attribute));
    return new RecordHeaders(ALL, ALL, "").of(QUEUE, message).lastWithName("a");
  }

  private static MessageAttribute text(String dataType, String text) {
    return new MessageAttribute(dataType, text, null);
  }

  private static String written(HeaderConverter converter, Header header) {
    return new String(
        converter.fromConnectHeader("topic", header.key(), header.schema(), header.value()),
        StandardCharsets.UTF_8);
  }

  private static SchemaAndValue read(HeaderConverter converter, Header header) {
    return converter.toConnectHeader(
        "topic",
        header.key(),
        converter.fromConnectHeader("topic", header.key(), header.schema(), header.value()));
  }

  @ParameterizedTest
  @CsvSource({
    "String, plain, plain",
    "String.uuid, 0f8e0d4e-2f0b-4f5e-9d0a-2b7f4c9d1e3a, 0f8e0d4e-2f0b-4f5e-9d0a-2b7f4c9d1e3a",
    "Number, 42, 42",
    "Number.int, 007, 7",
    "Number.float, 1.50, 1.50",
    "Number, 12345678901234567890123456789012345678, 12345678901234567890123456789012345678",
  })
  void theDefaultConverterWritesTextAsItIsAndNumbersInDigits(
      String dataType, String text, String expected) {
    assertThat(written(simple, header(text(dataType, text)))).isEqualTo(expected);
  }

  @Test
  void theDefaultConverterWritesBytesInBase64() {
    MessageAttribute image =
        new MessageAttribute("Binary.png", null, ByteBuffer.wrap(new byte[] {0, -1, 16}));
    MessageAttribute empty = new MessageAttribute("Binary", null, ByteBuffer.allocate(0));

    assertThat(written(simple, header(image))).isEqualTo("AP8Q");
    assertThat(written(simple, header(empty))).isEmpty();
  }

  /** It guesses the type from the text, so a number may come back narrower. */
  @ParameterizedTest
  @ValueSource(strings = {"0", "42", "-129", "9223372036854775807", "1.5", "1e-7", "1e126"})
  void aSinkWithTheDefaultConverterReadsANumberOfThatValue(String number) {
    Object read = read(simple, header(text("Number", number))).value();

    assertThat(read).isInstanceOf(Number.class);
    assertThat(((Number) read).floatValue()).isEqualTo(new BigDecimal(number).floatValue());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "two words",
        "Zo\u00eb",
        "{",
        "[1,",
        "\"",
        "a:b",
        "Root=1-5759e988;Sampled=1"
      })
  void aSinkWithTheDefaultConverterReadsTextThatLooksLikeNothingElse(String text) {
    assertThat(read(simple, header(text("String", text))))
        .isEqualTo(new SchemaAndValue(Schema.STRING_SCHEMA, text));
  }

  @Test
  void theJsonConverterWithSchemasKeepsTypesAndValues() {
    List<MessageAttribute> attributes =
        List.of(
            text("String", "42"),
            text("String.Array", "[\"a\", 1]"),
            text("Number", "42"),
            text("Number.int", "-9223372036854775808"),
            text("Number.float", "1.50"),
            text("Number", "12345678901234567890123456789012345678"),
            text("Number", "1e126"),
            text("Number", "1e-128"));

    for (MessageAttribute attribute : attributes) {
      Header header = header(attribute);

      assertThat(read(json, header))
          .as("%s", attribute)
          .isEqualTo(new SchemaAndValue(header.schema(), header.value()));
    }
  }

  @Test
  void theJsonConverterWithSchemasKeepsBytes() {
    byte[] bytes = {0, -1, 16};

    SchemaAndValue read =
        read(json, header(new MessageAttribute("Binary", null, ByteBuffer.wrap(bytes))));

    assertThat(read.schema()).isEqualTo(Schema.BYTES_SCHEMA);
    assertThat(read.value()).isEqualTo(bytes);
  }

  @Test
  void countsAndTimesAreNumbersToASinkToo() {
    SqsMessage message =
        SampleMessages.withSystemAttributes(Map.of("SentTimestamp", "1577836800000"));
    Header header =
        new RecordHeaders(ALL, ALL, "").of(QUEUE, message).lastWithName("SentTimestamp");

    assertThat(written(simple, header)).isEqualTo("1577836800000");
    assertThat(read(simple, header))
        .isEqualTo(new SchemaAndValue(Schema.INT64_SCHEMA, 1_577_836_800_000L));
    assertThat(read(json, header))
        .isEqualTo(new SchemaAndValue(Schema.INT64_SCHEMA, 1_577_836_800_000L));
  }
}
