package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;

class RecordKeyTest {

  private static final Schema ADDRESS =
      SchemaBuilder.struct()
          .optional()
          .field("city", Schema.OPTIONAL_STRING_SCHEMA)
          .field("zip", Schema.INT32_SCHEMA)
          .build();

  private static final Schema USER =
      SchemaBuilder.struct()
          .field("id", Schema.INT64_SCHEMA)
          .field("level", SchemaBuilder.int32().optional().defaultValue(7).build())
          .field("address", ADDRESS)
          .field("tags", SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.INT32_SCHEMA).build())
          .build();

  private final SqsMessage message =
      new SqsMessage(
          "id-1",
          "handle-1",
          "body",
          Map.of(
              "tenant", MessageAttribute.ofText("acme"),
              "count", new MessageAttribute("Number", "42", null),
              "image", new MessageAttribute("Binary", null, ByteBuffer.wrap(new byte[] {1}))),
          Map.of("MessageGroupId", "group-1"));

  private final SchemaAndValue value =
      new SchemaAndValue(
          USER,
          new Struct(USER)
              .put("id", 12L)
              .put("address", new Struct(ADDRESS).put("zip", 10115))
              .put("tags", Map.of("colour", 3)));

  @Test
  void noneIsNoKeyAtAll() {
    assertThat(RecordKey.none().of(message, value)).isEqualTo(SchemaAndValue.NULL);
  }

  @Test
  void messageIdIsAString() {
    assertThat(RecordKey.messageId().of(message, value))
        .isEqualTo(new SchemaAndValue(Schema.STRING_SCHEMA, "id-1"));
  }

  @Test
  void messageGroupIdIsAString() {
    assertThat(RecordKey.messageGroupId().of(message, value))
        .isEqualTo(new SchemaAndValue(Schema.STRING_SCHEMA, "group-1"));
  }

  @Test
  void messageWithoutGroupIdIsPoison() {
    assertPoison(
        RecordKey.messageGroupId(),
        SampleMessages.withBody("body"),
        "the record key needs the message group id, found nothing");
  }

  @Test
  void textOfAnAttributeIsAString() {
    assertThat(RecordKey.attribute("tenant").of(message, value))
        .isEqualTo(new SchemaAndValue(Schema.STRING_SCHEMA, "acme"));
    assertThat(RecordKey.attribute("count").of(message, value))
        .isEqualTo(new SchemaAndValue(Schema.STRING_SCHEMA, "42"));
  }

  @Test
  void missingOrBinaryAttributeIsPoison() {
    assertPoison(
        RecordKey.attribute("colour"),
        message,
        "the record key needs the text attribute colour, found nothing");
    assertPoison(
        RecordKey.attribute("image"),
        message,
        "the record key needs the text attribute image, found nothing");
  }

  @Test
  void fieldKeepsItsSchema() {
    assertThat(RecordKey.field(new FieldPath(List.of("id"))).of(message, value))
        .isEqualTo(new SchemaAndValue(Schema.INT64_SCHEMA, 12L));
    assertThat(RecordKey.field(new FieldPath(List.of("address", "zip"))).of(message, value))
        .isEqualTo(new SchemaAndValue(Schema.INT32_SCHEMA, 10115));
    assertThat(RecordKey.field(new FieldPath(List.of("tags", "colour"))).of(message, value))
        .isEqualTo(new SchemaAndValue(Schema.INT32_SCHEMA, 3));
  }

  @Test
  void structMayBeTheKey() {
    assertThat(RecordKey.field(new FieldPath(List.of("address"))).of(message, value))
        .isEqualTo(new SchemaAndValue(ADDRESS, new Struct(ADDRESS).put("zip", 10115)));
  }

  @Test
  void nullFieldWithADefaultIsTheDefault() {
    assertThat(RecordKey.field(new FieldPath(List.of("level"))).of(message, value).value())
        .isEqualTo(7);
  }

  @Test
  void absentOrNullFieldIsPoison() {
    for (List<String> path :
        List.of(
            List.of("nothing"),
            List.of("address", "city"),
            List.of("address", "nothing"),
            List.of("address", "zip", "deeper"),
            List.of("nothing", "deeper"),
            List.of("tags", "nothing"))) {
      assertThatThrownBy(() -> RecordKey.field(new FieldPath(path)).of(message, value))
          .isExactlyInstanceOf(PoisonException.class)
          .hasMessage(
              "the record key needs the field " + String.join(".", path) + ", found nothing");
    }
  }

  @Test
  void fieldOfASchemalessMapHasNoSchema() {
    Map<String, Object> map = new HashMap<>();
    map.put("id", 12L);
    map.put("user", Map.of("name", "ann"));
    map.put("gone", null);
    SchemaAndValue schemaless = new SchemaAndValue(null, map);

    assertThat(RecordKey.field(new FieldPath(List.of("id"))).of(message, schemaless))
        .isEqualTo(new SchemaAndValue(null, 12L));
    assertThat(RecordKey.field(new FieldPath(List.of("user", "name"))).of(message, schemaless))
        .isEqualTo(new SchemaAndValue(null, "ann"));
    assertThatThrownBy(
            () -> RecordKey.field(new FieldPath(List.of("gone"))).of(message, schemaless))
        .isExactlyInstanceOf(PoisonException.class)
        .hasMessage("the record key needs the field gone, found nothing");
  }

  @Test
  void stringValueHasNoFields() {
    SchemaAndValue text = new SchemaAndValue(Schema.STRING_SCHEMA, "secret");

    assertThatThrownBy(() -> RecordKey.field(new FieldPath(List.of("id"))).of(message, text))
        .isExactlyInstanceOf(PoisonException.class)
        .hasMessage("the record key needs the field id, found nothing");
  }

  private void assertPoison(RecordKey key, SqsMessage from, String text) {
    assertThatThrownBy(() -> key.of(from, value))
        .isExactlyInstanceOf(PoisonException.class)
        .hasMessage(text)
        .hasNoCause();
  }
}
