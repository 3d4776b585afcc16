package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealstream.quickstart.QueueClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One queue with what only a test asks of it; not the AWS SDK, as {@link QueueClient} explains. */
final class SqsTestClient {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** What SQS allows in one request. */
  private static final int BATCH_ENTRIES = 10;

  private final QueueClient client;
  private final String url;

  SqsTestClient(QueueClient client, String url) {
    this.client = client;
    this.url = url;
  }

  /** Sends a body; returns the message's id. */
  String send(String body) {
    return send(body, Map.of());
  }

  String send(String body, Map<String, Map<String, String>> attributes) {
    ObjectNode request = request().put("MessageBody", body);
    request.set("MessageAttributes", JSON.valueToTree(attributes));
    return client.call("SendMessage", request).path("MessageId").asText();
  }

  /** Sends a body to a FIFO queue; its deduplication id is the group and the body's hash. */
  String sendToGroup(String group, String body) {
    ObjectNode request =
        request()
            .put("MessageBody", body)
            .put("MessageGroupId", group)
            .put("MessageDeduplicationId", group + "-" + body.hashCode());
    return client.call("SendMessage", request).path("MessageId").asText();
  }

  /** Sends bodies, ten a request; returns the messages' ids in their order. */
  List<String> sendAll(List<String> bodies) {
    List<String> ids = new ArrayList<>();
    for (int from = 0; from < bodies.size(); from += BATCH_ENTRIES) {
      ids.addAll(sendBatch(bodies.subList(from, Math.min(from + BATCH_ENTRIES, bodies.size()))));
    }
    return ids;
  }

  private List<String> sendBatch(List<String> bodies) {
    ObjectNode request = request();
    ArrayNode entries = request.putArray("Entries");
    for (int i = 0; i < bodies.size(); i++) {
      entries.addObject().put("Id", Integer.toString(i)).put("MessageBody", bodies.get(i));
    }
    String[] ids = new String[bodies.size()];
    for (JsonNode sent : client.call("SendMessageBatch", request).path("Successful")) {
      ids[sent.path("Id").asInt()] = sent.path("MessageId").asText();
    }
    assertThat(ids).as("each was taken").doesNotContainNull();
    return List.of(ids);
  }

  /** Messages that are visible and messages that somebody received and did not delete yet. */
  record Depth(int visible, int inFlight) {
    int total() {
      return visible + inFlight;
    }
  }

  Depth depth() {
    ObjectNode request = request();
    request.putArray("AttributeNames").add("All");
    JsonNode attributes = client.call("GetQueueAttributes", request).path("Attributes");
    return new Depth(
        attributes.path("ApproximateNumberOfMessages").asInt(),
        attributes.path("ApproximateNumberOfMessagesNotVisible").asInt());
  }

  /** Up to ten messages with all of their attributes; they stay in the queue. */
  JsonNode receive() {
    ObjectNode request = request().put("MaxNumberOfMessages", 10).put("VisibilityTimeout", 0);
    request.putArray("MessageAttributeNames").add("All");
    request.putArray("AttributeNames").add("All");
    return client.call("ReceiveMessage", request).path("Messages");
  }

  /** Removes all messages. */
  void purge() {
    client.call("PurgeQueue", request());
  }

  private ObjectNode request() {
    return JSON.createObjectNode().put("QueueUrl", url);
  }
}
