package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is said of a row that the database refuses. */
@Timeout(180)
class FailureIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private Backends backends;
  private Rest rest;

  @BeforeEach
  void start() throws Exception {
    backends = Backends.start(Duration.ofSeconds(30));
    rest = new Rest(backends.startWorker().url());
  }

  @AfterEach
  void stop() {
    if (backends != null) {
      backends.close();
    }
  }

  @Test
  void aSinkThatFailsBecauseOfAValueSaysWhyAndKeepsTheRowToItself() throws Exception {
    rest.post(Backends.CONFIGS.resolve("login-source.json"));
    rest.post(Backends.CONFIGS.resolve("user-logins-sink.json"));
    String userId = "user-of-refused-" + "x".repeat(142);
    assertThat(userId).as("longer than its column").hasSizeGreaterThan(128);

    backends.queue().send(Logins.of(userId, "ip-of-refused", "device-of-refused"));

    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> rest.get("/connectors/user-logins-sink/status").text().contains("FAILED"));
    List<ConsumerRecord<byte[], byte[]>> records = backends.topics().read("user_logins");
    assertThat(records).hasSize(1);
    JsonNode row = JSON.readTree(records.get(0).value()).path("payload");
    List<String> secrets =
        List.of(
            "user-of-refused",
            "ip-of-refused",
            "device-of-refused",
            row.path("masked_ip").asText(),
            row.path("masked_device_id").asText());

    String reason = "value too long for type character varying(128)";
    String status = rest.get("/connectors/user-logins-sink/status").text();
    assertThat(status).contains(reason);
    List<String> statuses = backends.topics().texts("sealstream-connect-status");
    assertThat(statuses).anyMatch(text -> text.contains(reason));
    Disclosures disclosures = new Disclosures(backends, rest);
    assertThat(disclosures.log().contains(reason)).as("the reason in the log").isTrue();
    disclosures.assertNone(secrets);
  }
}
