package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sealstream.quickstart.ConnectRest;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.util.TreeMap;
import java.util.concurrent.Callable;

/** A worker's REST API: what {@link ConnectRest} does not ask of it. */
final class Rest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final HttpClient http = HttpClient.newHttpClient();
  private final ConnectRest connectors;
  private final String url;

  Rest(String url) {
    this.connectors = new ConnectRest(url);
    this.url = url;
  }

  record Answer(int status, String text) {
    JsonNode json() {
      try {
        return JSON.readTree(text);
      } catch (IOException e) {
        throw new IllegalStateException("not JSON", e);
      }
    }

    /**
     * Whether the worker cannot say in the middle of a rebalance: as 409 to what changes something,
     * as 500 to what shows it. The quickstart's WorkerHttp has the same rule, and {@link
     * #validated} too.
     */
    private boolean isUnsettled() {
      return switch (status) {
        case 409 -> !text.contains("already exists");
        case 500 -> text.contains("a rebalance is expected");
        default -> false;
      };
    }
  }

  /** The answer of the worker; one that rebalances is asked again. */
  Answer call(String method, String path, byte[] body) {
    Answer first = once(method, path, body);
    return first.isUnsettled()
        ? await("the end of a rebalance: " + first.text())
            .atMost(PATIENCE)
            .until(() -> once(method, path, body), answer -> !answer.isUnsettled())
        : first;
  }

  /** The answer of the worker, whatever it is. */
  Answer once(String method, String path, byte[] body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + path))
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofByteArray(body))
            .timeout(Duration.ofSeconds(90))
            .build();
    try {
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body());
    } catch (IOException e) {
      throw new IllegalStateException(method + " " + path + " failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  Answer get(String path) {
    return call("GET", path, new byte[0]);
  }

  /** Posts a file of connect-configs as it is, and waits until its tasks run. */
  String post(Path file) {
    byte[] posted = bytes(file);
    String name = created(() -> call("POST", "/connectors", posted)).path("name").asText();
    connectors.awaitRunning(name, PATIENCE);
    return name;
  }

  /** Creates a connector and waits until its tasks run. */
  void create(String connector, Map<String, String> config) {
    submit(connector, config);
    connectors.awaitRunning(connector, PATIENCE);
  }

  /** Creates a connector, and waits for nothing. */
  void submit(String connector, Map<String, String> config) {
    created(() -> putConfig(connector, config));
  }

  /**
   * What the worker answers once SQS has answered its validation. On a starved machine SQS may not
   * do so in time: that is asked again, as the worker says, and nothing else is.
   */
  static Answer validated(Callable<Answer> request) {
    return await("an answer of SQS to the validation")
        .pollDelay(Duration.ZERO)
        .atMost(PATIENCE)
        .until(request, answer -> !answer.text().contains("SQS cannot be asked now"));
  }

  /** The connector that a request has created. */
  static JsonNode created(Callable<Answer> request) {
    Answer answer = validated(request);
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.json();
  }

  Answer putConfig(String connector, Map<String, String> config) {
    return call("PUT", "/connectors/" + connector + "/config", bytes(config));
  }

  Answer validate(Object config) {
    String plugin = JSON.valueToTree(config).path("connector.class").asText();
    String path = "/connector-plugins/" + plugin + "/config/validate";
    return validated(() -> call("PUT", path, bytes(config)));
  }

  /** What the validation says of a configuration with its connector's name: errors by their key. */
  Map<String, List<String>> errors(Object config) {
    Answer answer = validate(config);
    assertThat(answer.status()).isEqualTo(200);
    Map<String, List<String>> errors = new TreeMap<>();
    for (JsonNode one : answer.json().path("configs")) {
      List<String> messages = new ArrayList<>();
      one.path("value").path("errors").forEach(message -> messages.add(message.asText()));
      if (!messages.isEmpty()) {
        errors.put(one.path("value").path("name").asText(), messages);
      }
    }
    assertThat(answer.json().path("error_count").asInt())
        .as("of " + errors)
        .isEqualTo(errors.values().stream().mapToInt(List::size).sum());
    return errors;
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] bytes(Object config) {
    try {
      return JSON.writeValueAsBytes(config);
    } catch (IOException e) {
      throw new IllegalStateException("texts are JSON", e);
    }
  }

  Answer put(String path) {
    return call("PUT", path, new byte[0]);
  }

  Answer delete(String path) {
    return call("DELETE", path, new byte[0]);
  }

  /** Waits until the connector and all its tasks are in {@code state}. */
  void awaitState(String connector, String state) {
    await("state " + state + " of " + connector)
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> isIn(connector, state));
  }

  /** Waits until a connector or one of its tasks has failed; returns its status, in JSON. */
  String awaitFailure(String connector) {
    return await("a failure of " + connector)
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(
            () -> get("/connectors/" + connector + "/status").text(),
            status -> status.contains("\"state\":\"FAILED\""));
  }

  /** Restarts what of a connector has failed, as an operator does; waits for nothing. */
  void restartFailed(String connector) {
    String path = "/connectors/" + connector + "/restart?includeTasks=true&onlyFailed=true";
    Answer answer = call("POST", path, new byte[0]);
    assertThat(answer.status()).as(answer.text()).isIn(202, 204);
  }

  /** Restarts the first task, whatever it does; waits for nothing. */
  void restartTask(String connector) {
    Answer answer = call("POST", "/connectors/" + connector + "/tasks/0/restart", new byte[0]);
    assertThat(answer.status()).as(answer.text()).isEqualTo(204);
  }

  /** Nothing of it has failed, and it runs, or does again after a rebalance. */
  void assertRuns(String connector) {
    connectors.awaitRunning(connector, PATIENCE);
  }

  boolean isIn(String connector, String state) {
    ConnectRest.Status status = connectors.status(connector);
    return status.connector().equals(state)
        && !status.tasks().isEmpty()
        && status.tasks().stream().allMatch(state::equals);
  }

  /** Waits until a sink has taken every record of a topic: RUNNING proves nothing. */
  void awaitConsumed(Backends backends, String group, String topic) {
    await("lag of " + group)
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> backends.topics().lag(group, topic) == 0);
  }
}
