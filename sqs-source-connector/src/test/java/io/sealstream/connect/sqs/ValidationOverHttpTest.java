package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** A validation with the real client, against a server that answers as SQS does. */
@ParameterizedClass
@ValueSource(strings = {"netty", "crt"})
class ValidationOverHttpTest {

  @Parameter String httpClient;

  private static final String QUEUE_PATH = "/123456789012/logins";

  private record Answer(int status, String body) {}

  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<String> actions = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<String> bodies = new ConcurrentLinkedQueue<>();
  private final Map<String, String> properties = new HashMap<>();
  private HttpServer server;
  private String url;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.start();
    String endpoint = "http://localhost:" + server.getAddress().getPort();
    url = endpoint + QUEUE_PATH;
    properties.put("sqs.queue.urls", url);
    properties.put("topic", "logins");
    properties.put("sqs.region", "eu-central-1");
    properties.put("sqs.endpoint.url", endpoint);
    properties.put("aws.access.key.id", "AKIA");
    properties.put("sqs.http.client", httpClient);
    properties.put("aws.secret.access.key", "secret");
    answers.put(
        "GetQueueAttributes", new Answer(200, "{\"Attributes\":{\"VisibilityTimeout\":\"30\"}}"));
    String refusedEntry =
        "{\"Successful\":[],\"Failed\":[{\"Id\":\"0\",\"SenderFault\":true,"
            + "\"Code\":\"ReceiptHandleIsInvalid\"}]}";
    answers.put("DeleteMessageBatch", new Answer(200, refusedEntry));
    answers.put("ChangeMessageVisibilityBatch", new Answer(200, refusedEntry));
  }

  @AfterEach
  void stop() {
    server.stop(0);
    await().atMost(Duration.ofMinutes(1)).until(() -> clientThreads().isEmpty());
  }

  private static List<String> clientThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("sqs-source-"))
        .toList();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
      String action = target.substring(target.indexOf('.') + 1);
      actions.add(action);
      Answer answer = answers.get(action);
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.0");
      exchange.sendResponseHeaders(answer.status(), body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private void refuse(String action, int status, String type) {
    answers.put(action, new Answer(status, "{\"__type\":\"com.amazonaws.sqs#" + type + "\"}"));
  }

  private Map<String, List<String>> problems() {
    return problems(withPatienceOf(Duration.ofMinutes(1)));
  }

  private static SqsSourceConnector withPatienceOf(Duration patience) {
    return new SqsSourceConnector(
        new QueueChecks(AwsSqsService::connect, patience, System::nanoTime));
  }

  /** The time for tries is over after the second. */
  private SqsSourceConnector triesTwice() {
    Duration patience = Duration.ofMinutes(1);
    LongSupplier clock = () -> actions.size() < 2 ? 0 : patience.toNanos() * 3 / 4;
    return new SqsSourceConnector(new QueueChecks(AwsSqsService::connect, patience, clock));
  }

  private Map<String, List<String>> problems(SqsSourceConnector connector) {
    return connector.validate(properties).configValues().stream()
        .filter(value -> !value.errorMessages().isEmpty())
        .collect(Collectors.toMap(ConfigValue::name, ConfigValue::errorMessages));
  }

  @Test
  void oneQueueByTwoHostsNamesIsNotItsOwnDeadLetterQueue() {
    answers.put(
        "GetQueueAttributes",
        new Answer(
            200,
            "{\"Attributes\":{\"VisibilityTimeout\":\"30\","
                + "\"QueueArn\":\"arn:aws:sqs:eu-central-1:123456789012:logins\"}}"));
    properties.put("dead.letter.queue.url", url.replace("localhost", "127.0.0.1"));

    assertThat(problems())
        .isEqualTo(
            Map.of(
                "dead.letter.queue.url",
                List.of(
                    "this queue is also in sqs.queue.urls: a dead letter would be read again for"
                        + " ever")));
    assertThat(bodies).anyMatch(body -> body.contains("\"QueueArn\""));
  }

  @Test
  void aQueueThatCanBeUsedHasNoProblemAndNothingIsReceivedOrSent() {
    assertThat(problems()).isEmpty();
    assertThat(actions)
        .containsExactlyInAnyOrder(
            "GetQueueAttributes", "DeleteMessageBatch", "ChangeMessageVisibilityBatch");
  }

  @Test
  void aMissingQueueIsTold() {
    refuse("GetQueueAttributes", 400, "QueueDoesNotExist");

    assertThat(problems())
        .isEqualTo(
            Map.of(
                "sqs.queue.urls",
                List.of(
                    "SQS GetQueueAttributes on "
                        + url
                        + ": this queue does not exist. Check its URL, the region and the"
                        + " account")));
  }

  @Test
  void missingPermissionsAreTold() {
    refuse("DeleteMessageBatch", 403, "AccessDeniedException");
    refuse("ChangeMessageVisibilityBatch", 403, "AccessDeniedException");

    assertThat(problems())
        .isEqualTo(
            Map.of(
                "sqs.queue.urls",
                List.of(denied("DeleteMessage"), denied("ChangeMessageVisibility"))));
  }

  private String denied(String action) {
    return "SQS %s on %s: access denied. Grant sqs:%s on this queue to the credentials in use"
        .formatted(action, url, action);
  }

  @Test
  void credentialsThatAreNotAcceptedAreTold() {
    refuse("GetQueueAttributes", 403, "InvalidClientTokenId");

    assertThat(problems())
        .isEqualTo(
            Map.of(
                "aws.access.key.id",
                List.of(
                    "AWS does not accept the credentials (InvalidClientTokenId). Check the access"
                        + " key, its session and the worker's clock")));
  }

  @Test
  void aServerInTroubleIsAskedAgainAndThenTold() {
    refuse("GetQueueAttributes", 500, "InternalFailure");

    assertThat(problems(triesTwice()))
        .isEqualTo(
            Map.of(
                "sqs.queue.urls",
                List.of(
                    "cannot be checked now: SQS GetQueueAttributes on "
                        + url
                        + ": InternalFailure (HTTP 500). Post the configuration again")));
    assertThat(actions).containsExactly("GetQueueAttributes", "GetQueueAttributes");
  }

  @Test
  void aRefusedConnectionIsToldAtTheEndpoint() {
    properties.put("sqs.endpoint.url", "http://localhost:1");

    Map<String, List<String>> problems = problems();

    assertThat(problems).containsOnlyKeys("sqs.endpoint.url");
    // At times the SDK's connection pool does not pass on the refusal, but times out itself.
    assertThat(problems.get("sqs.endpoint.url"))
        .singleElement()
        .asString()
        .matches(
            "no connection to SQS: ConnectException: .*onnection refused.*\\. Check this and the"
                + " worker's network"
                + "|SQS cannot be asked now: TimeoutException: Acquire operation took longer.*");
  }

  @Test
  void aServerWithoutTlsIsToldAtTheEndpoint() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
      Thread plain = new Thread(() -> answerInPlainText(socket), "plain-text-server");
      plain.start();
      properties.put("sqs.endpoint.url", "https://localhost:" + socket.getLocalPort());

      Map<String, List<String>> problems = problems(withPatienceOf(Duration.ofSeconds(2)));

      assertThat(problems).containsOnlyKeys("sqs.endpoint.url");
      assertThat(problems.get("sqs.endpoint.url"))
          .isNotEmpty()
          .allSatisfy(
              problem ->
                  assertThat(problem)
                      .startsWith("SQS cannot be asked now: ")
                      .endsWith(
                          ". Post the configuration again; if that does not help, check this and"
                              + " the worker's network"));
    }
  }

  private static void answerInPlainText(ServerSocket socket) {
    while (true) {
      try (Socket connection = socket.accept()) {
        byte[] answer = "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        connection.getInputStream().read(); // what TLS begins with
        connection.getOutputStream().write(answer);
        connection.getOutputStream().flush();
        connection.getInputStream().transferTo(OutputStream.nullOutputStream());
      } catch (IOException e) {
        if (socket.isClosed()) {
          return;
        }
      }
    }
  }

  @Test
  void anUnknownHostIsToldAtTheRegion() {
    properties.remove("sqs.endpoint.url");
    properties.put("sqs.region", "nowhere-1");

    Map<String, List<String>> problems = problems();

    assertThat(problems).containsOnlyKeys("sqs.region");
    assertThat(problems.get("sqs.region"))
        .singleElement()
        .asString()
        .startsWith("no connection to SQS: UnknownHostException: ")
        // CRT does not say which host it looked for.
        .contains(httpClient.equals("crt") ? "AWS_IO_DNS_" : "sqs.nowhere-1.amazonaws.com");
  }

  @Test
  void noRegionIsToldAtTheRegion() {
    String setting = "aws.disableEc2Metadata";
    properties.remove("sqs.region");
    System.setProperty(setting, "true");
    try {
      Map<String, List<String>> problems = problems();

      assertThat(problems).containsOnlyKeys("sqs.region");
      assertThat(problems.get("sqs.region"))
          .singleElement()
          .asString()
          .startsWith("The SQS client cannot be made: Unable to load region from any of");
    } finally {
      System.clearProperty(setting);
    }
  }
}
