package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sealstream.quickstart.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A real Prometheus, in a process of its own, with a free port and a folder that the test owns.
 * Tests that have one are {@link NeedsPrometheus}.
 */
final class Prometheus implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Process process;
  private final String url;
  private final HttpClient http = HttpClient.newHttpClient();

  private Prometheus(Process process, String url) {
    this.process = process;
    this.url = url;
  }

  /**
   * What promtool says of good files; fails with what it says of others.
   *
   * @param folder where it runs
   */
  static String promtool(Path folder, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  /**
   * Starts one, and waits until it answers.
   *
   * @param folder a test's own, for its data and log
   * @param configuration its file
   */
  static Prometheus start(Path folder, Path configuration) throws IOException {
    String address = "127.0.0.1:" + FreePorts.find(1).get(0);
    Path log = folder.resolve("prometheus.log");
    Process process =
        new ProcessBuilder(
                "prometheus",
                "--config.file=" + configuration,
                "--storage.tsdb.path=" + folder.resolve("prometheus"),
                "--web.listen-address=" + address,
                "--log.level=warn")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    Prometheus prometheus = new Prometheus(process, "http://" + address);
    try {
      await("Prometheus")
          .atMost(PATIENCE)
          .ignoreExceptions()
          .until(() -> prometheus.get("/-/ready").statusCode() == 200);
    } catch (RuntimeException e) {
      prometheus.close();
      throw new IOException(Files.readString(log), e);
    }
    return prometheus;
  }

  /** The series that an expression has now, each with {@code metric} and {@code value}. */
  List<JsonNode> query(String expression) {
    JsonNode result = answer("/api/v1/query?query=" + encoded(expression)).path("result");
    List<JsonNode> series = new ArrayList<>();
    result.forEach(series::add);
    return series;
  }

  /**
   * The rules that it has loaded, each with {@code name}, {@code query} and {@code annotations}.
   */
  List<JsonNode> rules() {
    List<JsonNode> rules = new ArrayList<>();
    for (JsonNode group : answer("/api/v1/rules").path("groups")) {
      group.path("rules").forEach(rules::add);
    }
    return rules;
  }

  /**
   * All alerts that fire now: each the rule's name and, after a space, the connector that it is
   * about, if it is about one.
   */
  Set<String> firing() {
    return alerts("ALERTS{alertstate=\"firing\"}");
  }

  /** All alerts whose expression is true, and has not been for long enough to fire. */
  Set<String> pending() {
    return alerts("ALERTS{alertstate=\"pending\"}");
  }

  /** All alerts that fire or have fired, written as those of {@link #firing}. */
  Set<String> fired() {
    return alerts("last_over_time(ALERTS{alertstate=\"firing\"}[1h])");
  }

  private Set<String> alerts(String expression) {
    Set<String> alerts = new TreeSet<>();
    for (JsonNode series : query(expression)) {
      JsonNode labels = series.path("metric");
      String connector = labels.path("connector").asText();
      alerts.add((labels.path("alertname").asText() + " " + connector).trim());
    }
    return alerts;
  }

  private JsonNode answer(String path) {
    HttpResponse<String> response = get(path);
    assertThat(response.statusCode()).as(path + ": " + response.body()).isEqualTo(200);
    try {
      return JSON.readTree(response.body()).path("data");
    } catch (IOException e) {
      throw new IllegalStateException("not JSON", e);
    }
  }

  private HttpResponse<String> get(String path) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(30)).build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException(path + " failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** Ends the process, and waits for it: its folder is about to be deleted. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
