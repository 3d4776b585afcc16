package io.sealstream.benchmarks.servers;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sealstream.benchmarks.rig.RigStats;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The SQS rig in a process of its own. */
public final class RigProcess implements AutoCloseable {

  private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(60);

  /** Less than a warm-up: what is not deleted in time is seen to come again. */
  private static final String VISIBILITY_SECONDS = "15";

  private static final String DEAD_LETTERS = "dead-letters";

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ChildProcess process;
  private final String endpoint;
  private final String deadLetterQueueUrl;

  private RigProcess(ChildProcess process, String endpoint, String deadLetterQueueUrl) {
    this.process = process;
    this.endpoint = endpoint;
    this.deadLetterQueueUrl = deadLetterQueueUrl;
  }

  /**
   * Starts it, with a queue for dead letters.
   *
   * @param heap of its JVM, such as {@code 2g}
   */
  public static RigProcess start(Path log, double roundTripMillis, String heap) throws IOException {
    ChildProcess process =
        ChildProcess.command(
            "rig",
            log,
            List.of("-Xmx" + heap),
            List.of(
                "rig",
                "--until-input-ends",
                "--rtt=" + roundTripMillis,
                "--queue=" + DEAD_LETTERS));
    try {
      return new RigProcess(process, process.line(), process.line());
    } catch (IOException | RuntimeException e) {
      process.close();
      throw e;
    }
  }

  /** What clients connect to. */
  public String endpoint() {
    return endpoint;
  }

  /** Makes an empty queue. */
  public RemoteQueue createQueue(String name) {
    settings(
        Map.of(
            "queues",
            List.of(
                Map.of(
                    "name", name, "attributes", Map.of("VisibilityTimeout", VISIBILITY_SECONDS)))));
    String folder = deadLetterQueueUrl.substring(0, deadLetterQueueUrl.lastIndexOf('/') + 1);
    return new RemoteQueue(this, name, folder + name);
  }

  /** A queue for what becomes no record, of all connectors. */
  public RemoteQueue deadLetters() {
    return new RemoteQueue(this, DEAD_LETTERS, deadLetterQueueUrl);
  }

  String deadLetterQueueUrl() {
    return deadLetterQueueUrl;
  }

  /** Its process. */
  public ProcessHandle handle() {
    return process.handle();
  }

  /** Tells the rig; see its {@code --help}. */
  public void settings(Map<String, ?> settings) {
    process.requireAlive();
    try {
      HttpResponse<byte[]> answer =
          send(
              HttpRequest.newBuilder(URI.create(endpoint + "/rig/settings"))
                  .POST(HttpRequest.BodyPublishers.ofByteArray(json.writeValueAsBytes(settings))));
      if (answer.statusCode() != 200) {
        throw new BenchmarkException(
            "The rig refused settings: " + new String(answer.body(), StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new BenchmarkException("The rig did not take its settings.", e);
    }
  }

  /** Its counters. */
  RigStats stats() {
    try {
      HttpResponse<byte[]> answer =
          send(HttpRequest.newBuilder(URI.create(endpoint + "/rig/stats")).GET());
      return json.readValue(answer.body(), RigStats.class);
    } catch (IOException e) {
      throw new BenchmarkException("The rig did not give its counters.", e);
    }
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException {
    try {
      return http.send(
          request.timeout(ANSWERS_WITHIN).build(), HttpResponse.BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkException("Interrupted.", e);
    }
  }

  @Override
  public void close() throws IOException {
    process.close();
  }
}
