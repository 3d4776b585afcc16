package io.sealstream.connect.sqs;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * SQS and STS on one local port, as far as credentials need them: an empty queue, and sessions for
 * every role. Remembers who asked for what.
 */
final class FakeAws implements AutoCloseable {

  private static final String AWS_JSON = "application/x-amz-json-1.0";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Asked> toSqs = new CopyOnWriteArrayList<>();
  private final List<Asked> toSts = new CopyOnWriteArrayList<>();

  volatile Duration sessionTime = Duration.ofHours(1);

  /** What STS refuses with, or null: an error code and its HTTP status. */
  volatile @Nullable Refusal stsRefusal;

  /** What SQS refuses its next requests with, one each. */
  final Queue<Refusal> sqsRefusals = new ConcurrentLinkedQueue<>();

  record Refusal(String code, int status) {}

  /**
   * @param authorization the header with the access key's id
   * @param token the session token, or null
   * @param parameters those of a request to STS
   */
  record Asked(String authorization, @Nullable String token, Map<String, String> parameters) {

    /** The id of the access key that signed it. */
    String keyId() {
      return authorization.replaceAll(".*Credential=([^/]*)/.*", "$1");
    }

    String region() {
      return authorization.replaceAll(".*Credential=[^/]*/[^/]*/([^/]*)/.*", "$1");
    }
  }

  FakeAws() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** What SQS was asked, in order. */
  List<Asked> toSqs() {
    return toSqs;
  }

  /** What STS was asked, in order. */
  List<Asked> toSts() {
    return toSts;
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    boolean sqs = exchange.getRequestHeaders().getFirst("X-Amz-Target") != null;
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    Asked asked =
        new Asked(
            authorization == null ? "" : authorization,
            exchange.getRequestHeaders().getFirst("X-Amz-Security-Token"),
            sqs ? Map.of() : parameters(body));
    if (sqs) {
      toSqs.add(asked);
      answerOfSqs(exchange, sqsRefusals.poll());
      return;
    }
    toSts.add(asked);
    Refusal refusal = stsRefusal;
    if (refusal == null) {
      send(exchange, 200, "text/xml", session(asked.parameters().get("Action")));
    } else {
      send(exchange, refusal.status(), "text/xml", error(refusal.code()));
    }
  }

  private static void answerOfSqs(HttpExchange exchange, @Nullable Refusal refusal)
      throws IOException {
    if (refusal == null) {
      send(exchange, 200, AWS_JSON, "{}");
    } else {
      String body =
          "{\"__type\":\"%s\",\"message\":\"what SQS says: secret-4711\"}"
              .formatted(refusal.code());
      send(exchange, refusal.status(), AWS_JSON, body);
    }
  }

  private static Map<String, String> parameters(String body) {
    Map<String, String> parameters = new HashMap<>();
    for (String pair : body.split("&")) {
      String[] parts = pair.split("=", 2);
      parameters.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return parameters;
  }

  /** The nth session's key is ROLEn, counted from 1. */
  private String session(String action) {
    return """
        <%1$sResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><%1$sResult><Credentials>
        <AccessKeyId>ROLE%2$d</AccessKeyId><SecretAccessKey>role-secret</SecretAccessKey>
        <SessionToken>role-token-%2$d</SessionToken><Expiration>%3$s</Expiration>
        </Credentials></%1$sResult></%1$sResponse>"""
        .formatted(
            action, toSts.size(), Instant.now().plus(sessionTime).truncatedTo(ChronoUnit.MILLIS));
  }

  private static String error(String code) {
    return """
        <ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>
        <Code>%s</Code><Message>what STS says: secret-4711</Message></Error>
        <RequestId>request-1</RequestId></ErrorResponse>"""
        .formatted(code);
  }

  private static void send(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", type);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
