package io.sealstream.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;

/**
 * One queue, seen by a test through the SQS JSON protocol, so that no AWS SDK is on its class path.
 */
final class SqsTestClient {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final String endpoint;
  private final String url;

  SqsTestClient(String endpoint, String url) {
    this.endpoint = endpoint;
    this.url = url;
  }

  /** Sends a body; returns the message's id. */
  String send(String body) {
    return send(body, Map.of());
  }

  String send(String body, Map<String, Map<String, String>> attributes) {
    ObjectNode request = request().put("MessageBody", body);
    request.set("MessageAttributes", JSON.valueToTree(attributes));
    return call("SendMessage", request).path("MessageId").asText();
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
    JsonNode attributes = call("GetQueueAttributes", request).path("Attributes");
    return new Depth(
        attributes.path("ApproximateNumberOfMessages").asInt(),
        attributes.path("ApproximateNumberOfMessagesNotVisible").asInt());
  }

  /** Up to ten messages with all of their attributes; they stay in the queue. */
  JsonNode receive() {
    ObjectNode request = request().put("MaxNumberOfMessages", 10).put("VisibilityTimeout", 0);
    request.putArray("MessageAttributeNames").add("All");
    return call("ReceiveMessage", request).path("Messages");
  }

  private ObjectNode request() {
    return JSON.createObjectNode().put("QueueUrl", url);
  }

  private JsonNode call(String action, ObjectNode request) {
    try {
      HttpResponse<byte[]> response =
          http.send(
              HttpRequest.newBuilder(URI.create(endpoint))
                  .header("Content-Type", "application/x-amz-json-1.0")
                  .header("X-Amz-Target", "AmazonSQS." + action)
                  .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(request)))
                  .build(),
              HttpResponse.BodyHandlers.ofByteArray());
      if (response.statusCode() != 200) {
        throw new IllegalStateException(action + " was answered with " + response.statusCode());
      }
      return JSON.readTree(response.body());
    } catch (IOException e) {
      throw new IllegalStateException(action + " failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
