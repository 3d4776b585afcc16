package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.junit.jupiter.api.Test;

class EventKeyTest {

  private static final SchemaAndValue NOTHING = SchemaAndValue.NULL;

  private static SqsMessage message(Map<String, MessageAttribute> attributes, String... system) {
    Map<String, String> systemAttributes =
        system.length == 0
            ? Map.of()
            : Map.of("MessageGroupId", system[0], "MessageDeduplicationId", system[1]);
    return new SqsMessage("id", "handle", "body", attributes, systemAttributes);
  }

  private static SchemaAndValue object(Object id) {
    return new SchemaAndValue(null, Map.of("event", Map.of("id", id)));
  }

  @Test
  void noneKnowsNoEvents() {
    assertThat(EventKey.none().of(message(Map.of(), "group", "7"), NOTHING)).isNull();
  }

  @Test
  void aDeduplicationIdCountsWithinItsGroup() {
    EventKey key = EventKey.deduplicationId();

    String one = key.of(message(Map.of(), "a", "7"), NOTHING);
    assertThat(one).isEqualTo(key.of(message(Map.of(), "a", "7"), NOTHING));
    assertThat(one).isNotEqualTo(key.of(message(Map.of(), "b", "7"), NOTHING));
    assertThat(one).isNotEqualTo(key.of(message(Map.of(), "a", "8"), NOTHING));
    assertThat(key.of(message(Map.of()), NOTHING)).isNull();
  }

  @Test
  void anAttributeIsTakenByItsText() {
    EventKey key = EventKey.attribute("event");
    ByteBuffer bytes = ByteBuffer.wrap(new byte[] {1});

    assertThat(key.of(message(Map.of("event", MessageAttribute.ofText("7"))), NOTHING))
        .isEqualTo("7");
    assertThat(key.of(message(Map.of("other", MessageAttribute.ofText("7"))), NOTHING)).isNull();
    assertThat(
            key.of(message(Map.of("event", new MessageAttribute("Binary", null, bytes))), NOTHING))
        .isNull();
  }

  @Test
  void aFieldIsTakenWhereItIsASingleValue() {
    EventKey key = EventKey.field(FieldPath.parse("event.id"));
    SqsMessage message = message(Map.of());

    assertThat(key.of(message, object("e-7"))).isEqualTo("e-7");
    assertThat(key.of(message, object(7L))).isEqualTo("7");
    assertThat(key.of(message, object(true))).isEqualTo("true");
    assertThat(key.of(message, new SchemaAndValue(null, Map.of()))).isNull();
    assertThat(key.of(message, new SchemaAndValue(null, "text"))).isNull();
  }

  @Test
  void aFieldThatIsNoSingleValueIsPoisonAndNamesNoValue() {
    EventKey key = EventKey.field(FieldPath.parse("event.id"));

    for (Object value : List.of(List.of("secret"), Map.of("a", "secret"), ByteBuffer.allocate(1))) {
      assertThatThrownBy(() -> key.of(message(Map.of()), object(value)))
          .isInstanceOf(PoisonException.class)
          .hasMessageStartingWith(
              "deduplicate.by needs a text, a number or a boolean at the field event.id, found a ")
          .hasMessageNotContaining("secret");
    }
  }
}
