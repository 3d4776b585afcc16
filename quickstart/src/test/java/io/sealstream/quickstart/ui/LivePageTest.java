package io.sealstream.quickstart.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The server of the page, asked as a browser asks it, and as an attacker does. */
@Timeout(60)
class LivePageTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SECRET = "203.0.113.77";
  private static final String JSON_TYPE = "application/json";

  private static final HttpClient http = HttpClient.newHttpClient();
  private static final FakePipeline pipeline = new FakePipeline();
  private static LivePage page;

  @BeforeAll
  static void start() throws Exception {
    page = open();
    page.runIsOver();
  }

  @AfterAll
  static void stop() throws Exception {
    page.close();
  }

  @BeforeEach
  void forgetWhatOtherTestsDid() {
    pipeline.sent.clear();
    pipeline.orders.clear();
    pipeline.refusal = null;
    pipeline.bug = null;
    pipeline.takesAtMost = Integer.MAX_VALUE;
  }

  private static LivePage open() throws Exception {
    return LivePage.start(pipeline, List.of("user_id", "masked_ip"), 0);
  }

  @Test
  void theStateHasWhatThePageShows() throws Exception {
    // A reading may be on its way since another test's failure.
    await().until(() -> state().path("problem").isNull());
    JsonNode state = state();

    assertThat(state.fieldNames())
        .toIterable()
        .containsExactly(
            "run",
            "over",
            "sent",
            "seconds",
            "readSecondsAgo",
            "problem",
            "reading",
            "columns",
            "history",
            "followed");
    assertThat(state.path("over").asBoolean()).isTrue();
    assertThat(state.path("problem").isNull()).isTrue();
    assertThat(state.at("/reading/queue/waiting").asLong(-1)).isZero();
    assertThat(state.at("/reading/lastRows/0/cells/1").asText()).isEqualTo("masked");
    assertThat(state.at("/reading/lastDeadLetters/0/reason").asText()).startsWith("field user_id");
    assertThat(state.at("/reading/connectors/0/tasks/0").asText()).isEqualTo("RUNNING");
    assertThat(state.at("/reading/followed").isMissingNode()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "'', text/html",
    "index.html, text/html",
    "page.css, text/css",
    "page.js, text/javascript",
    "chart.js, text/javascript",
    "icon.svg, image/svg+xml"
  })
  void theFilesOfThePageComeFromTheJar(String path, String type) throws Exception {
    HttpResponse<String> answer = get(path);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith(type);
    assertThat(answer.body()).isNotBlank();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"nothing", "api", "api/logins/nothing", "package-info.class", "page.js/x"})
  void nothingElseIsServed(String path) throws Exception {
    assertError(get(path), 404, "There is nothing at this address.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/../page.js", "/%2e%2e/Quickstart.class", "/..%2fLivePage.class", "//"})
  void noPathLeadsOutOfThePage(String path) throws Exception {
    assertThat(raw("GET " + path + " HTTP/1.1\r\nHost: " + host() + "\r\n"))
        .containsPattern("^HTTP/1.1 40[04] ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "page.js", "api/state", "nothing"})
  void everyAnswerForbidsWhatIsFromElsewhereAndIsNotKept(String path) throws Exception {
    var headers = get(path).headers();

    assertThat(headers.firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
        .doesNotContain("unsafe");
    assertThat(headers.firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(headers.firstValue("X-Frame-Options")).hasValue("DENY");
    assertThat(headers.firstValue("Referrer-Policy")).hasValue("no-referrer");
    assertThat(headers.firstValue("Cross-Origin-Resource-Policy")).hasValue("same-origin");
    assertThat(headers.firstValue("Cache-Control")).hasValue("no-store");
    assertThat(headers.firstValue("Access-Control-Allow-Origin")).isEmpty();
    assertThat(headers.firstValue("Server")).isEmpty();
  }

  @Test
  void thePageHasNoScriptOrStyleOfItsOwnAndNothingFromElsewhere() throws Exception {
    assertThat(get("").body())
        .doesNotContain("<style")
        .doesNotContain("style=")
        .doesNotContain("onclick")
        .doesNotContainPattern("<script(?! type=\"module\" src=\"page.js\"></script>)")
        .doesNotContainPattern("(src|href)=\"(https?:)?//");
    for (String script : List.of("page.js", "chart.js")) {
      assertThat(get(script).body()).doesNotContain("innerHTML").doesNotContain("eval(");
    }
  }

  @Test
  void aNameThatWasMadeToPointHereIsRefusedForEveryFile() throws Exception {
    for (String path : List.of("/", "/page.js", "/api/state", "/nothing")) {
      assertThat(raw("GET " + path + " HTTP/1.1\r\nHost: evil.example\r\n"))
          .startsWith("HTTP/1.1 403 ")
          .contains("answers to no other name");
    }
  }

  @Test
  void anotherSiteCannotSendALogin() throws Exception {
    assertError(
        send(post("api/logins", "{}").setHeader("Origin", "http://evil.example")),
        403,
        "Only the page itself may ask for this.");
    assertError(
        send(post("api/logins", "{}").setHeader("Sec-Fetch-Site", "cross-site")),
        403,
        "Another site may not ask for this.");
    assertError(
        send(request("api/logins").POST(BodyPublishers.ofString("{}"))),
        403,
        "Only the page itself may ask for this.");
    assertThat(pipeline.sent).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data"})
  void whatAFormCanSendIsRefused(String type) throws Exception {
    for (String path : List.of("api/logins", "api/connectors/login-source/pause")) {
      assertError(
          send(post(path, "{}").setHeader("Content-Type", type)),
          415,
          "A request must be JSON, with Content-Type: application/json.");
    }
    assertThat(pipeline.sent).isEmpty();
    assertThat(pipeline.orders).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"api/state", "api;x/state", "api/state;x", "%61pi/state", "page.js"})
  void anotherSiteCanLinkToThePageOnly(String path) throws Exception {
    assertError(
        send(request(path).setHeader("Sec-Fetch-Site", "cross-site")),
        403,
        "Another site may not ask for this.");
    assertThat(send(request("").setHeader("Sec-Fetch-Site", "cross-site")).statusCode())
        .isEqualTo(200);
  }

  @Test
  void noPreflightIsAnswered() throws Exception {
    HttpResponse<String> answer =
        send(
            request("api/logins")
                .method("OPTIONS", BodyPublishers.noBody())
                .setHeader("Origin", "http://evil.example"));

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.headers().map().keySet())
        .noneMatch(name -> name.startsWith("access-control"));
  }

  @Test
  void aLoginIsSentAndFollowed() throws Exception {
    HttpResponse<String> answer =
        send(post("api/logins", "{\"user_id\":\"me\",\"ip\":\"" + SECRET + "\"}"));

    assertThat(answer.body()).isEqualTo("{\"messageId\":\"m1\"}");
    assertThat(pipeline.sent).containsExactly("{\"user_id\":\"me\",\"ip\":\"" + SECRET + "\"}");
    String state = get("api/state").body();
    assertThat(JSON.readTree(state).at("/followed/0/messageId").asText()).isEqualTo("m1");
    assertThat(state).doesNotContain(SECRET);
  }

  @Test
  void whatTheRunAndThePageSentIsCountedTogether() throws Exception {
    page.sent(100);
    long before = sentSoFar();

    assertThat(send(post("api/logins/generated", "{\"count\":100}")).body())
        .isEqualTo("{\"count\":100}");
    send(post("api/logins", "{}"));

    assertThat(pipeline.sent).hasSize(101);
    assertThat(before).isGreaterThanOrEqualTo(100);
    assertThat(sentSoFar()).isEqualTo(before + 101);
  }

  @Test
  void whatTheQueueTookBeforeItRefusedIsCounted() throws Exception {
    pipeline.takesAtMost = 7;
    long before = sentSoFar();

    assertError(send(post("api/logins/generated", "{\"count\":10}")), 502, "The queue is full.");

    assertThat(sentSoFar()).isEqualTo(before + 7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"count\":0}", "{\"count\":1001}", "{\"count\":-1}", "null", ""})
  void aCountOutOfRangeIsRefused(String body) throws Exception {
    assertError(
        send(post("api/logins/generated", body)), 400, "The count must be from 1 to 1,000.");
    assertThat(pipeline.sent).isEmpty();
  }

  @Test
  void aLoginToBeginWithIsGenerated() throws Exception {
    assertThat(get("api/logins/example").body())
        .isEqualTo("{\"user_id\":\"generated\",\"ip\":\"198.18.0.1\"}");
  }

  @ParameterizedTest
  @CsvSource({"pause, PAUSE", "resume, RESUME", "restart, RESTART"})
  void anOrderGoesToTheWorker(String word, String order) throws Exception {
    HttpResponse<String> answer = send(post("api/connectors/login-source/" + word, "{}"));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(pipeline.orders).containsExactly(order + " login-source");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "api/connectors/other/pause",
        "api/connectors/login-source/stop",
        "api/connectors/..%2Flogin-source/pause",
        "api/connectors/login-source/delete"
      })
  void noOtherConnectorAndNoOtherOrderIsTaken(String path) throws Exception {
    assertThat(send(post(path, "{}")).statusCode()).isIn(400, 404);
    assertThat(pipeline.orders).isEmpty();
  }

  @Test
  void nothingIsTakenBeforeTheRunHasCounted() throws Exception {
    try (LivePage counting = open()) {
      for (String path :
          List.of("api/logins", "api/logins/generated", "api/connectors/login-source/pause")) {
        String host = URI.create(counting.url()).getAuthority();
        assertError(
            send(
                HttpRequest.newBuilder(URI.create(counting.url() + path))
                    .POST(BodyPublishers.ofString("{}"))
                    .setHeader("Origin", "http://" + host)
                    .setHeader("Content-Type", JSON_TYPE)),
            409,
            "The run is still counting its messages; this works after its summary.");
      }
    }
    assertThat(pipeline.sent).isEmpty();
    assertThat(pipeline.orders).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"ip\":\"203.0.113.77\"",
        "{\"ip\":\"203.0.113.77\"} 203.0.113.77",
        "{\"203.0.113.77\":\"x\"}",
        "{\"ip\":{\"203.0.113.77\":1}}",
        "[\"203.0.113.77\"]",
        "203.0.113.77"
      })
  void whatIsNoLoginIsRefusedWithoutAWordOfIt(String body) throws Exception {
    HttpResponse<String> answer = send(post("api/logins", body));

    assertError(answer, 400, "The request is not the JSON object that belongs here.");
    assertThat(pipeline.sent).isEmpty();
  }

  @Test
  void aRefusalOfThePipelineIsOneSentence() throws Exception {
    pipeline.refusal =
        new PipelineException("The queue is away.", new IOException("about " + SECRET));

    assertError(send(post("api/logins", "{\"ip\":\"" + SECRET + "\"}")), 502, "The queue is away.");
  }

  @Test
  void aMistakeOfOursSaysNothingOfTheRequest() throws Exception {
    pipeline.bug = new IllegalStateException(SECRET);

    assertError(
        send(post("api/logins", "{\"ip\":\"" + SECRET + "\"}")),
        500,
        "The request failed; the servers' log says where.");
  }

  @Test
  void aRequestWithoutEndOrTooLargeIsRefused() throws Exception {
    // Without its body: the answer does not wait for that, and may cut its sender off.
    String head =
        String.join(
            "\r\n",
            "POST /api/logins HTTP/1.1",
            "Host: " + host(),
            "Origin: http://" + host(),
            "Content-Type: " + JSON_TYPE,
            "Content-Length: 65537",
            "");
    assertThat(raw(head))
        .startsWith("HTTP/1.1 413 ")
        .contains("{\"error\":\"A request may have 65,536 bytes.\"}");
    assertError(
        send(
            post("api/logins", "")
                .POST(BodyPublishers.fromPublisher(BodyPublishers.ofString("{}")))),
        411,
        "A request must say how long it is.");
  }

  @Test
  void whatIsNoRequestIsAnsweredWithoutAWordOfIt() throws Exception {
    assertThat(raw("GET /" + SECRET + "%zz HTTP/1.1\r\nHost: " + host() + "\r\n"))
        .startsWith("HTTP/1.1 400 ")
        .contains("{\"error\":\"The request was not understood.\"}")
        .doesNotContain(SECRET);
  }

  @Test
  void itListensOnTheLoopbackInterfaceOnly() throws Exception {
    int port = URI.create(page.url()).getPort();
    for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      for (InetAddress address : Collections.list(network.getInetAddresses())) {
        if (!address.isLoopbackAddress()) {
          try (Socket socket = new Socket()) {
            assertThatExceptionOfType(IOException.class)
                .as("%s", address)
                .isThrownBy(() -> socket.connect(new InetSocketAddress(address, port), 1_000));
          }
        }
      }
    }
  }

  @Test
  void aPortThatIsTakenIsFound() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> LivePage.start(pipeline, List.of(), taken.getLocalPort()))
          .withStackTraceContaining("in use");
    }
  }

  @Test
  void nothingIsLeftOfItWhenItIsClosed() throws Exception {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    LivePage another = open();
    another.close();

    assertThatExceptionOfType(ConnectException.class)
        .isThrownBy(() -> send(HttpRequest.newBuilder(URI.create(another.url()))));
    await()
        .untilAsserted(
            () ->
                assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> !before.contains(thread))
                    .extracting(Thread::getName)
                    .noneMatch(name -> name.startsWith("ui-")));
  }

  private static JsonNode state() throws Exception {
    return JSON.readTree(get("api/state").body());
  }

  private static long sentSoFar() throws Exception {
    return state().path("sent").asLong();
  }

  private static String host() {
    return URI.create(page.url()).getAuthority();
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(page.url() + path));
  }

  private static HttpRequest.Builder post(String path, String body) {
    return request(path)
        .POST(BodyPublishers.ofString(body))
        .setHeader("Origin", "http://" + host())
        .setHeader("Sec-Fetch-Site", "same-origin")
        .setHeader("Content-Type", JSON_TYPE);
  }

  private static HttpResponse<String> get(String path) throws Exception {
    return send(request(path).GET());
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  /** A request as no client of ours would send it. */
  private static String raw(String head) throws IOException {
    URI uri = URI.create(page.url());
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      socket
          .getOutputStream()
          .write((head + "Connection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void assertError(HttpResponse<String> answer, int status, String sentence)
      throws IOException {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(JSON.readTree(answer.body()).path("error").asText()).isEqualTo(sentence);
    assertThat(answer.body()).doesNotContain(SECRET);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue(JSON_TYPE);
    assertThat(answer.headers().firstValue("Connection")).hasValue("close");
  }
}
