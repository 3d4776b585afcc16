package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

class RecordMapperTest {

  private static final RecordHeaders NO_HEADERS =
      new RecordHeaders(NameSelection.of(List.of()), NameSelection.of(List.of()), "");

  private final SqsQueue queue = SampleMessages.queue(SampleMessages.QUEUE_URL);

  private static RecordMapper mapper(String topic) {
    return new RecordMapper(
        topic,
        Envelope.none(),
        ValueFormat.string(),
        RecordKeys.all(RecordKey.messageId()),
        NO_HEADERS,
        EventKey.none());
  }

  @Test
  void messageBecomesARecord() {
    SqsMessage message =
        new SqsMessage(
            "id-1", "handle-1", "the body", Map.of(), Map.of("SentTimestamp", "1577836800000"));

    SourceRecord record = mapper("logins").map(queue, message).record();

    assertThat(record)
        .isEqualTo(
            new SourceRecord(
                Map.of("queue", SampleMessages.QUEUE_URL),
                Map.of("message_id", "id-1"),
                "logins",
                null,
                Schema.STRING_SCHEMA,
                "id-1",
                Schema.STRING_SCHEMA,
                "the body",
                1_577_836_800_000L,
                new ConnectHeaders().addString("sqs.message.id", "id-1")));
  }

  @Test
  void recordTellsItsQueueAndItsMessage() {
    SourceRecord record = mapper("logins").map(queue, SampleMessages.withBody("body")).record();

    assertThat(RecordMapper.queueUrlOf(record)).isEqualTo(SampleMessages.QUEUE_URL);
    assertThat(RecordMapper.messageIdOf(record)).isEqualTo("id-1");
  }

  @Test
  void recordOfSomebodyElseTellsNothing() {
    SourceRecord foreign =
        new SourceRecord(Map.of("file", "f"), Map.of("position", 1), "t", null, null);

    assertThat(RecordMapper.queueUrlOf(foreign)).isNull();
    assertThat(RecordMapper.messageIdOf(foreign)).isNull();
  }

  @Test
  void queuesNameReplacesThePlaceholderInTheTopic() {
    assertThat(mapper("sqs.${queue}").map(queue, SampleMessages.withBody("body")).record().topic())
        .isEqualTo("sqs.logins");
    assertThat(
            mapper("${queue}-${queue}")
                .map(queue, SampleMessages.withBody("body"))
                .record()
                .topic())
        .isEqualTo("logins-logins");
  }

  @Test
  void withoutSentTimestampTheProducerSetsTheTime() {
    assertThat(mapper("logins").map(queue, SampleMessages.withBody("body")).record().timestamp())
        .isNull();
  }

  @Test
  void emptyBodyIsAnEmptyStringNotATombstone() {
    assertThat(mapper("logins").map(queue, SampleMessages.withBody("")).record().value())
        .isEqualTo("");
  }

  @Test
  void keyIsTakenFromTheParsedValue() {
    RecordMapper mapper =
        new RecordMapper(
            "logins",
            Envelope.none(),
            new JsonFormat(null),
            RecordKeys.all(RecordKey.field(FieldPath.parse("user.id"))),
            NO_HEADERS,
            EventKey.none());

    SourceRecord record =
        mapper.map(queue, SampleMessages.withBody("{\"user\": {\"id\": 7}}")).record();

    assertThat(record.keySchema()).isNull();
    assertThat(record.key()).isEqualTo(7L);
    assertThat(record.valueSchema()).isNull();
    assertThat(record.value()).isEqualTo(Map.of("user", Map.of("id", 7L)));
  }

  @Test
  void keyIsThatOfTheKindOfQueue() {
    RecordMapper mapper =
        new RecordMapper(
            "${queue}",
            Envelope.none(),
            ValueFormat.string(),
            new RecordKeys(RecordKey.messageId(), RecordKey.messageGroupId()),
            NO_HEADERS,
            EventKey.none());
    SqsMessage message = SampleMessages.withSystemAttributes(Map.of("MessageGroupId", "group-1"));
    SqsQueue fifo = SampleMessages.queue(SampleMessages.QUEUE_URL + ".fifo");

    assertThat(mapper.map(queue, message).record().key()).isEqualTo("id-1");
    assertThat(mapper.map(fifo, message).record().key()).isEqualTo("group-1");
    assertThat(mapper.map(fifo, message).record().topic()).isEqualTo("logins.fifo");
  }

  @Test
  void messageOfAFifoQueueWithoutItsGroupIsPoisonNotSomewhereInTheTopic() {
    RecordMapper mapper =
        new RecordMapper(
            "logins",
            Envelope.none(),
            ValueFormat.string(),
            new RecordKeys(RecordKey.messageId(), RecordKey.messageGroupId()),
            NO_HEADERS,
            EventKey.none());
    SqsQueue fifo = SampleMessages.queue(SampleMessages.QUEUE_URL + ".fifo");

    assertThatThrownBy(() -> mapper.map(fifo, SampleMessages.withBody("body")))
        .isExactlyInstanceOf(PoisonException.class)
        .hasMessage("the record key needs the message group id, found nothing");
  }

  @Test
  void poisonOfAnyPartIsPoisonOfTheMessage() {
    RecordMapper badBody =
        new RecordMapper(
            "logins",
            Envelope.none(),
            new JsonFormat(null),
            RecordKeys.all(RecordKey.none()),
            NO_HEADERS,
            EventKey.none());
    RecordMapper badKey =
        new RecordMapper(
            "logins",
            Envelope.none(),
            ValueFormat.string(),
            RecordKeys.all(RecordKey.attribute("tenant")),
            NO_HEADERS,
            EventKey.none());

    assertThatThrownBy(() -> badBody.map(queue, SampleMessages.withBody("[]")))
        .isExactlyInstanceOf(PoisonException.class)
        .hasMessage("body: expected an object, found array");
    assertThatThrownBy(() -> badKey.map(queue, SampleMessages.withBody("[]")))
        .isExactlyInstanceOf(PoisonException.class)
        .hasMessage("the record key needs the text attribute tenant, found nothing");
  }
}
