package io.sealstream.quickstart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * The few calls of the SQS API that a run needs, and {@link #call any other one}, in SQS's JSON
 * protocol, for a server that checks no signatures.
 *
 * <p>It is not the AWS SDK on purpose: the SDK would be on the worker's class path, where it could
 * hide that the connector's archive lacks a part of it. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/">SQS API</a>
 */
public final class QueueClient {
  /** What SQS allows in one batch. */
  static final int BATCH_ENTRIES = 10;

  /** What SQS allows for one body, and for all bodies of a batch together. */
  static final int BATCH_BYTES = 1 << 20;

  private static final String VISIBLE = "ApproximateNumberOfMessages";
  private static final String IN_FLIGHT = "ApproximateNumberOfMessagesNotVisible";
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient http;
  private final URI endpoint;
  private final Duration timeout;

  QueueClient(String endpoint) {
    this(LoopbackHttp.client(), URI.create(endpoint + "/"), TIMEOUT);
  }

  private QueueClient(HttpClient http, URI endpoint, Duration timeout) {
    this.http = http;
    this.endpoint = endpoint;
    this.timeout = timeout;
  }

  /** A client of the same server that waits no longer than this for an answer. */
  QueueClient within(Duration timeout) {
    return new QueueClient(http, endpoint, timeout);
  }

  /**
   * What became of one body of a batch.
   *
   * @param messageId the id that the queue gave it; empty if it was refused
   * @param error why it was refused; empty if it was taken
   */
  record Sent(String messageId, String error) {}

  /**
   * A message as it was received.
   *
   * @param messageId the id that the queue gave it
   * @param body the body
   * @param attributes the text of its message attributes, by name
   */
  record Received(String messageId, String body, Map<String, String> attributes) {}

  /**
   * How many messages a queue holds.
   *
   * @param visible those that can be received
   * @param inFlight those that were received, and neither deleted nor visible again
   */
  record Depth(long visible, long inFlight) {}

  /** Makes a queue, or finds it, and answers its URL. */
  public String createQueue(String name, Map<String, String> attributes) {
    ObjectNode request = json.createObjectNode().put("QueueName", name);
    ObjectNode values = request.putObject("Attributes");
    attributes.forEach(values::put);
    return call("CreateQueue", request).path("QueueUrl").asText();
  }

  String queueArn(String queueUrl) {
    return attributes(queueUrl, "QueueArn").path("QueueArn").asText();
  }

  /** How many messages a queue holds, in flight or not. */
  long count(String queueUrl) {
    Depth depth = depth(queueUrl);
    return depth.visible() + depth.inFlight();
  }

  /** How many messages a queue holds, of both kinds. ElasticMQ's numbers are exact. */
  Depth depth(String queueUrl) {
    JsonNode attributes = attributes(queueUrl, VISIBLE, IN_FLIGHT);
    return new Depth(attributes.path(VISIBLE).asLong(), attributes.path(IN_FLIGHT).asLong());
  }

  /**
   * Sends bodies as they are, in one request.
   *
   * @param bodies at most ten, of 1 MiB together
   * @return one answer a body, in their order
   */
  List<Sent> send(String queueUrl, List<String> bodies) {
    ObjectNode request = json.createObjectNode().put("QueueUrl", queueUrl);
    ArrayNode entries = request.putArray("Entries");
    for (int i = 0; i < bodies.size(); i++) {
      entries.addObject().put("Id", Integer.toString(i)).put("MessageBody", bodies.get(i));
    }
    JsonNode answer = call("SendMessageBatch", request);
    Map<Integer, Sent> sent = new HashMap<>();
    for (JsonNode entry : answer.path("Successful")) {
      sent.put(entry.path("Id").asInt(), new Sent(entry.path("MessageId").asText(), ""));
    }
    for (JsonNode entry : answer.path("Failed")) {
      sent.put(entry.path("Id").asInt(), new Sent("", reason(entry)));
    }
    List<Sent> ordered = new ArrayList<>();
    for (int i = 0; i < bodies.size(); i++) {
      ordered.add(sent.getOrDefault(i, new Sent("", "the queue did not answer for it")));
    }
    return ordered;
  }

  /** Looks at up to ten messages, which stay visible to others. */
  List<Received> peek(String queueUrl) {
    ObjectNode request =
        json.createObjectNode()
            .put("QueueUrl", queueUrl)
            .put("MaxNumberOfMessages", BATCH_ENTRIES)
            .put("VisibilityTimeout", 0);
    request.putArray("MessageAttributeNames").add("All");
    JsonNode messages = call("ReceiveMessage", request).path("Messages");
    return StreamSupport.stream(messages.spliterator(), false).map(QueueClient::received).toList();
  }

  private static Received received(JsonNode message) {
    Map<String, String> attributes = new HashMap<>();
    for (Map.Entry<String, JsonNode> field : message.path("MessageAttributes").properties()) {
      attributes.put(field.getKey(), field.getValue().path("StringValue").asText());
    }
    return new Received(
        message.path("MessageId").asText(), message.path("Body").asText(), attributes);
  }

  private static String reason(JsonNode failure) {
    String message = failure.path("Message").asText();
    return message.isEmpty() ? failure.path("Code").asText() : message;
  }

  private JsonNode attributes(String queueUrl, String... names) {
    ObjectNode request = json.createObjectNode().put("QueueUrl", queueUrl);
    ArrayNode wanted = request.putArray("AttributeNames");
    for (String name : names) {
      wanted.add(name);
    }
    return call("GetQueueAttributes", request).path("Attributes");
  }

  /**
   * Makes one call.
   *
   * @param action its name, such as {@code SendMessage}
   * @param body the request
   * @return the answer
   * @throws QuickstartException if the server refuses it or does not answer
   */
  public JsonNode call(String action, ObjectNode body) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(endpoint)
              .timeout(timeout)
              .header("Content-Type", "application/x-amz-json-1.0")
              .header("X-Amz-Target", "AmazonSQS." + action)
              .POST(HttpRequest.BodyPublishers.ofByteArray(json.writeValueAsBytes(body)))
              .build();
      HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      if (response.statusCode() != 200) {
        throw new QuickstartException(
            "The SQS server refused %s: %s"
                .formatted(action, Sentences.end(errorOf(response.body()))));
      }
      return parse(action, response.body());
    } catch (IOException e) {
      throw QuickstartException.of("The SQS server did not answer " + action, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new QuickstartException("Interrupted while the SQS server was asked.", e);
    }
  }

  /** What a parser says of an answer quotes it, and an answer may hold bodies. */
  private JsonNode parse(String action, byte[] answer) {
    try {
      return json.readTree(answer);
    } catch (IOException e) {
      throw new QuickstartException(
          "The SQS server answered " + action + " with something else than JSON.");
    }
  }

  private String errorOf(byte[] body) throws IOException {
    try {
      JsonNode error = json.readTree(body);
      String message = error.path("message").asText(error.path("Message").asText());
      return message.isEmpty() ? error.path("__type").asText("no reason was given") : message;
    } catch (JsonProcessingException e) {
      return "no reason was given";
    }
  }
}
