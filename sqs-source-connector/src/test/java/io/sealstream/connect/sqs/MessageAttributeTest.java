package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class MessageAttributeTest {

  @Test
  void textIsAStringAttribute() {
    assertThat(MessageAttribute.ofText("a")).isEqualTo(new MessageAttribute("String", "a", null));
  }

  @Test
  void sizeIsThatOfNameTypeAndValueInUtf8() {
    assertThat(MessageAttribute.ofText("€").sizeInBytes("näme")).isEqualTo(5 + 6 + 3);
    assertThat(new MessageAttribute("Number.int", "42", null).sizeInBytes("n")).isEqualTo(13);
  }

  @Test
  void sizeOfBytesIsWhatRemainsOfThem() {
    ByteBuffer bytes = ByteBuffer.wrap(new byte[10]).position(4).asReadOnlyBuffer();

    MessageAttribute attribute = new MessageAttribute("Binary", null, bytes);

    assertThat(attribute.sizeInBytes("n")).isEqualTo(1 + 6 + 6);
    assertThat(bytes.position()).isEqualTo(4);
  }

  @Test
  void sizeWithoutValueIsThatOfNameAndType() {
    assertThat(new MessageAttribute("String", null, null).sizeInBytes("n")).isEqualTo(7);
  }

  @Test
  void toStringHoldsTheTypeOnly() {
    assertThat(MessageAttribute.ofText("secret")).hasToString("MessageAttribute[String]");
    assertThat(new MessageAttribute("Binary.gif", null, ByteBuffer.wrap(new byte[] {1})))
        .hasToString("MessageAttribute[Binary.gif]");
  }
}
