package io.sealstream.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ConnectRestTest {
  /** What a worker that rebalances answers to what only shows something, with status 500. */
  private static final String REBALANCE =
      "Request cannot be completed because a rebalance is expected";

  /** And to what changes something, with status 409. */
  private static final String STALE =
      "Cannot complete request momentarily due to stale configuration (typically caused by a"
          + " concurrent config change)";

  @TempDir private Path folder;

  private HttpServer worker;
  private ConnectRest rest;
  private Path file;

  @BeforeEach
  void start() throws Exception {
    worker = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    worker.start();
    rest = new ConnectRest("http://127.0.0.1:" + worker.getAddress().getPort());
    file = folder.resolve("one.json");
    Files.writeString(file, "{\"name\":\"one\",\"config\":{\"a\":\"b\"}}");
  }

  @AfterEach
  void stop() {
    worker.stop(0);
  }

  @Test
  void aConnectorThatIsThereAsItIsWantedIsLeftAlone() {
    answer("/connectors/one", 200, "{\"name\":\"one\",\"config\":{\"a\":\"b\",\"name\":\"one\"}}");

    assertThat(rest.ensure(file)).isEqualTo("one");
  }

  @Test
  void oneThatIsNotThereIsPosted() {
    answer("/connectors/one", 404, "{\"message\":\"Connector one not found\"}");
    answer("/connectors", 201, "{\"name\":\"one\"}");

    assertThat(rest.ensure(file)).isEqualTo("one");
  }

  @Test
  void aWorkerThatRebalancesIsAskedAgain() {
    AtomicInteger shows = new AtomicInteger();
    AtomicInteger posts = new AtomicInteger();
    answer("/connectors/one", () -> shows.incrementAndGet() < 3, 404, "{\"message\":\"none\"}");
    answer("/connectors", () -> posts.incrementAndGet() < 3, 201, "{\"name\":\"one\"}");

    assertThat(rest.ensure(file)).isEqualTo("one");
    assertThat(shows).hasValue(3);
    assertThat(posts).hasValue(3);
  }

  @Test
  void aWorkerWhoseValidationHadNoAnswerOfSqsIsAskedAgain() {
    AtomicInteger posts = new AtomicInteger();
    String late = "{\"message\":\"invalid:\\nSQS cannot be asked now: no answer\"}";
    worker.createContext(
        "/connectors",
        exchange ->
            write(
                exchange,
                posts.incrementAndGet() < 3 ? 400 : 201,
                posts.get() < 3 ? late : "{\"name\":\"one\"}"));

    assertThat(rest.post(file)).isEqualTo("one");
    assertThat(posts).hasValue(3);
  }

  @Test
  void aWorkerThatRebalancesForTooLongIsToldSo() {
    answer("/connectors/one/pause", () -> true, 202, "");
    ConnectRest hasty =
        new ConnectRest("http://127.0.0.1:" + worker.getAddress().getPort(), Duration.ofSeconds(2));

    assertThatExceptionOfType(QuickstartException.class)
        .isThrownBy(() -> hasty.pause("one"))
        .withMessage("The worker refused to pause one: " + STALE + ".");

    answer("/connectors/one", () -> true, 200, "{}");
    assertThatExceptionOfType(QuickstartException.class)
        .isThrownBy(() -> hasty.ensure(file))
        .withMessage("The worker refused to show the connector one: " + REBALANCE + ".");
  }

  @Test
  void whatTakesAPostWithoutMakingAConnectorIsNoWorker() {
    answer("/connectors", 200, "{}");

    assertThatExceptionOfType(QuickstartException.class)
        .isThrownBy(() -> rest.post(file))
        .withMessage("The worker refused one.json: no reason was given.");
  }

  @Test
  void anAnswerDoesNotPrintItsBody() {
    assertThat(new WorkerHttp.Answer(200, "a secret")).hasToString("status 200");
  }

  @Test
  void oneThatExistsIsRefusedAtOnce() {
    AtomicInteger posts = new AtomicInteger();
    answer(
        "/connectors",
        () -> posts.incrementAndGet() < 1,
        409,
        "{\"message\":\"Connector one already exists\"}");

    assertThatExceptionOfType(QuickstartException.class)
        .isThrownBy(() -> rest.post(file))
        .withMessage("The worker refused one.json: Connector one already exists.");
    assertThat(posts).hasValue(1);
  }

  @Test
  void oneOfAnotherConfigurationIsNotReplaced() {
    answer("/connectors/one", 200, "{\"name\":\"one\",\"config\":{\"a\":\"c\",\"name\":\"one\"}}");

    assertThatExceptionOfType(QuickstartException.class)
        .isThrownBy(() -> rest.ensure(file))
        .withMessage(
            "The worker has a connector one of another configuration than one.json; remove it"
                + " first.");
  }

  @Test
  void aWorkerThatCannotSayWhatItHasIsNotOneOfAnotherConfiguration() {
    answer("/connectors/one", 500, "{\"message\":\"Request timed out\"}");

    assertThatExceptionOfType(QuickstartException.class)
        .isThrownBy(() -> rest.ensure(file))
        .withMessage("The worker refused to show the connector one: Request timed out.");
  }

  @Test
  void whatIsNoJsonIsToldWithoutAWordOfIt() {
    answer("/connectors", 502, "<p>a secret");

    assertThatExceptionOfType(QuickstartException.class)
        .isThrownBy(() -> rest.list())
        .withMessage("The worker answered with status 502 and something else than JSON.")
        .withNoCause();
  }

  @Test
  void aConfigurationThatIsNoJsonIsToldWithoutAWordOfIt() throws Exception {
    Files.writeString(file, "{\"config\": a-secret");

    assertThatExceptionOfType(QuickstartException.class)
        .isThrownBy(() -> rest.ensure(file))
        .withMessage("one.json is not JSON.")
        .withNoCause();
  }

  @Test
  @Timeout(20)
  void aWorkerThatHangsIsWaitedForAsLongAsWasSaid() throws Exception {
    try (ServerSocket hanging = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      ConnectRest slow =
          new ConnectRest("http://127.0.0.1:" + hanging.getLocalPort(), Duration.ofMillis(100));

      assertThatExceptionOfType(QuickstartException.class)
          .isThrownBy(() -> slow.pause("one"))
          .withMessageStartingWith("The worker did not answer the request to pause one: ");
    }
  }

  @Test
  void aWorkerThatDoesNotAnswerInTimeIsToldWithTheReason() {
    answer("/connectors", 503, "");
    assertThatExceptionOfType(QuickstartException.class)
        .isThrownBy(() -> rest.awaitAnswer(Duration.ofMillis(1)))
        .withMessageEndingWith(": status 503.");

    ConnectRest nowhere = new ConnectRest("http://127.0.0.1:" + FreePorts.find(1).get(0));
    assertThatExceptionOfType(QuickstartException.class)
        .isThrownBy(() -> nowhere.awaitAnswer(Duration.ofMillis(1)))
        .withMessageEndingWith(": ConnectException.");
  }

  private void answer(String path, int status, String body) {
    answer(path, () -> false, status, body);
  }

  /** The answer of a worker after it {@code rebalances}. */
  private void answer(String path, BooleanSupplier rebalances, int status, String body) {
    worker.createContext(
        path,
        exchange -> {
          boolean later = rebalances.getAsBoolean();
          boolean shows = exchange.getRequestMethod().equals("GET");
          String refusal = "{\"message\":\"" + (shows ? REBALANCE : STALE) + "\"}";
          int refused = shows ? 500 : 409;
          write(exchange, later ? refused : status, later ? refusal : body);
        });
  }

  private static void write(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
