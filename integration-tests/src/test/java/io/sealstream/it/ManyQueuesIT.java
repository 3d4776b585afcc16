package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several queues from a ConfigProvider, divided over several tasks. */
@Timeout(600)
class ManyQueuesIT {

  private static final int LOGINS = 20;

  @Test
  void everyTaskReadsItsOwnShareOfTheQueues() throws Exception {
    try (Backends backends = Backends.start(Duration.ofSeconds(30))) {
      String firstUrl = backends.sqs().queueUrl();
      String secondUrl = backends.sqs().client().createQueue("login-queue-2", Map.of());
      Rest rest =
          new Rest(
              backends
                  .startWorker(
                      Map.of(
                          "config.providers.env.param.SQS_QUEUE_URL", firstUrl + "," + secondUrl))
                  .url());
      Map<String, String> config = ShippedConfig.settings(ShippedConfig.SOURCE);
      config.put("tasks.max", "2");
      rest.create(ShippedConfig.SOURCE_NAME, config);

      List<String> shares = new ArrayList<>();
      for (JsonNode task : rest.get("/connectors/" + ShippedConfig.SOURCE_NAME + "/tasks").json()) {
        shares.add(task.path("config").path("task.queue.urls").asText());
      }
      assertThat(shares).containsExactly(firstUrl, secondUrl);

      SqsTestClient first = backends.queue();
      SqsTestClient second = new SqsTestClient(backends.sqs().client(), secondUrl);
      first.sendAll(Logins.of("first", LOGINS));
      second.sendAll(Logins.of("second", LOGINS));
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> {
                assertThat(first.depth().total()).isZero();
                assertThat(second.depth().total()).isZero();
              });
      assertThat(backends.topics().count(ShippedConfig.TOPIC)).isEqualTo(2 * LOGINS);
    }
  }
}
