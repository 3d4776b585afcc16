package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

class SqsSourceConfigTest {

  private static final String URL = SampleMessages.QUEUE_URL;
  private static final String FIFO_URL = URL + ".fifo";
  private static final String DEAD_LETTERS =
      "https://sqs.eu-central-1.amazonaws.com/123456789012/logins-dead";
  private static final String NOT_RESOLVED =
      "not resolved: check that the worker's config.providers has this provider and that the"
          + " variable is set there";

  private static final String TWO_SECONDS =
      "2 s is too short: a held message is renewed before half of its visibility timeout is gone,"
          + " so with delete.linger.ms=100 it must be at least 3 s. Set it to 3 or more, or lower"
          + " delete.linger.ms";

  /** The two required settings and those of {@code keysAndValues}. */
  private static Map<String, String> properties(String... keysAndValues) {
    Map<String, String> properties = new HashMap<>();
    properties.put("sqs.queue.urls", URL);
    properties.put("topic", "logins");
    for (int i = 0; i < keysAndValues.length; i += 2) {
      properties.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return properties;
  }

  private static SqsSourceConfig config(String... keysAndValues) {
    return new SqsSourceConfig(properties(keysAndValues));
  }

  /** A wrong value is told with its key, itself and what is wrong. */
  private static void assertInvalid(String key, String value, String what) {
    assertThatThrownBy(() -> config(key, value))
        .isExactlyInstanceOf(ConfigException.class)
        .hasMessage("Invalid value " + value + " for configuration " + key + ": " + what);
  }

  private static void assertConflict(String message, String... keysAndValues) {
    assertThatThrownBy(() -> config(keysAndValues))
        .isExactlyInstanceOf(ConfigException.class)
        .hasMessage(message);
  }

  @Nested
  class Defaults {

    @Test
    void areThoseOfTheDesign() {
      SqsSourceConfig config = config();

      assertThat(config.queueUrls()).containsExactly(URL);
      assertThat(config.topic()).isEqualTo("logins");
      assertThat(config.region()).isNull();
      assertThat(config.endpoint()).isNull();
      assertThat(config.credentials()).isNull();
      assertThat(config.waitTime()).isEqualTo(Duration.ofSeconds(20));
      assertThat(config.visibilityTimeout()).isNull();
      assertThat(config.receiveConcurrency()).isEqualTo(64);
      assertThat(config.inflightMaxMessages()).isEqualTo(10_000);
      assertThat(config.inflightMaxBytes()).isEqualTo(64L * 1024 * 1024);
      assertThat(config.batchMaxMessages()).isEqualTo(1000);
      assertThat(config.deleteLinger()).isEqualTo(Duration.ofMillis(100));
      assertThat(config.poisonPolicy()).isEqualTo(PoisonPolicy.FAIL);
      assertThat(config.deadLetterQueueUrl()).isNull();
      assertThat(config.payloadPointers()).isNull();
      assertThat(config.deletesPayloads()).isTrue();
      assertThat(config.skippedRecordPolicy()).isEqualTo(SkippedRecordPolicy.DELETE);
      assertThat(config.systemAttributesToReceive(URL))
          .containsExactlyInAnyOrder("SentTimestamp", "ApproximateReceiveCount");
    }

    @Test
    void makeTheBodyAStringAndTheMessageIdTheKey() {
      SqsSourceConfig config = config();
      SchemaAndValue value = config.valueFormat().parse("{not json");

      assertThat(value).isEqualTo(new SchemaAndValue(Schema.STRING_SCHEMA, "{not json"));
      assertThat(config.recordKeys().standard().of(SampleMessages.withBody("x"), value).value())
          .isEqualTo("id-1");
    }

    @Test
    void makeTheGroupTheKeyOfAFifoQueuesMessage() {
      SqsMessage message = SampleMessages.withSystemAttributes(Map.of("MessageGroupId", "group-1"));
      RecordKeys keys = config().recordKeys();

      assertThat(keys.of(SampleMessages.queue(FIFO_URL)).of(message, SchemaAndValue.NULL).value())
          .isEqualTo("group-1");
      assertThat(keys.of(SampleMessages.queue(URL)).of(message, SchemaAndValue.NULL).value())
          .isEqualTo("id-1");
    }

    @Test
    void askAFifoQueueForThePlaceOfEachMessage() {
      assertThat(config().systemAttributesToReceive(FIFO_URL))
          .containsExactlyInAnyOrder(
              "SentTimestamp",
              "ApproximateReceiveCount",
              "MessageGroupId",
              "MessageDeduplicationId",
              "SequenceNumber");
    }

    @Test
    void copyMessageAttributesButNoSystemAttributesIntoHeaders() {
      SqsMessage message =
          new SqsMessage(
              "id-1",
              "handle-1",
              "x",
              Map.of("tenant", MessageAttribute.ofText("acme")),
              Map.of("SentTimestamp", "1"));

      assertThat(config().recordHeaders().of(SampleMessages.queue(URL), message))
          .extracting(header -> header.key())
          .containsExactlyInAnyOrder("sqs.message.id", "tenant");
    }

    @Test
    void everySettingIsDocumentedInAGroup() {
      assertThat(SqsSourceConfig.CONFIG_DEF.configKeys().values())
          .allSatisfy(
              key -> {
                assertThat(key.documentation).as(key.name).isNotBlank();
                assertThat(key.group).as(key.name).isNotBlank();
                assertThat(key.displayName).as(key.name).isNotBlank();
              });
    }
  }

  @Nested
  class Values {

    @Test
    void areTyped() {
      SqsSourceConfig config =
          config(
              "sqs.queue.urls", URL + " , " + DEAD_LETTERS + "," + URL,
              "topic", "sqs.${queue}",
              "sqs.region", "eu-central-1",
              "sqs.endpoint.url", "http://localhost:9324",
              "sqs.wait.time.seconds", "1",
              "sqs.visibility.timeout.seconds", "43200",
              "receive.concurrency.max", "1000",
              "inflight.max.messages", "120000",
              "inflight.max.bytes", "1048576",
              "batch.max.messages", "1",
              "delete.linger.ms", "0");

      assertThat(config.queueUrls()).containsExactly(URL, DEAD_LETTERS);
      assertThat(config.topic()).isEqualTo("sqs.${queue}");
      assertThat(config.region()).isEqualTo("eu-central-1");
      assertThat(config.endpoint()).isEqualTo(URI.create("http://localhost:9324"));
      assertThat(config.waitTime()).isEqualTo(Duration.ofSeconds(1));
      assertThat(config.visibilityTimeout()).isEqualTo(Duration.ofHours(12));
      assertThat(config.receiveConcurrency()).isEqualTo(1000);
      assertThat(config.inflightMaxMessages()).isEqualTo(120_000);
      assertThat(config.inflightMaxBytes()).isEqualTo(1_048_576);
      assertThat(config.batchMaxMessages()).isEqualTo(1);
      assertThat(config.deleteLinger()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"fail, FAIL", "release, RELEASE", "dead-letter, DEAD_LETTER", "drop, DROP"})
    void poisonPolicyIsThatOfItsName(String value, PoisonPolicy policy) {
      assertThat(
              config("poison.policy", value, "dead.letter.queue.url", DEAD_LETTERS).poisonPolicy())
          .isEqualTo(policy);
    }

    @Test
    void staticCredentialsMayHaveASessionToken() {
      SqsSourceConfig longLived = config("aws.access.key.id", "AKIA", "aws.secret.access.key", "s");
      SqsSourceConfig temporary =
          config(
              "aws.access.key.id", "ASIA",
              "aws.secret.access.key", "s",
              "aws.session.token", "t");

      assertThat(longLived.credentials())
          .isEqualTo(
              new SqsSourceConfig.StaticCredentials(new Password("AKIA"), new Password("s"), null));
      assertThat(temporary.credentials())
          .isEqualTo(
              new SqsSourceConfig.StaticCredentials(
                  new Password("ASIA"), new Password("s"), new Password("t")));
    }

    @Test
    void valueSchemaMakesAStruct() {
      SqsSourceConfig config =
          config(
              "value.format", "json",
              "value.schema",
                  "{\"type\": \"struct\", \"fields\": [{\"field\": \"id\", \"type\": \"int64\"}]}");
      Schema schema = SchemaBuilder.struct().field("id", Schema.INT64_SCHEMA).build();

      assertThat(config.valueFormat().parse("{\"id\": 7}"))
          .isEqualTo(new SchemaAndValue(schema, new Struct(schema).put("id", 7L)));
    }

    @Test
    void bytesAreThoseOfTheBody() {
      assertThat(config("value.format", "bytes").valueFormat().parse("{}"))
          .extracting(SchemaAndValue::schema, SchemaAndValue::value)
          .containsExactly(Schema.BYTES_SCHEMA, new byte[] {'{', '}'});
    }

    @Test
    void envelopeIsOpenedAsItSays() {
      SqsMessage other = SampleMessages.withBody("{}");
      SqsMessage notification =
          SampleMessages.withBody(
              "{\"Type\":\"Notification\",\"MessageId\":\"i\",\"TopicArn\":\"a\",\"Message\":\"m\"}");

      assertThat(config().envelope().open(notification)).isSameAs(notification);
      assertThat(config("envelope", "none").envelope().open(notification)).isSameAs(notification);
      assertThat(config("envelope", "auto").envelope().open(notification).body()).isEqualTo("m");
      assertThat(config("envelope", "auto").envelope().open(other)).isSameAs(other);
      assertThat(config("envelope", "sns").envelope().open(notification).body()).isEqualTo("m");
      assertThatThrownBy(() -> config("envelope", "sns").envelope().open(other))
          .isExactlyInstanceOf(PoisonException.class);
    }

    @Test
    void jsonWithoutSchemaMakesAMap() {
      assertThat(config("value.format", "json").valueFormat().parse("{\"id\": 7}"))
          .isEqualTo(new SchemaAndValue(null, Map.of("id", 7L)));
    }

    @ParameterizedTest
    @CsvSource({
      "message_id, id-1",
      "message_group_id, group-1",
      "none,",
      "attribute:tenant.name, acme",
      "field:user.name, ann"
    })
    void recordKeyIsMadeOfWhatItSays(String source, String expected) {
      SqsMessage message =
          new SqsMessage(
              "id-1",
              "handle-1",
              "{}",
              Map.of(
                  "tenant.name",
                  MessageAttribute.ofText("acme"),
                  "image",
                  new MessageAttribute("Binary", null, ByteBuffer.allocate(1))),
              Map.of("MessageGroupId", "group-1"));
      SqsSourceConfig config = config("value.format", "json", "record.key", source);
      SchemaAndValue value = new SchemaAndValue(null, Map.of("user", Map.of("name", "ann")));

      assertThat(config.recordKeys().standard().of(message, value).value()).isEqualTo(expected);
      assertThat(config.recordKeys().fifo().of(message, value).value()).isEqualTo(expected);
    }

    @Test
    void headersAreSelectedAndPrefixed() {
      SqsMessage message =
          new SqsMessage(
              "id-1",
              "handle-1",
              "x",
              Map.of(
                  "tenant", MessageAttribute.ofText("acme"),
                  "mail", MessageAttribute.ofText("ann@example.org")),
              Map.of("SentTimestamp", "1", "SenderId", "AID"));

      assertThat(
              config(
                      "headers.message.attributes", "tenant",
                      "headers.system.attributes", "*",
                      "headers.prefix", "aws.")
                  .recordHeaders()
                  .of(SampleMessages.queue(URL), message))
          .extracting(header -> header.key())
          .containsExactlyInAnyOrder(
              "sqs.message.id", "aws.tenant", "aws.SentTimestamp", "aws.SenderId");
    }

    @Test
    void onlyTheSystemAttributesThatAreNeededAreAskedFor() {
      assertThat(config("record.key", "message_group_id").systemAttributesToReceive(URL))
          .containsExactlyInAnyOrder("SentTimestamp", "ApproximateReceiveCount", "MessageGroupId");
      assertThat(
              config("headers.system.attributes", "SenderId,AWSTraceHeader")
                  .systemAttributesToReceive(URL))
          .containsExactlyInAnyOrder(
              "SentTimestamp", "ApproximateReceiveCount", "SenderId", "AWSTraceHeader");
      assertThat(config("headers.system.attributes", "*").systemAttributesToReceive(URL))
          .containsExactly("All");
      assertThat(config("headers.system.attributes", "*").systemAttributesToReceive(FIFO_URL))
          .containsExactly("All");
    }

    @Test
    void propertiesOfATaskAreThoseOfTheConnectorWithItsQueues() {
      Map<String, String> connector = properties("batch.max.messages", "7");

      Map<String, String> task = SqsSourceConfig.forTask(connector, 5, 6, List.of("u1", "u2"));

      assertThat(task)
          .hasSize(connector.size() + 3)
          .containsEntry("task.count", "6")
          .containsEntry("task.number", "5")
          .containsEntry("task.queue.urls", "u1,u2")
          .containsEntry("batch.max.messages", "7");
      assertThat(connector).containsEntry("sqs.queue.urls", URL);
    }
  }

  /** Connect puts a reference to a ConfigProvider, resolved, back into every task. */
  @Test
  void aTaskReadsItsShareWhateverTheListOfAllQueuesSays() {
    Map<String, String> task =
        SqsSourceConfig.forTask(
            properties("sqs.queue.urls", URL + "1," + URL + "2"), 1, 2, List.of(URL + "2"));

    assertThat(task).containsEntry("sqs.queue.urls", URL + "1," + URL + "2");
    assertThat(new SqsSourceConfig(task).queueUrls()).containsExactly(URL + "2");
  }

  @Test
  void aTaskKnowsItsConnectorsNameAndItsOwnNumber() {
    SqsSourceConfig task =
        new SqsSourceConfig(
            SqsSourceConfig.forTask(properties("name", "logins"), 3, 4, List.of(URL)));

    assertThat(task.connectorName()).isEqualTo("logins");
    assertThat(task.taskNumber()).isEqualTo(3);
    assertThat(task.taskCount()).isEqualTo(4);
    assertThat(config().connectorName()).isEqualTo("sqs-source");
    assertThat(config().taskNumber()).isZero();
    assertThat(config().taskCount()).isOne();
  }

  @Nested
  class SkippedRecords {

    @ParameterizedTest
    @CsvSource({
      ", false, DELETE",
      "none, false, DELETE",
      "none, true, DELETE",
      "all, false, RELEASE",
      "all, true, DEAD_LETTER"
    })
    void autoDependsOnWhetherConnectToleratesErrors(
        String tolerance, boolean deadLetters, SkippedRecordPolicy expected) {
      Map<String, String> properties = properties();
      if (tolerance != null) {
        properties.put("errors.tolerance", tolerance);
      }
      if (deadLetters) {
        properties.put("dead.letter.queue.url", DEAD_LETTERS);
      }

      assertThat(new SqsSourceConfig(properties).skippedRecordPolicy()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"release, RELEASE", "delete, DELETE", "dead-letter, DEAD_LETTER"})
    void anExplicitPolicyCountsWhateverConnectTolerates(
        String value, SkippedRecordPolicy expected) {
      for (String tolerance : List.of("none", "all")) {
        assertThat(
                config(
                        "skipped.record.policy", value,
                        "dead.letter.queue.url", DEAD_LETTERS,
                        "errors.tolerance", tolerance)
                    .skippedRecordPolicy())
            .isEqualTo(expected);
      }
    }
  }

  @Nested
  class WrongValues {

    @ParameterizedTest
    @ValueSource(strings = {"sqs.queue.urls", "topic"})
    void requiredSettingIsAskedFor(String key) {
      Map<String, String> properties = properties();
      properties.remove(key);

      assertThatThrownBy(() -> new SqsSourceConfig(properties))
          .isExactlyInstanceOf(ConfigException.class)
          .hasMessage("Missing required configuration \"" + key + "\" which has no default value.");
    }

    @Test
    void atLeastOneQueueIsNeeded() {
      assertThatThrownBy(() -> config("sqs.queue.urls", ""))
          .isExactlyInstanceOf(ConfigException.class)
          .hasMessage("sqs.queue.urls: expected one queue URL or more, found none");
    }

    @Test
    void aWrongUrlIsToldWithoutTheOthers() {
      assertThatThrownBy(() -> config("sqs.queue.urls", URL + ",logins"))
          .hasMessage(
              "Invalid value logins for configuration sqs.queue.urls: expected a URL that begins"
                  + " with https:// or http://");
      assertThatThrownBy(() -> config("sqs.queue.urls", URL + ",," + DEAD_LETTERS))
          .hasMessage(
              "Invalid value  for configuration sqs.queue.urls: expected a value, found blank"
                  + " text");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://sqs.example.org", "https://sqs.example.org/", URL + "/"})
    void aQueuesUrlEndsWithItsName(String url) {
      String what =
          "expected a queue's URL, such as"
              + " https://sqs.eu-central-1.amazonaws.com/123456789012/my-queue";
      assertInvalid("sqs.queue.urls", url, what);
      assertInvalid("dead.letter.queue.url", url, what);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "https://sqs.eu-west-1.amazonaws.com/123456789012",
          "https://sqs.cn-north-1.amazonaws.com.cn/123456789012",
          "https://vpce-0a-b.sqs.eu-west-1.vpce.amazonaws.com/queue",
          "https://SQS.eu-west-1.API.aws/123456789012",
          "https://sqs.eu-west-1.amazonaws.com//123456789012",
          "https://sqs.eu-west-1.amazonaws.com/123456789012/queue/more"
        })
    void aQueueOfAwsHasAnAccountAndAName(String url) {
      assertInvalid(
          "sqs.queue.urls",
          url,
          "expected a queue's URL, such as"
              + " https://sqs.eu-central-1.amazonaws.com/123456789012/my-queue");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "http://localhost:9324/queue",
          "http://localhost:4566/000000000000/queue",
          "http://sqs.eu-west-1.localhost.localstack.cloud:4566/queue/eu-west-1/000000000000/q",
          "https://queue.amazonaws.com/123456789012/queue"
        })
    void anEmulatorsQueueMayHaveAnotherPath(String url) {
      assertThat(config("sqs.queue.urls", url).queueUrls()).containsExactly(url);
    }

    @Test
    void allMessageAttributesAreNoNames() {
      for (String both : List.of("*,a", "a,*")) {
        assertThatThrownBy(() -> config("headers.message.attributes", both))
            .hasMessage(
                "Invalid value [%s] for configuration headers.message.attributes: expected * or"
                        .formatted(both.replace(",", ", "))
                    + " names, not both");
      }
    }

    @Test
    void fifoQueuesAreQueues() {
      SqsSourceConfig config =
          config(
              "sqs.queue.urls", FIFO_URL + "," + URL,
              "dead.letter.queue.url", DEAD_LETTERS + ".fifo");

      assertThat(config.queueUrls()).containsExactly(FIFO_URL, URL);
      assertThat(config.deadLetterQueueUrl()).isEqualTo(DEAD_LETTERS + ".fifo");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:9324", "ftp://host/x", "//host/x", "file:/x"})
    void anEndpointIsAnHttpUrl(String url) {
      assertInvalid("sqs.endpoint.url", url, "expected a URL that begins with https:// or http://");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https:///x", "https://my_host/x"})
    void anEndpointHasAHostThatClientsCanUse(String url) {
      assertInvalid(
          "sqs.endpoint.url",
          url,
          "expected a host name of letters, digits, '-' and '.' after https://");
    }

    @ParameterizedTest
    @ValueSource(strings = {"eu central 1", "eu_central_1", "sqs.eu-central-1.amazonaws.com"})
    void aRegionIsAPartOfAHostsName(String region) {
      assertInvalid("sqs.region", region, "expected a region such as eu-central-1");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "http://proxy",
          "http://proxy:0",
          "http://proxy:3128/path",
          "http://proxy:3128#a"
        })
    void aProxyIsAHostAndAPort(String url) {
      assertInvalid(
          "sqs.proxy.url",
          url,
          "expected http://host:port or https://host:port; a user and a password have settings of"
              + " their own");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "http://me:pass-4711@host:3128/1/queue",
          "http://me:pass-4711 @host:3128/1/queue",
          "http://me:pass/4711@host:3128/1/queue",
          "http://me:1/pass-4711@host/queue",
          "http://me:a@pass-4711@host:3128/queue",
          "http://me:a,pass-4711@host:3128/queue",
          "http://me:pass-4711,a@host:3128/queue",
          "http://me:pass-4711%40host/queue",
          "http:me:pass-4711@host",
          "me:pass-4711@host",
          "http://host:3128/1/queue?token=pass-4711",
          "http://host:3128/1/queue?token=pass-4711#fragment",
          "host:3128?token=pass-4711"
        })
    void aPasswordInAUrlIsNotTakenAndNotRepeated(String url) {
      for (String key :
          List.of("sqs.queue.urls", "dead.letter.queue.url", "sqs.endpoint.url", "sqs.proxy.url")) {
        assertThatThrownBy(() -> config(key, url))
            .isExactlyInstanceOf(ConfigException.class)
            .hasMessageStartingWith("Invalid value [hidden] for configuration " + key + ": ")
            .message()
            .doesNotContain("4711");
      }
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://me@host/1/q", "https://host/1/q?", "https://host/1/q.fifo?x"})
    void aUrlIsBare(String url) {
      for (String key : List.of("sqs.queue.urls", "dead.letter.queue.url", "sqs.endpoint.url")) {
        assertThatThrownBy(() -> config(key, url))
            .hasMessage(
                "Invalid value [hidden] for configuration "
                    + key
                    + ": expected a URL without a user, a password, a query and a fragment");
      }
    }

    @Test
    void aUrlHasNoFragment() {
      String what = "expected a URL without a user, a password, a query and a fragment";
      assertInvalid("sqs.queue.urls", URL + "#a", what);
      assertInvalid("sqs.endpoint.url", "http://localhost:9324#a", what);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "reader",
          "arn:aws:iam::123456789012:user/reader",
          "arn:aws:iam::1234:role/reader",
          "arn:aws:iam::123456789012:role/",
          "arn:aws:sts::123456789012:assumed-role/reader/me"
        })
    void aRoleIsAnArn(String arn) {
      assertInvalid(
          "aws.role.arn",
          arn,
          "expected a role's ARN, such as arn:aws:iam::123456789012:role/my-role");
    }

    @Test
    void aRolesSessionHasANameThatStsTakes() {
      String allowed = "expected 2 to 64 letters, digits and characters of _+=,.@-";
      assertInvalid("aws.role.session.name", "a", allowed);
      assertInvalid("aws.role.session.name", "my session", allowed);
      assertInvalid("aws.role.session.name", "n".repeat(65), allowed);
      assertInvalid(
          "aws.role.external.id",
          "a b",
          "expected 2 to 1224 letters, digits and characters of _+=,.@:/-");
    }

    @Test
    void aCredentialsProviderIsAClassThatCanBeUsed() {
      String key = "aws.credentials.provider.class";
      String interfaceName = "software.amazon.awssdk.auth.credentials.AwsCredentialsProvider";
      assertInvalid(
          key,
          "com.example.None",
          "no such class; put its jar into this connector's folder of the plugin.path");
      assertInvalid(key, "java.lang.String", "this class does not implement " + interfaceName);
      for (String unusable : List.of(interfaceName, NoWayToMakeIt.class.getName())) {
        assertInvalid(
            key,
            unusable,
            "expected a public class with a public constructor without arguments or a public"
                + " static method create() that returns the provider");
      }
    }

    @Test
    void aTopicNameIsOneThatKafkaTakes() {
      String tooLong = "t".repeat(250);
      for (String topic : List.of("..", ".", tooLong)) {
        assertInvalid("topic", topic, "expected at most 249 characters, and not . or ..");
      }
    }

    @Test
    void aTextThatIsNoUrlIsToldWhere() {
      assertInvalid(
          "sqs.endpoint.url",
          "http://host/a b",
          "Illegal character in path at index 13: http://host/a b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"not a topic", "täglich", "a/b", "${topic}", "${queue", "a${}", "a:b"})
    void aTopicHasNoOtherCharacters(String topic) {
      assertInvalid("topic", topic, "expected letters, digits, '.', '_', '-' and ${queue} only");
    }

    @ParameterizedTest
    @ValueSource(strings = {"topic", "sqs.region", "sqs.endpoint.url", "dead.letter.queue.url"})
    void blankTextIsNoValue(String key) {
      assertInvalid(key, "", "expected a value, found blank text");
    }

    @ParameterizedTest
    @CsvSource({
      "sqs.wait.time.seconds, 0, Value must be at least 1",
      "sqs.wait.time.seconds, 21, Value must be no more than 20",
      "sqs.visibility.timeout.seconds, -2, expected -1 or 1 to 43200",
      "sqs.visibility.timeout.seconds, 0, expected -1 or 1 to 43200",
      "sqs.visibility.timeout.seconds, 43201, expected -1 or 1 to 43200",
      "receive.concurrency.max, 0, Value must be at least 1",
      "receive.concurrency.max, 1001, Value must be no more than 1000",
      "inflight.max.messages, 9, Value must be at least 10",
      "inflight.max.messages, 120001, Value must be no more than 120000",
      "inflight.max.bytes, 1048575, Value must be at least 1048576",
      "batch.max.messages, 0, Value must be at least 1",
      "delete.linger.ms, -1, Value must be at least 0",
      "delete.linger.ms, 10001, Value must be no more than 10000",
      "sqs.wait.time.seconds, soon, Not a number of type INT",
      "inflight.max.bytes, 64 MiB, Not a number of type LONG",
      "value.format, xml, 'String must be one of: string, bytes, json'",
      "envelope, eventbridge, 'String must be one of: none, sns, auto'",
      "value.format, JSON, 'String must be one of: string, bytes, json'",
      "poison.policy, ignore, 'String must be one of: fail, release, dead-letter, drop'",
      "skipped.record.policy, drop, 'String must be one of: auto, release, delete, dead-letter'"
    })
    void whatIsAllowedIsSaid(String key, String value, String allowed) {
      assertInvalid(key, value, allowed);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "id",
          "Message_Id",
          "attribute:",
          "field:",
          "field:.",
          "field:a..b",
          "field:a.",
          "field",
          ""
        })
    void recordKeyHasFiveForms(String source) {
      assertInvalid(
          "record.key",
          source,
          "expected message_id, message_group_id, attribute:NAME, field:PATH or none");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "id",
          "message_id",
          "attribute:",
          "field:",
          "field:a..b",
          "Deduplication_Id",
          ""
        })
    void deduplicateByHasFourForms(String source) {
      assertInvalid(
          "deduplicate.by",
          source,
          "expected none, deduplication_id, attribute:NAME or field:PATH");
    }

    @Test
    void unknownSystemAttributeIsRefused() {
      String allowed =
          "expected * or some of [SenderId, SentTimestamp, ApproximateReceiveCount,"
              + " ApproximateFirstReceiveTimestamp, MessageGroupId, MessageDeduplicationId,"
              + " SequenceNumber, AWSTraceHeader, DeadLetterQueueSourceArn]";
      assertInvalid("headers.system.attributes", "sequenceNumber", allowed);
      assertThatThrownBy(() -> config("headers.system.attributes", "SenderId,*"))
          .hasMessage("Invalid value * for configuration headers.system.attributes: " + allowed);
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "{'type': 'string'} | expected a struct that is not optional",
          "{'type': 'struct', 'optional': true, 'fields': []}"
              + " | expected a struct that is not optional",
          "null | expected a struct that is not optional",
          "{} | not a Connect schema: Schema must contain 'type' field",
          "{'type': 'record'} | not a Connect schema: Unknown schema type: record",
          "{'type': 'struct', 'fields': [{'field': 'a', 'type': 'struct', 'fields': ["
              + "{'field': 'b', 'type': 'int46'}]}]}"
              + " | field a.b: not a Connect schema: Unknown schema type: int46",
          "{'type': 'struct', 'fields': [{'field': 'a', 'type': 'array', 'items': {'type': 'x'}}]}"
              + " | field a[*]: not a Connect schema: Unknown schema type: x",
          "{'type': 'struct', 'fields': [{'field': 'a', 'type': 'map',"
              + " 'keys': {'type': 'string'}, 'values': {'type': 'y'}}]}"
              + " | field a[*]: not a Connect schema: Unknown schema type: y",
          "{'type': 'struct', 'fields': [{'field': 'a', 'type': 'map',"
              + " 'keys': {'type': 'x'}, 'values': {'type': 'int8'}}]}"
              + " | field a[key]: not a Connect schema: Unknown schema type: x",
          "{'type': 'struct', 'fields': [{'field': 'm', 'type': 'map',"
              + " 'keys': {'type': 'int32'}, 'values': {'type': 'int32'}}]}"
              + " | field m: a map's keys must be strings, as they are in JSON",
          "{'type': 'struct', 'fields': [{'field': 'a', 'type': 'array', 'items': {'type': 'map',"
              + " 'keys': {'type': 'bytes'}, 'values': {'type': 'int32'}}}]}"
              + " | field a[*]: a map's keys must be strings, as they are in JSON",
          "{'type': 'struct', 'fields': [{'field': 'd', 'type': 'bytes',"
              + " 'name': 'org.apache.kafka.connect.data.Decimal'}]}"
              + " | field d: a Decimal needs its scale as a parameter, an integer",
          "{'type': 'struct', 'fields': [{'field': 'd', 'type': 'bytes',"
              + " 'name': 'org.apache.kafka.connect.data.Decimal', 'parameters': {'scale': 'x'}}]}"
              + " | field d: a Decimal needs its scale as a parameter, an integer",
          "{'type': 'struct', 'fields': [{'field': 'd', 'type': 'string',"
              + " 'name': 'org.apache.kafka.connect.data.Decimal', 'parameters': {'scale': '2'}}]}"
              + " | field d: org.apache.kafka.connect.data.Decimal must be of type bytes, found string",
          "{'type': 'struct', 'fields': [{'field': 'd', 'type': 'int64',"
              + " 'name': 'org.apache.kafka.connect.data.Date'}]}"
              + " | field d: org.apache.kafka.connect.data.Date must be of type int32, found int64",
          "{'type': 'struct', 'fields': [{'field': 'd', 'type': 'int64',"
              + " 'name': 'org.apache.kafka.connect.data.Time'}]}"
              + " | field d: org.apache.kafka.connect.data.Time must be of type int32, found int64",
          "{'type': 'struct', 'fields': [{'field': 'd', 'type': 'array', 'items': {"
              + "'type': 'string', 'name': 'org.apache.kafka.connect.data.Timestamp'}}]}"
              + " | field d[*]: org.apache.kafka.connect.data.Timestamp must be of type int64, found string"
        })
    void aSchemaThatNoBodyCouldMatchIsRefused(String notation, String what) {
      String json = notation.replace('\'', '"');
      assertThatThrownBy(() -> config("value.format", "json", "value.schema", json))
          .isExactlyInstanceOf(ConfigException.class)
          .hasMessage("Invalid value " + json + " for configuration value.schema: " + what);
    }

    @Test
    void aSchemaThatIsNoJsonIsToldWhere() {
      assertThatThrownBy(() -> config("value.format", "json", "value.schema", "{\"type\":\n x}"))
          .isExactlyInstanceOf(ConfigException.class)
          .hasMessageStartingWith(
              "Invalid value {\"type\":\n x} for configuration value.schema: not valid JSON at"
                  + " line 2, column 2: ");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          "1",
          "[]",
          "'x'",
          "{'type': 1}",
          "{'type': 'struct'}",
          "{'type': 'struct', 'fields': {}}",
          "{'type': 'struct', 'fields': [null]}",
          "{'type': 'struct', 'fields': [1]}",
          "{'type': 'struct', 'fields': [{'type': 'int32'}]}",
          "{'type': 'struct', 'fields': [{'field': 'a'}]}",
          "{'type': 'struct', 'fields': [{'field': 'a', 'type': 'int32'}, {'field': 'a', 'type':"
              + " 'int32'}]}",
          "{'type': 'struct', 'fields': [{'field': 'a', 'type': 'array'}]}",
          "{'type': 'struct', 'fields': [{'field': 'a', 'type': 'array', 'items': null}]}",
          "{'type': 'struct', 'fields': [{'field': 'a', 'type': 'map'}]}",
          "{'type': 'struct', 'fields': [{'field': 'a', 'type': 'map', 'keys': null, 'values':"
              + " null}]}",
          "{'type': 'struct', 'fields': [{'field': 'a', 'type': 'string', 'default': 1}]}",
          "{'type': 'struct', 'parameters': {'a': 1}, 'fields': []}"
        })
    void aBrokenSchemaIsAlwaysAConfigurationError(String notation) {
      Throwable error =
          catchThrowable(
              () -> config("value.format", "json", "value.schema", notation.replace('\'', '"')));

      assertThat(error)
          .isExactlyInstanceOf(ConfigException.class)
          .hasMessageContaining(" for configuration value.schema: ");
    }
  }

  /** A provider that only its own tests could create. */
  public record NoWayToMakeIt(AwsBasicCredentials credentials) implements AwsCredentialsProvider {

    @Override
    public AwsCredentials resolveCredentials() {
      return credentials;
    }
  }

  @Nested
  class Roles {

    private static final String ARN = "arn:aws-us-gov:iam::123456789012:role/team/reader";

    @Test
    void areTakenAsTheyAre() {
      SqsSourceConfig.Role role =
          config(
                  "aws.role.arn", ARN,
                  "aws.role.session.name", "me@example.com",
                  "aws.role.external.id", "tenant:7/x")
              .role();

      assertThat(role).isEqualTo(new SqsSourceConfig.Role(ARN, "me@example.com", "tenant:7/x"));
    }

    @Test
    void haveASessionNameMadeOfTheConnectorsName() {
      assertThat(config("aws.role.arn", ARN, "name", "Straße/1 a").role().sessionName())
          .isEqualTo("sealstream-Stra-e-1-a");
      assertThat(config("aws.role.arn", ARN, "name", "n".repeat(99)).role().sessionName())
          .isEqualTo("sealstream-" + "n".repeat(53));
      assertThat(config("aws.role.arn", ARN).role().sessionName())
          .isEqualTo("sealstream-sqs-source");
    }

    @Test
    void areOptional() {
      assertThat(config().role()).isNull();
      assertThat(config().profile()).isNull();
      assertThat(config().credentialsProviderClass()).isNull();
      assertThat(config().proxy()).isNull();
    }
  }

  @Nested
  class PayloadsInS3 {

    private static final long GIB = 1024L * 1024 * 1024;

    @Test
    void mayBeInAnyBucketUnlessSomeAreNamed() {
      assertThat(bucketOf("other-bucket", "s3.payloads", "true")).isEqualTo("other-bucket");
      assertThat(
              bucketOf("b.2_X", "s3.payloads", "true", "s3.payload.buckets", "my-payloads,b.2_X"))
          .isEqualTo("b.2_X");
      assertThatThrownBy(
              () -> bucketOf("other", "s3.payloads", "true", "s3.payload.buckets", "my-payloads"))
          .hasMessage("the bucket of its payload is not in s3.payload.buckets");
    }

    private static String bucketOf(String bucket, String... settings) {
      return config(settings).payloadPointers().in(pointer(bucket, 7)).bucket();
    }

    private static SqsMessage pointer(String bucket, long bytes) {
      return PointerMessages.message(
          PointerMessages.body(bucket, "k"), PointerMessages.length(bytes));
    }

    @Test
    void areAsLargeAsTheTaskMayHold() {
      PayloadPointers pointers =
          config("s3.payloads", "true", "inflight.max.bytes", "2000000").payloadPointers();

      assertThat(pointers.toFetch(pointer("payloads", 2_000_000)).bytes()).isEqualTo(2_000_000);
      assertThatThrownBy(() -> pointers.toFetch(pointer("payloads", 2_000_001)))
          .hasMessageContaining("inflight.max.bytes");
    }

    @Test
    void areNeverLargerThanOneRecordCanBe() {
      PayloadPointers pointers =
          config("s3.payloads", "true", "inflight.max.bytes", String.valueOf(8 * GIB))
              .payloadPointers();

      assertThat(pointers.sizeInBytes(pointer("payloads", GIB))).isGreaterThan((int) GIB);
      assertThatThrownBy(() -> pointers.toFetch(pointer("payloads", GIB + 1)))
          .isInstanceOf(PoisonException.class);
    }

    @Test
    void stayWhereTheSettingSaysSo() {
      assertThat(config("s3.payload.delete", "false").deletesPayloads()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3://my-payloads", "arn:aws:s3:::my-payloads", "my-payloads/in", "*"})
    void areInBucketsThatAreToldByTheirNames(String notAName) {
      assertInvalid(
          "s3.payload.buckets", notAName, "expected a bucket's name alone, such as my-payloads");
    }
  }

  @Nested
  class Conflicts {

    private static final String SCHEMA =
        """
        {"type": "struct", "fields": [
          {"field": "user", "type": "struct", "fields": [{"field": "name", "type": "string"}]},
          {"field": "tags", "type": "array", "items": {"type": "string"}},
          {"field": "labels", "type": "map", "keys": {"type": "string"},
            "values": {"type": "string"}}]}
        """;

    @Test
    void deadLetterNeedsItsQueue() {
      assertConflict(
          "dead.letter.queue.url: required because poison.policy is dead-letter",
          "poison.policy",
          "dead-letter");
      assertConflict(
          "dead.letter.queue.url: required because skipped.record.policy is dead-letter",
          "skipped.record.policy",
          "dead-letter");
    }

    @Test
    void deadLettersAreNotReadAgain() {
      assertConflict(
          "dead.letter.queue.url: this queue is also in sqs.queue.urls: a dead letter would be"
              + " read again for ever",
          "dead.letter.queue.url",
          URL);
    }

    @Test
    void aSchemaAndAFieldNeedJson() {
      assertConflict(
          "value.schema: needs value.format=json",
          "value.schema",
          "{\"type\": \"struct\", \"fields\": []}");
      assertConflict("record.key: a field needs value.format=json", "record.key", "field:id");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "field:nope",
          "field:user.nope",
          "field:user.name.first",
          "field:tags.first",
          "field:labels.tenant.more"
        })
    void aKeyIsAFieldOfTheSchema(String key) {
      assertConflict(
          "record.key: value.schema has no such field: every message would be refused",
          "value.format",
          "json",
          "value.schema",
          SCHEMA,
          "record.key",
          key);
    }

    @Test
    void anEventsFieldIsOneOfTheSchema() {
      assertConflict(
          "deduplicate.by: a field needs value.format=json", "deduplicate.by", "field:id");
      assertConflict(
          "deduplicate.by: value.schema has no such field: no message would be known again",
          "value.format",
          "json",
          "value.schema",
          SCHEMA,
          "deduplicate.by",
          "field:nope");
    }

    @ParameterizedTest
    @CsvSource({"user, STRUCT", "tags, ARRAY", "labels, MAP"})
    void anEventsFieldIsASingleValue(String field, String type) {
      assertConflict(
          "deduplicate.by: by value.schema the field is "
              + type
              + "; expected a text, a number or a boolean: every message would be refused",
          "value.format",
          "json",
          "value.schema",
          SCHEMA,
          "deduplicate.by",
          "field:" + field);
    }

    @Test
    void onlyFifoQueuesHaveDeduplicationIds() {
      assertConflict(
          "deduplicate.by: queue "
              + URL
              + " is a standard queue, whose messages have no deduplication id: let their producer"
              + " send an id as an attribute or a field",
          "deduplicate.by",
          "deduplication_id");
      SqsSourceConfig config =
          config("sqs.queue.urls", URL + ".fifo", "deduplicate.by", "deduplication_id");
      assertThat(config.deduplicates()).isTrue();
      assertThat(config.systemAttributesToReceive(URL + ".fifo"))
          .contains("MessageDeduplicationId", "MessageGroupId");
    }

    @ParameterizedTest
    @ValueSource(strings = {"field:user", "field:user.name", "field:labels.tenant"})
    void aFieldOfTheSchemaMayBeTheKey(String key) {
      assertThat(
              config("value.format", "json", "value.schema", SCHEMA, "record.key", key)
                  .recordKeys())
          .isNotNull();
    }

    @Test
    void aTopicIsOneThatKafkaTakesWithTheQueuesNameToo() {
      String longName = URL + "n".repeat(74);
      String what =
          "topic: with the name of queue "
              + longName
              + ": expected at most 249 characters, and not . or ..";
      assertConflict(
          what, "topic", "t".repeat(170) + "${queue}", "sqs.queue.urls", URL + "," + longName);
      assertThat(config("topic", "t".repeat(169) + "${queue}", "sqs.queue.urls", longName).topic())
          .hasSize(177);
      assertConflict(
          "topic: with the name of queue http://localhost:9324/1/a~b: expected letters, digits,"
              + " '.', '_', '-' and ${queue} only",
          "topic",
          "${queue}",
          "sqs.queue.urls",
          "http://localhost:9324/1/a~b");
    }

    @Test
    void attributesOfFifoQueuesAreNotAskedOfAStandardQueue() {
      assertConflict(
          "headers.system.attributes: only messages of FIFO queues have SequenceNumber, and "
              + URL
              + " is a standard queue (what a FIFO queue gives is a header without this setting)",
          "sqs.queue.urls",
          FIFO_URL + "," + URL,
          "headers.system.attributes",
          "SenderId,SequenceNumber");
      assertConflict(
          "headers.system.attributes: only messages of FIFO queues have MessageDeduplicationId and"
              + " SequenceNumber, and "
              + URL
              + " is a standard queue (what a FIFO queue gives is a header without this setting)",
          "headers.system.attributes",
          "MessageDeduplicationId,SequenceNumber");
    }

    @Test
    void attributesOfFifoQueuesMayBeAskedOfThem() {
      SqsSourceConfig config =
          config(
              "sqs.queue.urls",
              FIFO_URL,
              "headers.system.attributes",
              "MessageDeduplicationId,SequenceNumber,MessageGroupId");

      assertThat(config.systemAttributesToReceive(FIFO_URL))
          .containsExactlyInAnyOrder(
              "SentTimestamp",
              "ApproximateReceiveCount",
              "MessageGroupId",
              "MessageDeduplicationId",
              "SequenceNumber");
    }

    @Test
    void anAccessKeyIsWhole() {
      String both = "set both aws.access.key.id and aws.secret.access.key, or neither";
      assertConflict("aws.secret.access.key: " + both, "aws.access.key.id", "AKIA");
      assertConflict("aws.access.key.id: " + both, "aws.secret.access.key", "s");
      assertConflict(
          "aws.access.key.id: required because aws.session.token is set", "aws.session.token", "t");
    }

    @Test
    void credentialsHaveOneSource() {
      String provider = AwsSqsServiceTest.Failing.class.getName();
      assertConflict(
          "aws.profile: set either this or aws.access.key.id, not both",
          "aws.profile",
          "p",
          "aws.access.key.id",
          "AKIA",
          "aws.secret.access.key",
          "s");
      assertConflict(
          "aws.credentials.provider.class: set either this or aws.access.key.id, not both",
          "aws.credentials.provider.class",
          provider,
          "aws.access.key.id",
          "AKIA",
          "aws.secret.access.key",
          "s");
      assertConflict(
          "aws.credentials.provider.class: set either this or aws.profile, not both",
          "aws.credentials.provider.class",
          provider,
          "aws.profile",
          "p");
    }

    @Test
    void aSessionNameAndAnExternalIdNeedARole() {
      assertConflict("aws.role.session.name: needs aws.role.arn", "aws.role.session.name", "name");
      assertConflict("aws.role.external.id: needs aws.role.arn", "aws.role.external.id", "id");
    }

    @Test
    void aProxysUserIsWholeAndHasAProxy() {
      String both = "set both sqs.proxy.username and sqs.proxy.password, or neither";
      assertConflict(
          "sqs.proxy.password: " + both,
          "sqs.proxy.url",
          "http://proxy:3128",
          "sqs.proxy.username",
          "me");
      assertConflict(
          "sqs.proxy.username: " + both,
          "sqs.proxy.url",
          "http://proxy:3128",
          "sqs.proxy.password",
          "s");
      assertConflict(
          "sqs.proxy.url: required because sqs.proxy.username is set",
          "sqs.proxy.username",
          "me",
          "sqs.proxy.password",
          "s");
    }

    @Test
    void allOfThemAreFoundAtOnce() {
      Map<String, String> properties =
          properties(
              "poison.policy", "dead-letter",
              "skipped.record.policy", "dead-letter",
              "record.key", "field:id",
              "sqs.visibility.timeout.seconds", "2",
              "aws.session.token", "t");

      assertThat(SqsSourceConfig.conflicts(properties, Set.of()).byKey())
          .isEqualTo(
              Map.of(
                  "dead.letter.queue.url",
                  List.of(
                      "required because poison.policy is dead-letter",
                      "required because skipped.record.policy is dead-letter"),
                  "record.key",
                  List.of("a field needs value.format=json"),
                  "sqs.visibility.timeout.seconds",
                  List.of(TWO_SECONDS),
                  "aws.access.key.id",
                  List.of("required because aws.session.token is set")));
    }

    @Test
    void areNotLookedForBetweenValuesThatAreWrongByThemselves() {
      Map<String, String> properties =
          properties(
              "poison.policy", "ignore",
              "skipped.record.policy", "dead-letter",
              "value.format", "xml",
              "record.key", "field:id",
              "delete.linger.ms", "soon",
              "sqs.visibility.timeout.seconds", "2");
      properties.remove("sqs.queue.urls");
      Set<String> wrong =
          Set.of("poison.policy", "value.format", "delete.linger.ms", "sqs.queue.urls");

      assertThat(SqsSourceConfig.conflicts(properties, wrong).byKey())
          .isEqualTo(
              Map.of(
                  "dead.letter.queue.url",
                  List.of("required because skipped.record.policy is dead-letter")));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "https://SQS.eu-central-1.amazonaws.com/123456789012/logins",
          "https://sqs.eu-central-1.amazonaws.com:443/123456789012/logins",
          "http://sqs.eu-central-1.amazonaws.com/123456789012/logins",
          "http://sqs.eu-central-1.amazonaws.com:80/123456789012/logins"
        })
    void aQueueIsTheSameHoweverItsUrlIsWritten(String url) {
      assertConflict(
          "dead.letter.queue.url: this queue is also in sqs.queue.urls: a dead letter would be"
              + " read again for ever",
          "dead.letter.queue.url",
          url);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "https://sqs.eu-central-1.amazonaws.com/123456789012/Logins",
          "https://sqs.eu-central-1.amazonaws.com/210987654321/logins",
          "https://sqs.us-east-1.amazonaws.com/123456789012/logins",
          "https://sqs.eu-central-1.amazonaws.com:8443/123456789012/logins"
        })
    void aQueueOfAnotherNameAccountHostOrPortIsAnother(String url) {
      assertThat(config("dead.letter.queue.url", url).deadLetterQueueUrl()).isEqualTo(url);
    }

    @Test
    void halfOfTheVisibilityMustOutlastADelete() {
      assertConflict(
          "sqs.visibility.timeout.seconds: " + TWO_SECONDS, "sqs.visibility.timeout.seconds", "2");
      assertConflict(
          "sqs.visibility.timeout.seconds: 12 s is too short: a held message is renewed before half"
              + " of its visibility timeout is gone, so with delete.linger.ms=5000 it must be at"
              + " least 13 s. Set it to 13 or more, or lower delete.linger.ms",
          "sqs.visibility.timeout.seconds",
          "12",
          "delete.linger.ms",
          "5000");
      assertConflict(
          "sqs.visibility.timeout.seconds: 2 s is too short: a held message is renewed before half"
              + " of its visibility timeout is gone, so with delete.linger.ms=0 it must be at least"
              + " 3 s. Set it to 3 or more",
          "sqs.visibility.timeout.seconds",
          "2",
          "delete.linger.ms",
          "0");
      assertThat(config("sqs.visibility.timeout.seconds", "3").visibilityTimeout())
          .isEqualTo(Duration.ofSeconds(3));
      assertThat(
              config("sqs.visibility.timeout.seconds", "13", "delete.linger.ms", "5000")
                  .visibilityTimeout())
          .isEqualTo(Duration.ofSeconds(13));
    }

    @Test
    void thereAreNoneInAValidConfiguration() {
      assertThat(SqsSourceConfig.conflicts(properties(), Set.of()).byKey()).isEmpty();
    }
  }

  @Nested
  class Placeholders {

    @ParameterizedTest
    @ValueSource(
        strings = {
          "sqs.queue.urls",
          "topic",
          "sqs.region",
          "sqs.endpoint.url",
          "dead.letter.queue.url"
        })
    void whatNoProviderResolvedIsRefused(String key) {
      assertInvalid(key, "${env:X}", NOT_RESOLVED);
      assertInvalid(key, "${file:/run/secrets:key}", NOT_RESOLVED);
    }

    @Test
    void partOfAValueIsEnough() {
      assertInvalid("sqs.queue.urls", "https://${env:HOST}/queue/logins", NOT_RESOLVED);
      assertInvalid("topic", "logins-${env:STAGE}", NOT_RESOLVED);
    }

    @Test
    void theQueuesNameIsNoPlaceholderOfAProvider() {
      assertThat(config("topic", "${queue}").topic()).isEqualTo("${queue}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"aws.access.key.id", "aws.secret.access.key", "aws.session.token"})
    void credentialsAreCheckedWithoutBeingShown(String key) {
      String[] credentials = {
        "aws.access.key.id", "AKIA", "aws.secret.access.key", "s", "aws.session.token", "t"
      };
      Map<String, String> unresolved = properties(credentials);
      unresolved.put(key, "${env:X}");
      Map<String, String> blank = properties(credentials);
      blank.put(key, " ");

      assertThatThrownBy(() -> new SqsSourceConfig(unresolved))
          .isExactlyInstanceOf(ConfigException.class)
          .hasMessage("Invalid value [hidden] for configuration " + key + ": " + NOT_RESOLVED);
      assertThatThrownBy(() -> new SqsSourceConfig(blank))
          .isExactlyInstanceOf(ConfigException.class)
          .hasMessage(
              "Invalid value [hidden] for configuration "
                  + key
                  + ": expected a value, found blank text");
    }
  }

  @Nested
  class Secrets {

    private static final String SECRET = "secret-4711";

    @Test
    void areNeverInText() {
      SqsSourceConfig config =
          config(
              "aws.access.key.id", SECRET,
              "aws.secret.access.key", SECRET,
              "aws.session.token", SECRET,
              "sqs.proxy.url", "http://proxy:3128",
              "sqs.proxy.username", "me",
              "sqs.proxy.password", SECRET);

      assertThat(config.toString()).doesNotContain(SECRET);
      assertThat(config.values().toString()).doesNotContain(SECRET);
      assertThat(config.proxy()).asString().doesNotContain(SECRET).contains("[hidden]");
      assertThat(config.credentials()).asString().doesNotContain(SECRET).contains("[hidden]");
    }

    @ParameterizedTest
    @CsvSource({
      "topic, not a topic",
      "poison.policy, dead-letter",
      "sqs.wait.time.seconds, x",
      "value.schema, {",
      "aws.session.token, secret-4711 ${env:X}"
    })
    void areNotInTheTextOfAnyException(String key, String value) {
      Map<String, String> properties =
          properties("aws.secret.access.key", SECRET, "aws.session.token", SECRET);
      properties.put(key, value);

      Throwable error = catchThrowable(() -> new SqsSourceConfig(properties));

      assertThat(error).isExactlyInstanceOf(ConfigException.class);
      assertThat(error.toString()).doesNotContain(SECRET);
    }

    @Test
    void areOfTheTypePassword() {
      Set<String> sound = Set.of("record.key", "aws.credentials.provider.class");
      assertThat(SqsSourceConfig.CONFIG_DEF.configKeys().values())
          .filteredOn(key -> key.name.matches(".*(key|token|password|secret|credential).*"))
          .filteredOn(key -> !sound.contains(key.name))
          .hasSize(4)
          .allMatch(key -> key.type == ConfigDef.Type.PASSWORD);
    }
  }

  @Test
  void aKeyThatBeginsLikeOursAndIsNoneIsUnknown() {
    assertThat(
            SqsSourceConfig.unknownKeys(
                Map.of(
                    "sqs.queue.url", "a misspelt key",
                    "poison.policies", "another",
                    "sqs.queue.urls", "ours",
                    "value.converter", "Connect's",
                    "transforms.mask.type", "Connect's",
                    "name", "Connect's")))
        .containsExactly("poison.policies", "sqs.queue.url");
  }
}
