package io.sealstream.quickstart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
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

  private final ObjectMapper json = new ObjectMapper();
  private final String url;
  private final WorkerHttp worker;

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
   * @param timeout how long to wait for an answer, and to ask again while there is none of use
   */
  ConnectRest(String url, Duration timeout) {
    this.url = url;
    this.worker = new WorkerHttp(url, timeout);
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
      WorkerHttp.Answer answer =
          worker.sendOnceSettled("POST", "/connectors", Files.readAllBytes(file));
      if (answer.status() != 201) {
        throw answer.refused(file.getFileName().toString());
      }
      return answer.json().path("name").asText();
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
      WorkerHttp.Answer answer = worker.sendOnceSettled("GET", "/connectors/" + name);
      if (answer.status() == 404) {
        return post(file);
      }
      JsonNode shown = answer.orRefused("to show the connector " + name);
      // The worker adds the name to the configuration.
      ObjectNode config = wanted.path("config").deepCopy();
      config.put("name", name);
      if (!config.equals(shown.path("config"))) {
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
      JsonNode answer = worker.get("/connectors?expand=status").orRefused("to list its connectors");
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
      worker.sendOnceSettled(method, "/connectors/" + connector + "/" + what).orRefused(refused);
    } catch (IOException e) {
      throw QuickstartException.of("The worker did not answer the request " + refused, e);
    }
  }

  private JsonNode parse(Path file) throws IOException {
    try {
      return json.readTree(file.toFile());
    } catch (JsonProcessingException e) {
      throw new QuickstartException(file.getFileName() + " is not JSON.");
    }
  }

  /** The state of a connector; a connector that the worker does not know yet is UNASSIGNED. */
  public Status status(String connector) {
    try {
      WorkerHttp.Answer answer = worker.get("/connectors/" + connector + "/status");
      return answer.status() == 200
          ? status(answer.json())
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
      WorkerHttp.pause();
    }
  }

  /** Why the worker does not answer, as one that is starting; empty if it does. */
  private Optional<String> silence() {
    try {
      int status = worker.get("/connectors").status();
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
      WorkerHttp.pause();
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
}
