package io.sealstream.quickstart;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class QueueClientTest {
  @Test
  void whatIsNoJsonIsToldWithoutAWordOfIt() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] answer = "{\"Messages\": 203.0.113.77".getBytes(StandardCharsets.UTF_8);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    try {
      QueueClient client = new QueueClient("http://127.0.0.1:" + server.getAddress().getPort());

      assertThatExceptionOfType(QuickstartException.class)
          .isThrownBy(() -> client.send("a queue", List.of("a body")))
          .withMessage("The SQS server answered SendMessageBatch with something else than JSON.")
          .withNoCause();
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aServerThatHangsIsWaitedForAsLongAsWasSaid() throws Exception {
    try (ServerSocket hanging = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      QueueClient client =
          new QueueClient("http://127.0.0.1:" + hanging.getLocalPort())
              .within(Duration.ofMillis(100));

      assertThatExceptionOfType(QuickstartException.class)
          .isThrownBy(() -> client.depth("a queue"))
          .withMessageStartingWith("The SQS server did not answer GetQueueAttributes: ");
    }
  }
}
