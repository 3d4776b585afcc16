package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.storage.StringConverter;
import org.junit.jupiter.api.Test;

class ValueFormatTest {

  /** "Zoë 😀", then what is base64 of "secret": it is not decoded. */
  private static final String BODY = "Zo\u00eb \ud83d\ude00 c2VjcmV0";

  private static final byte[] UTF_8 = {
    'Z',
    'o',
    (byte) 0xc3,
    (byte) 0xab,
    ' ',
    (byte) 0xf0,
    (byte) 0x9f,
    (byte) 0x98,
    (byte) 0x80,
    ' ',
    'c',
    '2',
    'V',
    'j',
    'c',
    'm',
    'V',
    '0'
  };

  @Test
  void stringIsTheBodyItself() {
    assertThat(ValueFormat.string().parse(BODY))
        .isEqualTo(new SchemaAndValue(Schema.STRING_SCHEMA, BODY));
  }

  @Test
  void bytesAreThoseOfTheBodyInUtf8() {
    SchemaAndValue value = ValueFormat.bytes().parse(BODY);

    assertThat(value.schema()).isEqualTo(Schema.BYTES_SCHEMA);
    assertThat(value.value()).isEqualTo(UTF_8);
  }

  @Test
  void anEmptyBodyIsNoBytesButNoTombstone() {
    assertThat(ValueFormat.bytes().parse("").value()).isEqualTo(new byte[0]);
  }

  @Test
  void bothAreTheSameBytesInKafka() {
    StringConverter converter = new StringConverter();
    converter.configure(Map.of(), false);
    SchemaAndValue text = ValueFormat.string().parse(BODY);

    assertThat(converter.fromConnectData("t", text.schema(), text.value())).isEqualTo(UTF_8);
  }

  @Test
  void anUnpairedSurrogateIsPoisonNotAQuestionMark() {
    List<String> bodies =
        List.of("\ud800", "\udc00", "a\ud83dz", "\ude00\ud83d", "ok \ud83d", "\ud83d\ud83d\ude00");
    for (String body : bodies) {
      for (ValueFormat format : List.of(ValueFormat.string(), ValueFormat.bytes())) {
        assertThatThrownBy(() -> format.parse(body))
            .isExactlyInstanceOf(PoisonException.class)
            .hasMessage("body: expected text, found an unpaired surrogate");
      }
    }
  }
}
