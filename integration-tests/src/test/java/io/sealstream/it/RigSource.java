package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sealstream.benchmarks.rig.QueueCounts;
import io.sealstream.benchmarks.rig.RigQueue;
import io.sealstream.quickstart.EmbeddedConnect;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An SQS source in a worker that reads queues of the rig: strings as they are, long polls of a
 * second, so that a change of the rig is noticed soon.
 */
final class RigSource {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Rest rest;
  private final String name;
  private final Map<String, String> config = new LinkedHashMap<>();

  /** Not posted yet. Its name is that of the topic's first queue. */
  RigSource(Rest rest, String topic, RigQueue... queues) {
    this.rest = rest;
    this.name = "source-" + queues[0].name().replace('.', '-');
    String text = "org.apache.kafka.connect.storage.StringConverter";
    with("connector.class", "io.sealstream.connect.sqs.SqsSourceConnector");
    with("tasks.max", "1");
    with("sqs.queue.urls", Stream.of(queues).map(RigQueue::url).collect(Collectors.joining(",")));
    with("sqs.endpoint.url", endpoint(queues[0]));
    with("sqs.region", "eu-central-1");
    with("sqs.wait.time.seconds", "1");
    with("topic", topic);
    with("key.converter", text);
    with("value.converter", text);
    with("topic.creation.default.replication.factor", "-1");
    with("topic.creation.default.partitions", "4");
  }

  private static String endpoint(RigQueue queue) {
    String url = queue.url();
    return url.substring(0, url.indexOf('/', "http://".length()));
  }

  /** A distributed worker in this process, with the shipped properties; closed with the rest. */
  static Rest worker(RigBackends backends) throws Exception {
    return worker(backends, Map.of());
  }

  /** A worker whose sources write in transactions where a connector requires it. */
  static Rest exactlyOnceWorker(RigBackends backends) throws Exception {
    return worker(backends, Map.of("exactly.once.source.support", "enabled"));
  }

  /** A worker with some properties of the test's own. */
  static Rest worker(RigBackends backends, Map<String, String> overrides) throws Exception {
    String kafka = backends.kafka().bootstrapServers();
    Map<String, String> properties =
        EmbeddedConnect.properties(
            Backends.CONFIGS.resolve("worker.properties"),
            kafka,
            backends.pluginPath(),
            Map.of("KAFKA_BOOTSTRAP_SERVERS", kafka),
            overrides);
    return new Rest(backends.resources().open(() -> EmbeddedConnect.start(properties)).url());
  }

  /**
   * Exactly once. A transaction's time outlasts a pause of a busy machine; the visibility is the
   * shortest that it allows.
   */
  RigSource exactlyOnce() {
    return with("exactly.once.support", "required")
        .with("producer.override.transaction.timeout.ms", "5000")
        .with("sqs.visibility.timeout.seconds", "40");
  }

  /**
   * Takes {@link #exactlyOnce} back: Connect's own default, under which the source promises less.
   */
  RigSource atLeastOnce() {
    return with("exactly.once.support", "requested");
  }

  RigSource with(String key, String value) {
    config.put(key, value);
    return this;
  }

  /** Makes the connector; the answer is the worker's, once SQS has answered that. */
  Rest.Answer tryPost() {
    return Rest.validated(this::postOnce);
  }

  /** Makes the connector; the answer is the worker's, whatever it is. */
  Rest.Answer postOnce() {
    try {
      return rest.call(
          "POST", "/connectors", JSON.writeValueAsBytes(Map.of("name", name, "config", config)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Makes the connector and waits until its tasks run. */
  RigSource post() {
    Rest.created(this::postOnce);
    awaitRunning();
    return this;
  }

  /** Stops all tasks, changes the configuration, and waits until the new tasks run. */
  void update() {
    stop();
    Rest.Answer answer = Rest.validated(() -> rest.putConfig(name, config));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    resume();
    awaitTasks(Integer.parseInt(config.get("tasks.max")));
    awaitRunning();
  }

  private void awaitTasks(int count) {
    await(count + " tasks of " + name)
        .atMost(PATIENCE)
        .until(() -> rest.get("/connectors/" + name + "/tasks").json().size() == count);
  }

  void awaitRunning() {
    rest.awaitState(name, "RUNNING");
  }

  /** {@link Rest#assertRuns}. */
  void assertRuns() {
    rest.assertRuns(name);
  }

  /** Stops and starts the connector and all of its tasks, and waits until they run. */
  void restart() {
    Rest.Answer answer =
        rest.call(
            "POST",
            "/connectors/" + name + "/restart?includeTasks=true&onlyFailed=false",
            new byte[0]);
    assertThat(answer.status()).as(answer.text()).isIn(200, 202, 204);
    awaitRunning();
  }

  /** Stops all tasks; the connector stays, with its configuration. */
  void stop() {
    put("stop");
    await("no task of " + name)
        .atMost(PATIENCE)
        .until(() -> rest.get("/connectors/" + name + "/tasks").text().equals("[]"));
  }

  void resume() {
    put("resume");
  }

  private void put(String change) {
    Rest.Answer answer = rest.call("PUT", "/connectors/" + name + "/" + change, new byte[0]);
    assertThat(answer.status()).as(answer.text()).isIn(202, 204);
  }

  /** Waits until a task has failed; returns its error without the type. */
  String awaitFailure() {
    await("a failed task of " + name)
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> !trace().isEmpty());
    String error = firstLine(trace());
    return error.substring(error.indexOf(": ") + 2);
  }

  /** The whole trace of the first task; empty while it has not failed. */
  String trace() {
    return rest.get("/connectors/" + name + "/status")
        .json()
        .path("tasks")
        .path(0)
        .path("trace")
        .asText();
  }

  /** What each task was given to read. */
  List<String> queuesOfTasks() {
    JsonNode tasks = rest.get("/connectors/" + name + "/tasks").json();
    return Stream.iterate(0, i -> i + 1)
        .limit(tasks.size())
        .map(i -> tasks.get(i).path("config").path("task.queue.urls").asText())
        .toList();
  }

  void deleteIfThere() {
    assertThat(rest.delete("/connectors/" + name).status()).isIn(204, 404);
    await().atMost(PATIENCE).until(() -> !rest.get("/connectors").text().contains(name));
  }

  /** Waits until nothing is left in a queue, neither visible nor with anybody. */
  static void awaitEmpty(RigQueue queue, Duration patience) {
    await("an empty queue " + queue.name())
        .atMost(patience)
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(() -> assertThat(left(queue.counts())).as("%s", queue).isZero());
  }

  private static int left(QueueCounts counts) {
    return counts.visible() + counts.inFlight() + counts.delayed();
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }
}
