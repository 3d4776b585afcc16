package io.sealstream.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Requests to one worker's REST API, and its answers. Thread-safe. */
final class WorkerHttp {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration POLL = Duration.ofMillis(50);
  private static final byte[] NOTHING = {};

  private final HttpClient http = LoopbackHttp.client();
  private final String url;
  private final Duration timeout;

  /**
   * Asks the worker at this address.
   *
   * @param url {@code http://host:port}
   * @param timeout how long to wait for an answer, and to ask again while there is none of use
   */
  WorkerHttp(String url, Duration timeout) {
    this.url = url;
    this.timeout = timeout;
  }

  /** What a worker answered. */
  record Answer(int status, String text) {

    /**
     * The answer's body. What a parser says of one that is no JSON quotes it, and a configuration
     * may hold a password.
     *
     * @throws QuickstartException without a word of it if it is none
     */
    JsonNode json() {
      try {
        return JSON.readTree(text);
      } catch (IOException e) {
        throw new QuickstartException(
            "The worker answered with status %d and something else than JSON.".formatted(status));
      }
    }

    /** Without the body, for the same reason. */
    @Override
    public String toString() {
      return "status " + status;
    }

    /**
     * The body of an answer that something was done.
     *
     * @param what the worker was asked: "to pause orders", or for: "orders.json"
     * @throws QuickstartException with the worker's reason if it refused that
     */
    JsonNode orRefused(String what) {
      if (status / 100 != 2) {
        throw refused(what);
      }
      return json();
    }

    /** What is thrown then. */
    QuickstartException refused(String what) {
      return new QuickstartException("The worker refused %s: %s".formatted(what, reason()));
    }

    /** Why not, without the hint at another endpoint that the worker adds on lines of its own. */
    String reason() {
      return Sentences.end(
          json()
              .path("message")
              .asText("no reason was given")
              .replaceAll("(?s)\\s*You can also find the above list of errors.*", "")
              .replaceAll("\\s*\\R\\s*", " "));
    }

    /**
     * Whether the worker cannot say now, as in the rebalance that follows each new connector. What
     * changes something gets a 409 then, and so does a connector that exists; what only shows it, a
     * 500 with the text of Connect's RebalanceNeededException. Or SQS did not answer it in time
     * when it asked whether a configuration works, as on a machine on which all servers are
     * starting: that it refuses as if the configuration were wrong.
     */
    private boolean isUnsettled() {
      return switch (status) {
        case 409 -> !reason().contains("already exists");
        case 400 -> reason().contains("SQS cannot be asked now");
        case 500 -> reason().contains("a rebalance is expected");
        default -> false;
      };
    }
  }

  /** The answer to a GET, whatever it is. */
  Answer get(String path) throws IOException {
    return send("GET", path, NOTHING);
  }

  /** Without a body, otherwise as {@link #sendOnceSettled(String, String, byte[])}. */
  Answer sendOnceSettled(String method, String path) throws IOException {
    return sendOnceSettled(method, path, NOTHING);
  }

  /**
   * Sends a body of JSON or none, and again as long as the worker cannot carry that out now and the
   * time for an answer is not over.
   */
  Answer sendOnceSettled(String method, String path, byte[] body) throws IOException {
    long deadline = System.nanoTime() + timeout.toNanos();
    Answer answer = send(method, path, body);
    while (answer.isUnsettled() && System.nanoTime() < deadline) {
      pause();
      answer = send(method, path, body);
    }
    return answer;
  }

  private Answer send(String method, String path, byte[] body) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(timeout)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    try {
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new QuickstartException("Interrupted while the worker was asked.", e);
    }
  }

  /** Between two questions. */
  static void pause() {
    try {
      Thread.sleep(POLL.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new QuickstartException("Interrupted while the worker or a connector was starting.", e);
    }
  }
}
