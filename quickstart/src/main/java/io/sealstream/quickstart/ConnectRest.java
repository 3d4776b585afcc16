package io.sealstream.quickstart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a run asks of a worker's REST API. Thread-safe. */
public final class ConnectRest {
  private static final Duration TIMEOUT = Duration.ofSeconds(90);

  private static final Duration POLL = Duration.ofMillis(50);

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient http = LoopbackHttp.client();
  private final String url;
  private final Duration timeout;

  /**
   * Asks the worker at this address.
   *
   * @param url the REST API's address, {@code http://host:port}
   */
  public ConnectRest(String url) {
    this(url, TIMEOUT);
  }

  /**
   * Asks the worker at this address.
   *
   * @param url the REST API's address, {@code http://host:port}
   * @param timeout how long to wait for an answer
   */
  ConnectRest(String url, Duration timeout) {
    this.url = url;
    this.timeout = timeout;
  }

  /**
   * The state of a connector.
   *
   * @param connector the connector's own state, such as RUNNING
   * @param tasks the state of each task
   * @param failure the cause of the first failure as one sentence, if anything failed
   */
  public record Status(String connector, List<String> tasks, Optional<String> failure) {
    /** Whether the connector runs and has tasks that all run. It says nothing about records. */
    public boolean isRunning() {
      return connector.equals("RUNNING")
          && !tasks.isEmpty()
          && tasks.stream().allMatch("RUNNING"::equals);
    }
  }

  /**
   * Posts the bytes of a file to {@code /connectors}, as they are.
   *
   * @param file a JSON object of a name and a config
   * @return the connector's name
   * @throws QuickstartException if the worker refuses it; the sentence has the worker's reason
   */
  public String post(Path file) {
    try {
      HttpRequest request =
          request("/connectors")
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofByteArray(Files.readAllBytes(file)))
              .build();
      HttpResponse<byte[]> response = sendOnceSettled(request);
      JsonNode answer = parse(response);
      if (response.statusCode() != 201) {
        throw new QuickstartException(
            "The worker refused %s: %s"
                .formatted(file.getFileName(), Sentences.end(message(answer))));
      }
      return answer.path("name").asText();
    } catch (IOException e) {
      throw QuickstartException.of("Posting " + file.getFileName() + " did not work", e);
    }
  }

  /**
   * Posts a file as {@link #post} does, unless its connector is there already.
   *
   * @return the connector's name
   * @throws QuickstartException if the worker refuses it, or the connector that is there has
   *     another configuration
   */
  String ensure(Path file) {
    try {
      JsonNode wanted = parse(file);
      String name = wanted.path("name").asText();
      HttpResponse<byte[]> response = sendOnceSettled(request("/connectors/" + name).GET().build());
      if (response.statusCode() == 404) {
        return post(file);
      }
      JsonNode answer = parse(response);
      requireSuccess(response, answer, "to show the connector " + name);
      // The worker adds the name to the configuration.
      ObjectNode config = wanted.path("config").deepCopy();
      config.put("name", name);
      if (!config.equals(answer.path("config"))) {
        throw new QuickstartException(
            "The worker has a connector %s of another configuration than %s; remove it first."
                .formatted(name, file.getFileName()));
      }
      return name;
    } catch (IOException e) {
      throw QuickstartException.of("Posting " + file.getFileName() + " did not work", e);
    }
  }

  /**
   * A connector as the worker lists it.
   *
   * @param type source or sink
   */
  record Listed(String name, String type, Status status) {}

  /** All connectors of the worker. */
  List<Listed> list() {
    try {
      HttpResponse<byte[]> response = send(request("/connectors?expand=status").GET().build());
      JsonNode answer = parse(response);
      requireSuccess(response, answer, "to list its connectors");
      List<Listed> connectors = new ArrayList<>();
      for (Map.Entry<String, JsonNode> connector : answer.properties()) {
        JsonNode status = connector.getValue().path("status");
        connectors.add(
            new Listed(connector.getKey(), status.path("type").asText(), status(status)));
      }
      return connectors;
    } catch (IOException e) {
      throw QuickstartException.of("The worker did not list its connectors", e);
    }
  }

  /** Stops the tasks of a connector from working; the worker does so a moment later. */
  void pause(String connector) {
    order("PUT", connector, "pause", "to pause " + connector);
  }

  /** Lets the tasks of a connector work again; the worker does so a moment later. */
  void resume(String connector) {
    order("PUT", connector, "resume", "to resume " + connector);
  }

  /** Starts anew what failed of a connector, itself or tasks (KIP-745). */
  void restartFailed(String connector) {
    order(
        "POST", connector, "restart?includeTasks=true&onlyFailed=true", "to restart " + connector);
  }

  private void order(String method, String connector, String what, String refused) {
    try {
      HttpRequest.Builder request = request("/connectors/" + connector + "/" + what);
      HttpResponse<byte[]> response =
          sendOnceSettled(request.method(method, HttpRequest.BodyPublishers.noBody()).build());
      requireSuccess(response, parse(response), refused);
    } catch (IOException e) {
      throw QuickstartException.of("The worker did not answer the request " + refused, e);
    }
  }

  /** What a parser says of an answer quotes it, and a configuration may hold a password. */
  private JsonNode parse(HttpResponse<byte[]> response) {
    try {
      return json.readTree(response.body());
    } catch (IOException e) {
      throw new QuickstartException(
          "The worker answered with status %d and something else than JSON."
              .formatted(response.statusCode()));
    }
  }

  private JsonNode parse(Path file) throws IOException {
    try {
      return json.readTree(file.toFile());
    } catch (JsonProcessingException e) {
      throw new QuickstartException(file.getFileName() + " is not JSON.");
    }
  }

  private static void requireSuccess(
      HttpResponse<byte[]> response, JsonNode answer, String refused) {
    if (response.statusCode() / 100 != 2) {
      throw new QuickstartException(
          "The worker refused %s: %s".formatted(refused, Sentences.end(message(answer))));
    }
  }

  /** The state of a connector; a connector that the worker does not know yet is UNASSIGNED. */
  public Status status(String connector) {
    try {
      HttpResponse<byte[]> response =
          send(request("/connectors/" + connector + "/status").GET().build());
      return response.statusCode() == 200
          ? status(parse(response))
          : new Status("UNASSIGNED", List.of(), Optional.empty());
    } catch (IOException e) {
      throw QuickstartException.of("The worker did not say how " + connector + " is", e);
    }
  }

  /**
   * Waits until the worker answers, as one that has just been started does after a while.
   *
   * @throws QuickstartException if it does not in time
   */
  void awaitAnswer(Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    for (Optional<String> silence = silence(); silence.isPresent(); silence = silence()) {
      if (System.nanoTime() > deadline) {
        throw new QuickstartException(
            "Kafka Connect does not answer at %s: %s.".formatted(url, silence.get()));
      }
      pause();
    }
  }

  /** Why the worker does not answer, as one that is starting; empty if it does. */
  private Optional<String> silence() {
    try {
      int status = send(request("/connectors").GET().build()).statusCode();
      return status == 200 ? Optional.empty() : Optional.of("status " + status);
    } catch (IOException e) {
      return Optional.of(e.getClass().getSimpleName());
    }
  }

  /**
   * Waits until a connector and all of its tasks run.
   *
   * @throws QuickstartException if one fails, with its cause, or if they do not run in time
   */
  public void awaitRunning(String connector, Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (true) {
      Status status = status(connector);
      failOnFailure(connector, status);
      if (status.isRunning()) {
        return;
      }
      if (System.nanoTime() > deadline) {
        throw new QuickstartException(
            "The connector %s did not start within %d s: it is %s, its tasks are %s."
                .formatted(connector, timeout.toSeconds(), status.connector(), status.tasks()));
      }
      pause();
    }
  }

  /**
   * Returns if nothing of the connector failed.
   *
   * @throws QuickstartException with the cause of the failure
   */
  public void failOnFailure(String connector) {
    failOnFailure(connector, status(connector));
  }

  private static void failOnFailure(String connector, Status status) {
    status
        .failure()
        .ifPresent(
            cause -> {
              throw new QuickstartException("The connector " + connector + " failed: " + cause);
            });
  }

  private static Status status(JsonNode answer) {
    List<String> tasks = new ArrayList<>();
    List<String> failures = new ArrayList<>();
    collectFailure(answer.path("connector"), failures);
    for (JsonNode task : answer.path("tasks")) {
      tasks.add(task.path("state").asText());
      collectFailure(task, failures);
    }
    return new Status(
        answer.path("connector").path("state").asText(), tasks, failures.stream().findFirst());
  }

  private static void collectFailure(JsonNode part, List<String> failures) {
    if (part.path("state").asText().equals("FAILED")) {
      failures.add(Sentences.causeOf(part.path("trace").asText("no trace was given")));
    }
  }

  /** The reason without the hint at another endpoint that the worker adds on lines of its own. */
  private static String message(JsonNode answer) {
    return answer
        .path("message")
        .asText("no reason was given")
        .replaceAll("(?s)\\s*You can also find the above list of errors.*", "")
        .replaceAll("\\s*\\R\\s*", " ");
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + path)).timeout(timeout);
  }

  /**
   * Sends a request, and again as long as the worker says that it cannot carry it out now, as it
   * does in the rebalance that follows each new connector. That is a 409, and so is what it says of
   * a connector that exists.
   */
  private HttpResponse<byte[]> sendOnceSettled(HttpRequest request) throws IOException {
    long deadline = System.nanoTime() + timeout.toNanos();
    HttpResponse<byte[]> response = send(request);
    while (isUnsettled(response) && System.nanoTime() < deadline) {
      pause();
      response = send(request);
    }
    return response;
  }

  private boolean isUnsettled(HttpResponse<byte[]> response) {
    return response.statusCode() == 409 && !message(parse(response)).contains("already exists");
  }

  private HttpResponse<byte[]> send(HttpRequest request) throws IOException {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new QuickstartException("Interrupted while the worker was asked.", e);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(POLL.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new QuickstartException("Interrupted while the worker or a connector was starting.", e);
    }
  }
}
