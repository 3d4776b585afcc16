package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
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
@Timeout(180)
class ConfluentSinkIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String SINK = "user-logins-sink-confluent";

  @Test
  void aRefusalThatNobodyForesawIsADeadLetterOnceItWasTriedAgain() throws Exception {
    try (Backends backends = Backends.start(Duration.ofSeconds(30))) {
      execute(
          backends,
          "ALTER TABLE user_logins ADD CONSTRAINT not_today CHECK (locale <> 'not-today')");
      String plugins = backends.pluginPath() + "," + System.getProperty("sealstream.confluent");
      Rest rest = new Rest(backends.startWorker(Map.of("plugin.path", plugins)).url());
      rest.post(Backends.CONFIGS.resolve("login-source.json"));
      rest.create(SINK, hastySink());

      String id =
          backends
              .queue()
              .send(
                  Logins.of("user-of-unforeseen", "ip-of-unforeseen", "device-of-unforeseen")
                      .replace("\"locale\": null", "\"locale\": \"not-today\""));
      backends.queue().sendAll(Logins.of("after-unforeseen", 3));

      await("three rows and a dead letter")
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                assertThat(backends.table().count()).isEqualTo(3);
                assertThat(backends.topics().size("user_logins_dlq")).isEqualTo(1);
              });
      ConsumerRecord<byte[], byte[]> dead = backends.topics().read("user_logins_dlq").get(0);
      assertThat(dead.key()).asString(StandardCharsets.UTF_8).isEqualTo(id);
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
      assertThat(rest.isIn(SINK, "RUNNING")).isTrue();
      new Disclosures(backends, rest).assertNone(secrets);
    }
  }

  /** The shipped file, but for how long it tries again. */
  private static Map<String, String> hastySink() throws Exception {
    Map<String, String> config =
        JSON.convertValue(
            JSON.readTree(Backends.CONFIGS.resolve(SINK + ".json").toFile()).path("config"),
            JSON.getTypeFactory().constructMapType(Map.class, String.class, String.class));
    config.put("max.retries", "1");
    config.put("retry.backoff.ms", "100");
    return config;
  }

  private static void execute(Backends backends, String sql) throws Exception {
    try (Connection connection = backends.postgres().dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
