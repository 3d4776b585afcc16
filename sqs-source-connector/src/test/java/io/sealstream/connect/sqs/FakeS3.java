package io.sealstream.connect.sqs;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** S3 on a local port, as far as payloads need it. Remembers who asked for what. */
final class FakeS3 implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();

  /** What every request is refused with, or null. */
  volatile @Nullable Refusal refusal;

  /** Whether connections are closed without an answer. */
  volatile boolean silent;

  record Refusal(String code, int status) {}

  /**
   * @param path bucket and key, as they were sent
   * @param keyId the id of the access key that signed it
   * @param bytesSent how many bytes of an object the answer held
   */
  record Asked(String method, String path, String keyId, String region, int bytesSent) {}

  FakeS3() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  void put(String bucket, String key, byte[] object) {
    objects.put("/" + bucket + "/" + key, object);
  }

  void put(String bucket, String key, String text) {
    put(bucket, key, text.getBytes(StandardCharsets.UTF_8));
  }

  boolean has(String bucket, String key) {
    return objects.containsKey("/" + bucket + "/" + key);
  }

  int size() {
    return objects.size();
  }

  List<Asked> asked() {
    return asked;
  }

  private void answer(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    if (silent) {
      exchange.close();
      return;
    }
    String path = exchange.getRequestURI().getPath();
    Refusal refused = refusal;
    if (refused != null) {
      note(exchange, 0);
      sendError(exchange, refused);
      return;
    }
    switch (exchange.getRequestMethod()) {
      case "PUT" -> {
        objects.put(path, body);
        note(exchange, 0);
        send(exchange, 200, new byte[0]);
      }
      case "GET" -> get(exchange, objects.get(path));
      case "DELETE" -> {
        objects.remove(path);
        note(exchange, 0);
        exchange.sendResponseHeaders(204, -1);
        exchange.close();
      }
      default -> sendError(exchange, new Refusal("MethodNotAllowed", 405));
    }
  }

  private void get(HttpExchange exchange, byte @Nullable [] object) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    if (object == null) {
      note(exchange, 0);
      sendError(exchange, new Refusal("NoSuchKey", 404));
    } else if (object.length == 0) {
      note(exchange, 0);
      sendError(exchange, new Refusal("InvalidRange", 416));
    } else {
      long last = Long.parseLong(range.substring("bytes=0-".length()));
      byte[] part = Arrays.copyOf(object, (int) Math.min(object.length, last + 1));
      note(exchange, part.length);
      exchange
          .getResponseHeaders()
          .add("Content-Range", "bytes 0-%d/%d".formatted(part.length - 1, object.length));
      send(exchange, 206, part);
    }
  }

  private void note(HttpExchange exchange, int bytesSent) {
    String authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
    String[] scope = authorization.replaceAll(".*Credential=([^,]*),.*", "$1").split("/");
    asked.add(
        new Asked(
            exchange.getRequestMethod(),
            exchange.getRequestURI().getPath(),
            scope[0],
            scope.length > 2 ? scope[2] : "",
            bytesSent));
  }

  private static void sendError(HttpExchange exchange, Refusal refusal) throws IOException {
    exchange.getResponseHeaders().add("Content-Type", "application/xml");
    String body =
        "<Error><Code>%s</Code><Message>what S3 says: secret-4711</Message></Error>"
            .formatted(refusal.code());
    send(exchange, refusal.status(), body.getBytes(StandardCharsets.UTF_8));
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
