package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** SNS notifications in a FIFO queue, from the queue to Kafka's bytes, and what is none of them. */
@Timeout(600)
class EnvelopeIT {

  private static final String GROUP = "customer-7";

  private static final String NOTIFICATION =
      """
      {"Type": "Notification", "MessageId": "sns-1", "TopicArn": "arn:aws:sns:eu-central-1:1:orders",
       "Message": "Zo\\u00eb \\"7\\"", "Timestamp": "2026-01-01T00:00:00.000Z",
       "MessageAttributes": {"count": {"Type": "Number", "Value": "42"},
                             "image": {"Type": "Binary", "Value": "AP8Q"}}}""";

  @Test
  void notificationsOfAFifoQueueBecomeRecordsAndOtherBodiesDeadLetters() throws Exception {
    try (Backends backends = Backends.start(Duration.ofSeconds(30))) {
      SqsTestClient orders = fifoQueue(backends, "orders.fifo");
      SqsTestClient dead = fifoQueue(backends, "orders-dead.fifo");
      Rest rest = new Rest(backends.startWorker().url());
      rest.create("orders", connector(backends));

      String id = orders.sendToGroup(GROUP, NOTIFICATION);
      String poisonId = orders.sendToGroup(GROUP, "no notification");

      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> {
                assertThat(orders.depth().total()).isZero();
                assertThat(dead.depth().total()).isEqualTo(1);
              });
      List<ConsumerRecord<byte[], byte[]>> records = backends.topics().read("orders");
      assertThat(records).hasSize(1);
      assertRecord(records.get(0), id);
      assertDeadLetter(dead.receive().path(0), poisonId);
    }
  }

  private static void assertRecord(ConsumerRecord<byte[], byte[]> record, String id) {
    assertThat(record.key()).asString(StandardCharsets.UTF_8).isEqualTo(GROUP);
    assertThat(record.value()).asString(StandardCharsets.UTF_8).isEqualTo("Zo\u00eb \"7\"");
    Map<String, String> headers = new HashMap<>();
    record
        .headers()
        .forEach(h -> headers.put(h.key(), new String(h.value(), StandardCharsets.UTF_8)));
    assertThat(headers.remove("sqs.sequence.number")).matches("[0-9]+");
    assertThat(headers)
        .isEqualTo(
            Map.of(
                "sqs.message.id", id,
                "sqs.message.group.id", GROUP,
                "sqs.message.deduplication.id", GROUP + "-" + NOTIFICATION.hashCode(),
                "sns.message.id", "sns-1",
                "sns.topic.arn", "arn:aws:sns:eu-central-1:1:orders",
                "count", "42",
                "image", "AP8Q"));
  }

  private static void assertDeadLetter(JsonNode letter, String originalId) {
    assertThat(letter.path("Body").asText()).isEqualTo("no notification");
    assertThat(letter.path("Attributes").path("MessageGroupId").asText()).isEqualTo(GROUP);
    assertThat(letter.path("Attributes").path("MessageDeduplicationId").asText())
        .isEqualTo(originalId);
    assertThat(letter.at("/MessageAttributes/sealstream.error/StringValue").asText())
        .contains("expected an SNS notification");
  }

  private static SqsTestClient fifoQueue(Backends backends, String name) {
    String url = backends.sqs().client().createQueue(name, Map.of("FifoQueue", "true"));
    return new SqsTestClient(backends.sqs().client(), url);
  }

  /** The shipped source's access to SQS and to its topic, and what this test is about. */
  private static Map<String, String> connector(Backends backends) throws Exception {
    Map<String, String> config = ShippedConfig.settings(ShippedConfig.SOURCE);
    config.keySet().removeIf(key -> !key.matches("connector.class|(aws|sqs|topic.creation)\\..*"));
    String queues = backends.sqs().queueUrl().replaceAll("[^/]*$", "");
    config.put("sqs.queue.urls", queues + "orders.fifo");
    config.put("dead.letter.queue.url", queues + "orders-dead.fifo");
    config.put("poison.policy", "dead-letter");
    config.put("topic", "orders");
    config.put("envelope", "sns");
    config.put("value.format", "bytes");
    config.put("key.converter", "org.apache.kafka.connect.storage.StringConverter");
    config.put("value.converter", "org.apache.kafka.connect.converters.ByteArrayConverter");
    return config;
  }
}
