package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqsMessageTest {

  @Test
  void sizeCountsBodyInUtf8() {
    assertThat(SampleMessages.withBody("").sizeInBytes()).isZero();
    assertThat(SampleMessages.withBody("abc").sizeInBytes()).isEqualTo(3);
    assertThat(SampleMessages.withBody("ë€😀").sizeInBytes()).isEqualTo(2 + 3 + 4);
  }

  @Test
  void sizeCountsNameTypeAndValueOfEachAttribute() {
    SqsMessage message =
        new SqsMessage(
            "id-1",
            "handle-1",
            "body",
            Map.of(
                "text",
                MessageAttribute.ofText("ë"),
                "bin",
                new MessageAttribute("Binary.gif", null, ByteBuffer.wrap(new byte[10]))),
            Map.of("SentTimestamp", "1577836800000"));

    int text = "text".length() + "String".length() + 2;
    int binary = "bin".length() + "Binary.gif".length() + 10;
    assertThat(message.sizeInBytes()).isEqualTo("body".length() + text + binary);
  }

  @Test
  void sentTimestampIsNullWhereSqsDidNotSay() {
    assertThat(
            SampleMessages.withSystemAttributes(Map.of("SentTimestamp", "1577836800000"))
                .sentTimestamp())
        .isEqualTo(1_577_836_800_000L);
    assertThat(SampleMessages.withBody("body").sentTimestamp()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "now", "-1", "1577836800.5", "2020-01-01T00:00:00Z", "99999999999999999999"})
  void sentTimestampThatIsNoTimeIsNone(String sent) {
    assertThat(SampleMessages.withSystemAttributes(Map.of("SentTimestamp", sent)).sentTimestamp())
        .isNull();
  }

  @Test
  void toStringHoldsTheIdOnly() {
    SqsMessage message =
        new SqsMessage(
            "id-1",
            "secret-handle",
            "secret-body",
            Map.of("secret-name", MessageAttribute.ofText("secret-value")),
            Map.of("SenderId", "secret-sender"));

    assertThat(message).hasToString("SqsMessage[id-1]");
    assertThat(SampleMessages.inFlight(message)).hasToString("id-1 of logins");
  }
}
