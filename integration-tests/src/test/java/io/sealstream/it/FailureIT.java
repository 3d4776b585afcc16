package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.management.ObjectName;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of a record that the database cannot take, whether the sink foresees it or not. */
@Timeout(600)
class FailureIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String SINK = ShippedConfig.SINK_NAME;
  private static final String DEAD_LETTERS = ShippedConfig.DEAD_LETTER_TOPIC;

  private Backends backends;
  private Rest rest;

  @BeforeEach
  void start() throws Exception {
    backends = Backends.start(Duration.ofSeconds(30));
    rest = new Rest(backends.startWorker().url());
    rest.post(ShippedConfig.SOURCE);
    rest.post(ShippedConfig.SINK);
  }

  @AfterEach
  void stop() {
    if (backends != null) {
      backends.close();
    }
  }

  @Test
  void aLoginThatTheColumnsCannotHoldIsADeadLetterOfTheSinkAndTheNextOnesArrive() throws Exception {
    String tooLong = "user-of-refused-" + "x".repeat(142);
    String longId = backends.queue().send(Logins.of(tooLong, "ip-of-refused", "device-of-refused"));
    String nulId =
        backends
            .queue()
            .send(Logins.of("user-of-nul\\u0000", "ip-of-nul-refused", "device-of-nul-refused"));
    backends.queue().sendAll(Logins.of("after-refused", 3));

    awaitRows(3);
    List<ConsumerRecord<byte[], byte[]>> dead = awaitDeadLetters(DEAD_LETTERS, longId, nulId);
    assertReason(
        find(dead, longId), "Field 'user_id': its text of 158 characters is longer than the 128");
    assertReason(find(dead, nulId), "Field 'user_id': its text holds U+0000");
    rest.assertRuns(SINK);
    rest.assertRuns(ShippedConfig.SOURCE_NAME);
    await("an empty queue").atMost(PATIENCE).until(() -> backends.queue().depth().total() == 0);

    List<String> secrets = new ArrayList<>(List.of("user-of-refused", "user-of-nul"));
    for (ConsumerRecord<byte[], byte[]> record : dead) {
      JsonNode row = JSON.readTree(record.value()).path("payload");
      secrets.add(row.path("masked_ip").asText());
      secrets.add(row.path("masked_device_id").asText());
    }
    secrets.addAll(List.of("ip-of-refused", "device-of-refused", "ip-of-nul-refused"));
    for (ConsumerRecord<byte[], byte[]> record : dead) {
      assertThat(headers(record)).doesNotContain(secrets);
      assertThat(new String(record.value(), StandardCharsets.UTF_8))
          .doesNotContain("ip-of-refused", "device-of-refused", "ip-of-nul", "device-of-nul");
    }
    Disclosures disclosures = new Disclosures(backends, rest);
    assertThat(disclosures.log().contains("its text of 158 characters"))
        .as("the reason in the log")
        .isTrue();
    disclosures.assertNone(secrets);

    replayIntoWiderColumn(longId, tooLong, nulId);
  }

  /** As docs/jdbc-sinks.md says it. */
  private void replayIntoWiderColumn(String messageId, String userId, String hopelessId)
      throws Exception {
    backends.execute("ALTER TABLE user_logins ALTER COLUMN user_id TYPE varchar(512)");
    Map<String, String> replay = ShippedConfig.settings(ShippedConfig.SINK);
    replay.put("topics", DEAD_LETTERS);
    replay.put("errors.deadletterqueue.topic.name", DEAD_LETTERS + "_again");
    replay.computeIfPresent(
        "transforms.check.max.lengths",
        (key, lengths) -> lengths.replace("user_id:128", "user_id:512"));

    rest.create("user-logins-replay", replay);

    awaitRows(4);
    awaitDeadLetters(DEAD_LETTERS + "_again", hopelessId);
    assertThat(backends.table().rows())
        .filteredOn(row -> row.messageId().equals(messageId))
        .extracting(Table.Row::userId)
        .containsExactly(userId);
  }

  /** Connect does not wait for its dead letter topic, and goes on whatever that says. */
  @Test
  void aDeadLetterThatItsTopicDoesNotTakeIsStillInTheTopicOfTheLogins() throws Exception {
    await("the sink's dead letter topic")
        .atMost(PATIENCE)
        .until(() -> backends.topics().names().contains(DEAD_LETTERS));
    backends.topics().setMaxMessageBytes(DEAD_LETTERS, 100);
    String tooLong = "user-of-untaken-" + "x".repeat(150);
    String id = backends.queue().send(Logins.of(tooLong, "ip-of-untaken", "device-of-untaken"));
    backends.queue().sendAll(Logins.of("after-untaken", 3));

    awaitRows(3);
    ObjectName errors =
        new ObjectName("kafka.connect:type=task-error-metrics,connector=" + SINK + ",task=0");
    await("the metric to alert on")
        .atMost(PATIENCE)
        .until(
            () ->
                ManagementFactory.getPlatformMBeanServer()
                    .getAttribute(errors, "deadletterqueue-produce-failures"),
            failures -> ((Number) failures).doubleValue() > 0);
    assertThat(backends.topics().size(DEAD_LETTERS)).isZero();
    assertThat(backends.topics().read(ShippedConfig.TOPIC))
        .extracting(KafkaTopics::key)
        .contains(id);
    rest.assertRuns(SINK);
    new Disclosures(backends, rest)
        .assertNone(List.of("user-of-untaken", "ip-of-untaken", "device-of-untaken"));
  }

  @Test
  void aRefusalThatNobodyForesawStopsTheSinkWithItsReasonAndNothingIsLost() throws Exception {
    backends.execute(
        "ALTER TABLE user_logins ADD CONSTRAINT not_today CHECK (locale <> 'not-today')");
    String refused =
        Logins.of("user-of-unforeseen", "ip-of-unforeseen", "device-of-unforeseen")
            .replace("\"locale\": null", "\"locale\": \"not-today\"");
    backends.queue().send(refused);
    backends.queue().sendAll(Logins.of("after-unforeseen", 3));

    assertThat(rest.awaitFailure(SINK)).contains("not_today");
    String reason = "violates check constraint \"not_today\"";
    assertThat(backends.topics().texts("sealstream-connect-status"))
        .anyMatch(text -> text.contains("not_today"));
    Disclosures disclosures = new Disclosures(backends, rest);
    assertThat(disclosures.log().contains(reason)).as("the reason in the log").isTrue();
    List<String> secrets =
        new ArrayList<>(List.of("user-of-unforeseen", "ip-of-unforeseen", "device-of-unforeseen"));
    for (ConsumerRecord<byte[], byte[]> record : backends.topics().read(ShippedConfig.TOPIC)) {
      JsonNode row = JSON.readTree(record.value()).path("payload");
      secrets.add(row.path("masked_ip").asText());
      secrets.add(row.path("masked_device_id").asText());
    }
    disclosures.assertNone(secrets);

    backends.execute("ALTER TABLE user_logins DROP CONSTRAINT not_today");
    rest.restartFailed(SINK);

    awaitRows(4);
    assertThat(backends.topics().size(DEAD_LETTERS)).isZero();
  }

  private void awaitRows(int count) {
    await(count + " rows")
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(backends.table().count()).isEqualTo(count));
  }

  /** Returns all records once they are of these messages, each at least once, and of no other. */
  private List<ConsumerRecord<byte[], byte[]>> awaitDeadLetters(String topic, String... ids) {
    return await("dead letters of " + List.of(ids))
        .atMost(PATIENCE)
        .until(
            () -> backends.topics().read(topic),
            records ->
                records.stream()
                    .map(KafkaTopics::key)
                    .collect(Collectors.toSet())
                    .equals(Set.of(ids)));
  }

  private static ConsumerRecord<byte[], byte[]> find(
      List<ConsumerRecord<byte[], byte[]>> records, String messageId) {
    return records.stream()
        .filter(record -> KafkaTopics.key(record).equals(messageId))
        .findFirst()
        .orElseThrow();
  }

  private static void assertReason(ConsumerRecord<byte[], byte[]> record, String reason) {
    assertThat(headers(record))
        .contains("__connect.errors.exception.message=" + reason)
        .contains(
            "__connect.errors.exception.class.name=io.sealstream.connect.mask.RefusedRecordException")
        .contains("__connect.errors.stage=TRANSFORMATION")
        .contains("__connect.errors.connector.name=" + SINK)
        .contains("__connect.errors.topic=" + ShippedConfig.TOPIC);
  }

  private static String headers(ConsumerRecord<byte[], byte[]> record) {
    StringBuilder text = new StringBuilder();
    record
        .headers()
        .forEach(
            header ->
                text.append(header.key())
                    .append('=')
                    .append(new String(header.value(), StandardCharsets.UTF_8))
                    .append('\n'));
    return text.toString();
  }
}
