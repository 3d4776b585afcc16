package io.sealstream.benchmarks.rig;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What clients other than the AWS SDK see: the wire, and the control of a rig on its own. */
@Timeout(60)
class HttpTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final SqsRig rig = SqsRig.start(RigSettings.defaults());
  private final HttpClient http = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void anErrorHasTypeCodeAndRequestId() throws Exception {
    HttpResponse<String> answer = post("/", "ReceiveMessage", "{\"QueueUrl\":\"http://x/1/none\"}");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("x-amzn-query-error"))
        .contains("AWS.SimpleQueueService.NonExistentQueue;Sender");
    assertThat(answer.headers().firstValue("x-amzn-requestid")).isPresent();
    assertThat(answer.headers().firstValue("content-type")).contains("application/x-amz-json-1.0");
    assertThat(JSON.readTree(answer.body()).path("__type").asText())
        .isEqualTo("com.amazonaws.sqs#QueueDoesNotExist");
  }

  @Test
  void whatIsNoRequestIsRefused() throws Exception {
    assertThat(post("/", "ReceiveMessage", "nonsense").statusCode()).isEqualTo(400);
    assertThat(post("/", "ReceiveMessage", "{\"QueueUrl\":{}}").statusCode()).isEqualTo(400);
    assertThat(post("/", "ReceiveMessage", "{}").body()).contains("QueueUrl");
    assertThat(post("/", "TagQueue", "{}").body()).contains("UnknownOperationException");
  }

  @Test
  void pipelinedRequestsAreAnsweredInTheirOrder() throws IOException {
    rig.createQueue("q").fill(3, i -> "body-" + i);
    String json = "{\"QueueUrl\":\"q\"}";
    String request =
        "POST / HTTP/1.1\r\nHost: x\r\nX-Amz-Target: AmazonSQS.ReceiveMessage\r\nContent-Length: "
            + json.length()
            + "\r\n\r\n"
            + json;
    try (Socket socket = new Socket(rig.endpoint().getHost(), rig.endpoint().getPort())) {
      OutputStream out = socket.getOutputStream();
      out.write(request.repeat(3).getBytes(StandardCharsets.US_ASCII));
      out.flush();
      StringBuilder answers = new StringBuilder();
      while (!answers.toString().contains("body-2")) {
        answers.append((char) socket.getInputStream().read());
      }
      assertThat(answers).containsSubsequence("body-0", "body-1", "body-2");
    }
  }

  @Test
  void isSetAndReadOverHttp() throws Exception {
    settings(
        """
        {"queues": [{"name": "a", "attributes": {"VisibilityTimeout": "60"}}, {"name": "b.fifo"}],
         "fill": [{"queue": "a", "count": 5, "bodyBytes": 7},
                  {"queue": "b.fifo", "count": 4, "groups": 2}],
         "refuse": {"DeleteMessage": "AccessDenied"},
         "faults": {"seed": 1, "rules": [{"kind": "THROTTLE", "rate": 1,
                                          "actions": ["SendMessage"]}]}}
        """);
    assertThat(rig.queue("a").bodies()).hasSize(5).containsOnly("xxxxxxx");
    assertThat(rig.queue("b.fifo").messages())
        .extracting(RigMessage::groupId)
        .containsExactly("group-0", "group-1", "group-0", "group-1");
    assertThat(post("/", "SendMessage", "{}").body()).contains("RequestThrottled");
    assertThat(post("/", "DeleteMessage", "{}").statusCode()).isEqualTo(403);
    post("/", "ReceiveMessage", "{\"QueueUrl\":\"a\",\"MaxNumberOfMessages\":2}");

    JsonNode stats = JSON.readTree(get("/rig/stats").body());

    assertThat(stats.at("/actions/ReceiveMessage/requests").asInt()).isEqualTo(1);
    assertThat(stats.at("/actions/ReceiveMessage/entries").asInt()).isEqualTo(2);
    assertThat(stats.at("/actions/SendMessage/errors").asInt()).isEqualTo(1);
    assertThat(stats.at("/queues/a/visible").asInt()).isEqualTo(3);
    assertThat(stats.at("/queues/a/inFlight").asInt()).isEqualTo(2);
    assertThat(stats.at("/highestOpen").asInt()).isEqualTo(1);
  }

  @Test
  void undoesWhatWasSet() throws Exception {
    rig.createQueue("a").send("x");
    rig.refuse("DeleteMessage", "AccessDenied");
    rig.faults(Faults.seeded(1).with(Faults.Kind.HTTP_500, 1, "ListQueues"));
    post("/", "ReceiveMessage", "{\"QueueUrl\":\"a\"}");

    settings(
        """
        {"allow": ["DeleteMessage"], "faults": {}, "purge": ["a"], "resetCounters": true,
         "roundTripMillis": 1.5}
        """);

    assertThat(rig.stats().requests()).isZero();
    assertThat(rig.queue("a").bodies()).isEmpty();
    assertThat(post("/", "ListQueues", "{}").statusCode()).isEqualTo(200);
    settings("{\"deleteQueues\": [\"a\"]}");
    assertThat(rig.stats().queues()).isEqualTo(Map.of());
  }

  @Test
  void saysWhatIsWrongWithASetting() throws Exception {
    assertThat(post("/rig/settings", "x", "{\"rtt\": 5}").body())
        .isEqualTo("{\"error\":\"The rig has no setting rtt\"}");
    assertThat(post("/rig/settings", "x", "nonsense").statusCode()).isEqualTo(400);
    assertThat(post("/rig/settings", "x", "{\"refuse\": {\"Nothing\": \"x\"}}").body())
        .contains("The rig has no action Nothing");
    assertThat(post("/rig/settings", "x", "{\"fill\": [{\"queue\": \"none\"}]}").body())
        .contains("The rig has no queue none");
    assertThat(get("/rig/other").statusCode()).isEqualTo(404);
  }

  private void settings(String json) throws Exception {
    HttpResponse<String> answer = post("/rig/settings", "none", json);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private HttpResponse<String> post(String path, String action, String json) throws Exception {
    return http.send(
        HttpRequest.newBuilder(uri(path))
            .header("X-Amz-Target", "AmazonSQS." + action)
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return rig.endpoint().resolve(path);
  }
}
