package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** What Confluent's sink does otherwise than Debezium's, with {@code -Pconfluent}. */
@EnabledIfSystemProperty(named = "sealstream.confluent", matches = ".+")
@Timeout(600)
class ConfluentSinkIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration OUTAGE = Duration.ofSeconds(15);
  private static final String SINK = "user-logins-sink-confluent";

  @Test
  void aRefusalThatNobodyForesawIsADeadLetterOnceItWasTriedAgain() throws Exception {
    try (Backends backends = Backends.start(Duration.ofSeconds(30))) {
      backends.execute(
          "ALTER TABLE user_logins ADD CONSTRAINT not_today CHECK (locale <> 'not-today')");
      Rest rest = startWorker(backends);
      rest.create(SINK, shipped(Map.of("max.retries", "1", "retry.backoff.ms", "100")));

      String id =
          backends
              .queue()
              .send(
                  Logins.of("user-of-unforeseen", "ip-of-unforeseen", "device-of-unforeseen")
                      .replace("\"locale\": null", "\"locale\": \"not-today\""));
      backends.queue().sendAll(Logins.of("after-unforeseen", 3));

      awaitRows(backends, 3);
      await("a dead letter")
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(deadLetters(backends)).extracting(KafkaTopics::key).containsOnly(id));
      ConsumerRecord<byte[], byte[]> dead = deadLetters(backends).get(0);
      List<String> secrets = new ArrayList<>(List.of("user-of-unforeseen", "ip-of-unforeseen"));
      JsonNode row = JSON.readTree(dead.value()).path("payload");
      secrets.add(row.path("masked_ip").asText());
      secrets.add(row.path("masked_device_id").asText());
      StringBuilder headers = new StringBuilder();
      for (Header header : dead.headers()) {
        headers.append(new String(header.value(), StandardCharsets.UTF_8)).append('\n');
      }
      assertThat(headers.toString())
          .contains("violates check constraint \"not_today\"")
          .doesNotContain(secrets);
      rest.assertRuns(SINK);
      new Disclosures(backends, rest).assertNone(secrets);
    }
  }

  /** It tries to connect as often as the shipped file says; the default, thrice, is too little. */
  @Test
  void postgresIsAwayForAWhileAndTheSinkGoesOnByItself() throws Exception {
    try (Backends backends = Backends.start(Duration.ofSeconds(30))) {
      Rest rest = startWorker(backends);
      rest.create(SINK, shipped(Map.of("connection.backoff.ms", "2000")));
      backends.queue().sendAll(Logins.of("before", 3));
      awaitRows(backends, 3);

      backends.postgres().stop();
      backends.queue().sendAll(Logins.of("meanwhile", 3));
      await("records that have no row")
          .atMost(PATIENCE)
          .until(() -> backends.topics().size(ShippedConfig.TOPIC) >= 6);
      await("a task that does not fail")
          .during(OUTAGE)
          .atMost(OUTAGE.multipliedBy(2))
          .until(() -> rest.isIn(SINK, "RUNNING"));
      backends.postgres().restart();

      awaitRows(backends, 6);
      backends.queue().sendAll(Logins.of("after", 3));
      awaitRows(backends, 9);
      rest.assertRuns(SINK);
      assertThat(deadLetters(backends)).isEmpty();
    }
  }

  private static Rest startWorker(Backends backends) throws Exception {
    String plugins = backends.pluginPath() + "," + System.getProperty("sealstream.confluent");
    Rest rest = new Rest(backends.startWorker(Map.of("plugin.path", plugins)).url());
    rest.post(ShippedConfig.SOURCE);
    return rest;
  }

  /** The shipped file, but for how soon and how often it tries again. */
  private static Map<String, String> shipped(Map<String, String> changes) throws Exception {
    Map<String, String> config = ShippedConfig.settings(Backends.CONFIGS.resolve(SINK + ".json"));
    config.putAll(changes);
    return config;
  }

  private static void awaitRows(Backends backends, int count) {
    await(count + " rows")
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(backends.table().count()).isEqualTo(count));
  }

  private static List<ConsumerRecord<byte[], byte[]>> deadLetters(Backends backends) {
    return backends.topics().read(ShippedConfig.DEAD_LETTER_TOPIC);
  }
}
