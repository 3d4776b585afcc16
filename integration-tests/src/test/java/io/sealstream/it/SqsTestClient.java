package io.sealstream.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealstream.quickstart.QueueClient;
import java.util.List;
import java.util.Map;

/** One queue with what only a test asks of it; not the AWS SDK, as {@link QueueClient} explains. */
final class SqsTestClient {

  private static final ObjectMapper JSON = new ObjectMapper();

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

  List<String> sendAll(List<String> bodies) {
    return bodies.stream().map(this::send).toList();
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
