package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SnsEnvelopeTest {

  private static final String TOPIC_ARN = "arn:aws:sns:eu-central-1:123456789012:logins";
  private static final String SNS_ID = "dc1e94d9-56c5-5e96-808d-cc7f68faa162";
  private static final String NONE = "expected an SNS notification, and this is none: ";
  private static final String MARKER = "MARKER4711";

  /** As SNS sends it, with every field. */
  private static final String NOTIFICATION =
      """
      {
        "Type" : "Notification",
        "MessageId" : "%s",
        "TopicArn" : "%s",
        "Subject" : "a subject",
        "Message" : "{\\"user\\": \\"Zo\\u00eb\\"}",
        "Timestamp" : "2026-01-01T00:00:00.000Z",
        "SignatureVersion" : "1",
        "Signature" : "c2lnbmF0dXJl",
        "SigningCertURL" : "https://sns.eu-central-1.amazonaws.com/cert.pem",
        "UnsubscribeURL" : "https://sns.eu-central-1.amazonaws.com/?Action=Unsubscribe",
        "MessageAttributes" : {
          "tenant" : {"Type":"String","Value":"acme"},
          "count" : {"Type":"Number","Value":"42"},
          "price" : {"Type":"Number","Value":"1.50"},
          "tags" : {"Type":"String.Array","Value":"[\\"a\\", 1, true, null]"},
          "image" : {"Type":"Binary","Value":"AP8Q"}
        }
      }
      """
          .formatted(SNS_ID, TOPIC_ARN);

  private final Envelope sns = SnsEnvelope.required();
  private final Envelope auto = SnsEnvelope.whereThereIsOne();
  private final List<Envelope> both = List.of(sns, auto);

  /** A notification of these fields beside those that it must have. */
  private static String notification(String... moreFields) {
    return "{\"Type\":\"Notification\",\"MessageId\":\"%s\",\"TopicArn\":\"%s\",\"Message\":\"text\"%s}"
        .formatted(
            SNS_ID, TOPIC_ARN, moreFields.length == 0 ? "" : "," + String.join(",", moreFields));
  }

  private static RecordMapper mapper(Envelope envelope, RecordKey key, RecordHeaders headers) {
    return new RecordMapper(
        "topic", envelope, ValueFormat.string(), RecordKeys.all(key), headers, EventKey.none());
  }

  @Test
  void messageIsTheBodyAndAttributesAreMessageAttributes() {
    for (Envelope envelope : both) {
      SqsMessage opened = envelope.open(SampleMessages.withBody(NOTIFICATION));

      assertThat(opened.body()).isEqualTo("{\"user\": \"Zo\u00eb\"}");
      assertThat(opened.attributes())
          .isEqualTo(
              Map.of(
                  "tenant",
                  MessageAttribute.ofText("acme"),
                  "count",
                  new MessageAttribute("Number", "42", null),
                  "price",
                  new MessageAttribute("Number", "1.50", null),
                  "tags",
                  new MessageAttribute("String.Array", "[\"a\", 1, true, null]", null),
                  "image",
                  new MessageAttribute("Binary", null, ByteBuffer.wrap(new byte[] {0, -1, 16})),
                  "sns.message.id",
                  MessageAttribute.ofText(SNS_ID),
                  "sns.topic.arn",
                  MessageAttribute.ofText(TOPIC_ARN),
                  "sns.subject",
                  MessageAttribute.ofText("a subject")));
    }
  }

  @Test
  void whatSqsSaysOfTheMessageStays() {
    SqsMessage message =
        new SqsMessage(
            "id-1", "handle-1", notification(), Map.of(), Map.of("SentTimestamp", "1577836800000"));

    SqsMessage opened = sns.open(message);

    assertThat(opened.id()).isEqualTo("id-1");
    assertThat(opened.receiptHandle()).isEqualTo("handle-1");
    assertThat(opened.systemAttributes()).isEqualTo(message.systemAttributes());
  }

  @Test
  void notificationBecomesARecordAsIfItsMessageHadBeenSentToTheQueue() {
    SqsMessage message =
        new SqsMessage(
            "id-1", "handle-1", NOTIFICATION, Map.of(), Map.of("SentTimestamp", "1577836800000"));
    RecordHeaders headers =
        new RecordHeaders(
            NameSelection.of(List.of("count", "sns.topic.arn")),
            NameSelection.of(List.of()),
            "aws.");

    SourceRecord record =
        mapper(sns, RecordKey.attribute("tenant"), headers)
            .map(SampleMessages.queue(SampleMessages.QUEUE_URL), message)
            .record();

    assertThat(record.value()).isEqualTo("{\"user\": \"Zo\u00eb\"}");
    assertThat(record.key()).isEqualTo("acme");
    assertThat(record.timestamp()).isEqualTo(1_577_836_800_000L);
    assertThat(RecordMapper.messageIdOf(record)).isEqualTo("id-1");
    assertThat(record.headers())
        .containsExactlyInAnyOrderElementsOf(
            new ConnectHeaders()
                .addString("sqs.message.id", "id-1")
                .addLong("aws.count", 42)
                .addString("aws.sns.topic.arn", TOPIC_ARN));
  }

  @Test
  void notificationsIdMayBeTheKey() {
    SourceRecord record =
        mapper(
                sns,
                RecordKey.attribute("sns.message.id"),
                new RecordHeaders(NameSelection.of(List.of()), NameSelection.of(List.of()), ""))
            .map(
                SampleMessages.queue(SampleMessages.QUEUE_URL),
                SampleMessages.withBody(notification()))
            .record();

    assertThat(record.key()).isEqualTo(SNS_ID);
    assertThat(record.headers()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "\"Subject\":null", "\"MessageAttributes\":null", "\"x\":{\"y\":[1]}"})
  void whatANotificationNeedNotHaveMayBeMissing(String field) {
    String body = field.isEmpty() ? notification() : notification(field);
    for (Envelope envelope : both) {
      SqsMessage opened = envelope.open(SampleMessages.withBody(body));

      assertThat(opened.body()).isEqualTo("text");
      assertThat(opened.attributes()).containsOnlyKeys("sns.message.id", "sns.topic.arn");
    }
  }

  @Test
  void emptyMessageIsAnEmptyBody() {
    String body = notification().replace("\"text\"", "\"\"");

    assertThat(sns.open(SampleMessages.withBody(body)).body()).isEmpty();
  }

  @Test
  void attributesOfTheQueuesOwnMessageStayBesideThoseOfTheNotification() {
    SqsMessage message =
        new SqsMessage(
            "id-1",
            "handle-1",
            notification("\"MessageAttributes\":{\"a\":{\"Type\":\"String\",\"Value\":\"sns\"}}"),
            Map.of("a", MessageAttribute.ofText("sqs"), "b", MessageAttribute.ofText("sqs")),
            Map.of());

    assertThat(sns.open(message).attributes())
        .containsEntry("a", MessageAttribute.ofText("sns"))
        .containsEntry("b", MessageAttribute.ofText("sqs"));
  }

  @Test
  void nobodyElseSaysWhatTheNotificationsIdTopicAndSubjectAre() {
    String forged = "{\"Type\":\"String\",\"Value\":\"forged\"}";
    String body =
        notification(
            "\"MessageAttributes\":{\"sns.message.id\":%s,\"sns.topic.arn\":%s,\"sns.subject\":%s}"
                .formatted(forged, forged, forged));

    assertThat(sns.open(SampleMessages.withBody(body)).attributes())
        .isEqualTo(
            Map.of(
                "sns.message.id", MessageAttribute.ofText(SNS_ID),
                "sns.topic.arn", MessageAttribute.ofText(TOPIC_ARN)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      value = {
        "plain text | the body is not valid JSON at line 1, column 1",
        "{'Type' | the body is not valid JSON at line 1, column 8",
        "[] | body: expected an object, found array",
        "'Notification' | body: expected an object, found string",
        "null | body: expected an object, found null",
        "{} | field Type: expected text, found nothing",
        "{'Type': 1} | field Type: expected text, found number",
        "{'Type': 'notification'} | field Type: expected Notification, found other text",
        "{'Type': 'Notification'} | field Message: expected text, found nothing",
        "{'Type': 'Notification', 'Message': {}} | field Message: expected text, found object",
        "{'Type': 'Notification', 'Message': null} | field Message: expected text, found null",
        "{'Type': 'Notification', 'Message': 'm'} | field MessageId: expected text, found nothing",
        "{'Type': 'Notification', 'Message': 'm', 'MessageId': 'i'}"
            + " | field TopicArn: expected text, found nothing",
        "{'Type': 'Notification', 'Message': 'm', 'MessageId': 'i', 'TopicArn': []}"
            + " | field TopicArn: expected text, found array",
        "{'Type': 'Notification', 'Message': 'm', 'MessageId': 'i', 'TopicArn': 'a', 'TopicArn': 'b'}"
            + " | the body is not valid JSON at line 1, column 87",
        "{'Type': 'Notification', 'Message': 'm', 'MessageId': 'i', 'TopicArn': 'a'} x"
            + " | the body is not valid JSON at line 1, column 77",
        "{'Type': 'SubscriptionConfirmation', 'MessageId': 'i', 'Token': 't', 'TopicArn': 'a'}"
            + " | its type is SubscriptionConfirmation, for the owner of the queue to act on",
        "{'Type': 'UnsubscribeConfirmation', 'MessageId': 'i', 'Token': 't', 'TopicArn': 'a'}"
            + " | its type is UnsubscribeConfirmation, for the owner of the queue to act on"
      })
  void bodyThatIsNoNotificationIsPoisonOrWithAutoTakenAsItIs(String body, String why) {
    SqsMessage message = SampleMessages.withBody(body.replace('\'', '"'));

    assertThatThrownBy(() -> sns.open(message))
        .isExactlyInstanceOf(PoisonException.class)
        .hasMessage(NONE + why)
        .hasNoCause();
    assertThat(auto.open(message)).isSameAs(message);
  }

  @Test
  void emptyBodyIsNoNotification() {
    SqsMessage message = SampleMessages.withBody("");

    assertThatThrownBy(() -> sns.open(message))
        .hasMessage(NONE + "the body is empty where JSON is expected");
    assertThat(auto.open(message)).isSameAs(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      value = {
        "'Subject': 1 | field Subject: expected text, found number",
        "'Subject': '\\ud800' | field Subject: expected text, found an unpaired surrogate",
        "'MessageAttributes': [] | field MessageAttributes: expected an object, found array",
        "'MessageAttributes': {'a': 'v'} | attribute a, Type: expected text, found nothing",
        "'MessageAttributes': {'a': {'Value': 'v'}}"
            + " | attribute a, Type: expected text, found nothing",
        "'MessageAttributes': {'a': {'Type': 'String'}}"
            + " | attribute a, Value: expected text, found nothing",
        "'MessageAttributes': {'a': {'Type': 'Number', 'Value': 42}}"
            + " | attribute a, Value: expected text, found number",
        "'MessageAttributes': {'a': {'Type': 'String', 'Value': '\\udc00'}}"
            + " | attribute a, Value: expected text, found an unpaired surrogate",
        "'MessageAttributes': {'a': {'Type': 'Binary', 'Value': 'not base64'}}"
            + " | attribute a: expected a Binary in base64, found other text",
        "'MessageAttributes': {'ann@example.org': {'Type': 'Binary', 'Value': '!'}}"
            + " | attribute *: expected a Binary in base64, found other text",
        "'MessageAttributes': {'\\ud800': {'Type': 'String', 'Value': 'v'}}"
            + " | attribute *: expected a name, found an unpaired surrogate"
      })
  void brokenNotificationIsPoisonWithAutoToo(String field, String why) {
    SqsMessage message = SampleMessages.withBody(notification(field.replace('\'', '"')));

    for (Envelope envelope : both) {
      assertThatThrownBy(() -> envelope.open(message))
          .isExactlyInstanceOf(PoisonException.class)
          .hasMessage("SNS notification: " + why)
          .hasNoCause();
    }
  }

  @Test
  void messageWithoutAUtf8FormIsPoison() {
    String body = notification().replace("\"text\"", "\"\\ud83d\"");

    assertThatThrownBy(() -> auto.open(SampleMessages.withBody(body)))
        .hasMessage("SNS notification: field Message: expected text, found an unpaired surrogate");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        MARKER,
        "\"" + MARKER + "\"",
        "{\"Type\":\"" + MARKER + "\"}",
        "{\"" + MARKER + "\":1,\"" + MARKER + "\":2}",
        "{\"Type\":\"SubscriptionConfirmation\",\"Token\":\"" + MARKER + "\"}",
        "{\"Type\":\"Notification\",\"Message\":\"" + MARKER + "\"}",
        "{\"Type\":\"Notification\",\"Message\":\"m\",\"MessageId\":\"i\",\"TopicArn\":\"a\","
            + "\"MessageAttributes\":{\"a\":{\"Type\":\"Binary\",\"Value\":\""
            + MARKER
            + "!\"}}}",
        "{\"Type\":\"Notification\",\"Message\":\"m\",\"MessageId\":\"i\",\"TopicArn\":\"a\","
            + "\"MessageAttributes\":{\"a "
            + MARKER
            + "\":1}}",
        "{\"Type\":\"Notification\",\"Message\":\"m\",\"MessageId\":\"i\",\"TopicArn\":\"a\","
            + "\"MessageAttributes\":{\""
            + MARKER
            + "@example.com \":{\"Type\":\"Number\",\"Value\":\"x\"}}}",
        "{\"Type\":\"Notification\",\"Message\":\"m\",\"MessageId\":\"i\",\"TopicArn\":\"a\","
            + "\"MessageAttributes\":{\"@"
            + MARKER
            + "\":{\"Type\":\"Number\",\"Value\":\"1e999999\"}}}",
        "{\"Type\":\"Notification\",\"Message\":\"m\",\"MessageId\":\"i\",\"TopicArn\":\"a\","
            + "\"MessageAttributes\":{\"a\":{\"Type\":\"Number\",\"Value\":\""
            + MARKER
            + "\"}}}",
        "{\"Type\":\"Notification\",\"Message\":\"[\\\""
            + MARKER
            + "\\\"]\",\"MessageId\":\"i\",\"TopicArn\":\"a\"}"
      })
  void noErrorHoldsAnyValueOfTheBody(String body) {
    RecordMapper mapper =
        new RecordMapper(
            "topic",
            sns,
            new JsonFormat(null),
            RecordKeys.all(RecordKey.field(new FieldPath(List.of("id")))),
            new RecordHeaders(NameSelection.of(List.of("*")), NameSelection.of(List.of()), ""),
            EventKey.none());
    // The body that an envelope holds is read too.
    String readable = body.replace("\"Message\":\"m\"", "\"Message\":\"{\\\"id\\\":1}\"");

    Throwable error =
        catchThrowable(
            () ->
                mapper
                    .map(
                        SampleMessages.queue(SampleMessages.QUEUE_URL),
                        SampleMessages.withBody(readable))
                    .record());

    assertThat(error).isExactlyInstanceOf(PoisonException.class).hasNoCause();
    assertThat(error.toString()).doesNotContain(MARKER);
  }

  @Test
  void whitespaceBeforeANotificationIsNoHindrance() {
    SqsMessage message = SampleMessages.withBody(" \r\n\t" + notification() + "\n");

    assertThat(auto.open(message).body()).isEqualTo("text");
  }

  @Test
  void noEnvelopeOpensNothing() {
    SqsMessage message = SampleMessages.withBody(NOTIFICATION);

    assertThat(Envelope.none().open(message)).isSameAs(message);
  }

  @Test
  void deadLetterIsTheNotificationAsItWasReceived() {
    EngineFixture fixture = new EngineFixture();
    String body = notification().replace("\"text\"", "\"no JSON\"");
    Map<String, MessageAttribute> attributes = Map.of("a", MessageAttribute.ofText("v"));
    fixture.queue.add(body, attributes);
    RecordMapper mapper =
        new RecordMapper(
            "topic",
            sns,
            new JsonFormat(null),
            RecordKeys.all(RecordKey.messageId()),
            new RecordHeaders(NameSelection.of(List.of("*")), NameSelection.of(List.of()), ""),
            EventKey.none());
    Intake intake =
        new Intake(
            fixture.ledger,
            mapper,
            fixture.rejected(PoisonPolicy.DEAD_LETTER, SkippedRecordPolicy.RELEASE),
            fixture.deleter,
            fixture.releaser,
            fixture.failure,
            fixture.metrics,
            null);

    fixture.receivers(intake, 1).start();
    fixture.engine.advance(Duration.ofSeconds(1));

    SqsMessage letter = fixture.deadLetterQueue.messages().get(0);
    assertThat(letter.body()).isEqualTo(body);
    assertThat(letter.attributes())
        .containsAllEntriesOf(attributes)
        .containsOnlyKeys(
            "a", "sealstream.error", "sealstream.source.message.id", "sealstream.source.queue");
    assertThat(letter.attributes().get("sealstream.error").text())
        .endsWith("the body is not valid JSON at line 1, column 1");
    assertThat(fixture.queue.size()).isZero();
  }
}
