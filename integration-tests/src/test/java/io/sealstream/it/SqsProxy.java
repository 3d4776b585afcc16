package io.sealstream.it;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/**
 * Stands before an SQS server and answers chosen actions with 503, as if AWS had trouble.
 *
 * <p>A long poll waits for a second at most, as it may by SQS's own terms: one that a stopped task
 * left behind would take the next message, and hide it for the whole visibility timeout.
 */
final class SqsProxy implements AutoCloseable {

  private static final Pattern LONG_POLL = Pattern.compile("\"WaitTimeSeconds\":\\d+");

  private static final Pattern SENT_TIMESTAMP = Pattern.compile("\"SentTimestamp\":\"\\d+\"");

  private volatile Instant sentAt;
  private final Set<String> refused = ConcurrentHashMap.newKeySet();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;
  private final String scheme;
  private final String target;

  private SqsProxy(HttpServer server, String scheme, String target) {
    this.server = server;
    this.scheme = scheme;
    this.target = target;
  }

  /** Starts one on a free port, before the server at {@code target}. */
  static SqsProxy start(String target) throws IOException {
    return start(HttpServer.create(), "http", target);
  }

  /** The same with TLS, as a server of the name localhost. */
  static SqsProxy start(String target, Certificate certificate) throws Exception {
    HttpsServer server = HttpsServer.create();
    server.setHttpsConfigurator(new HttpsConfigurator(certificate.context()));
    return start(server, "https", target);
  }

  private static SqsProxy start(HttpServer server, String scheme, String target)
      throws IOException {
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    SqsProxy proxy = new SqsProxy(server, scheme, target);
    server.createContext("/", proxy::handle);
    server.setExecutor(proxy.threads);
    server.start();
    return proxy;
  }

  String url() {
    return scheme + "://localhost:" + server.getAddress().getPort();
  }

  /** From now on {@code action}, such as {@code DeleteMessageBatch}, is answered with 503. */
  void refuse(String action) {
    refused.add(action);
  }

  /** From now on every message was sent at {@code instant}; null leaves the server's own times. */
  void sentAt(Instant instant) {
    sentAt = instant;
  }

  void allow(String action) {
    refused.remove(action);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String action = String.valueOf(exchange.getRequestHeaders().getFirst("X-Amz-Target"));
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      if (refused.contains(action.substring(action.indexOf('.') + 1))) {
        answer(exchange, 503, "{}".getBytes(StandardCharsets.UTF_8));
        return;
      }
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(target + exchange.getRequestURI()))
              .POST(
                  HttpRequest.BodyPublishers.ofString(
                      LONG_POLL.matcher(body).replaceFirst("\"WaitTimeSeconds\":1")));
      exchange
          .getRequestHeaders()
          .forEach(
              (name, values) -> {
                if (name.startsWith("X-") || name.startsWith("Content-t")) {
                  request.header(name, values.get(0));
                }
              });
      HttpResponse<byte[]> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      response
          .headers()
          .firstValue("Content-Type")
          .ifPresent(type -> exchange.getResponseHeaders().add("Content-Type", type));
      answer(exchange, response.statusCode(), atItsTime(response.body()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private byte[] atItsTime(byte[] answer) {
    Instant instant = sentAt;
    return instant == null
        ? answer
        : SENT_TIMESTAMP
            .matcher(new String(answer, StandardCharsets.UTF_8))
            .replaceAll("\"SentTimestamp\":\"" + instant.toEpochMilli() + "\"")
            .getBytes(StandardCharsets.UTF_8);
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
