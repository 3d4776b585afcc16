package io.sealstream.it;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/**
 * A producer that sends any text to an SQS server, characters included that SQS refuses and that
 * UTF-8 cannot carry: it escapes each one in the request.
 */
final class SqsSender {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI endpoint;

  SqsSender(URI endpoint) {
    this.endpoint = endpoint;
  }

  /**
   * What SQS answered.
   *
   * @param messageId null where it refused the body
   * @param error the code of the refusal, or null
   */
  record Answer(String messageId, String error) {}

  Answer send(String queueUrl, String body) throws IOException, InterruptedException {
    byte[] request =
        JSON.writeValueAsBytes(
            JSON.createObjectNode().put("QueueUrl", queueUrl).put("MessageBody", body));
    HttpResponse<byte[]> response =
        http.send(
            HttpRequest.newBuilder(endpoint)
                .header("Content-Type", "application/x-amz-json-1.0")
                .header("X-Amz-Target", "AmazonSQS.SendMessage")
                .POST(HttpRequest.BodyPublishers.ofByteArray(request))
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    JsonNode answer = JSON.readTree(response.body());
    return response.statusCode() == 200
        ? new Answer(answer.path("MessageId").asText(), null)
        : new Answer(null, answer.path("__type").asText());
  }
}
