package io.sealstream.benchmarks.latency;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sealstream.benchmarks.source.BenchmarkException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** {@code bin/quickstart --keep-running} in a process of its own. */
final class QuickstartProcess implements AutoCloseable {

  private static final Duration STARTS_WITHIN = Duration.ofMinutes(5);
  private static final Duration ENDS_WITHIN = Duration.ofSeconds(60);
  private static final long LOOK_MILLIS = 100;

  private final Process process;
  private final Endpoints endpoints;

  private QuickstartProcess(Process process, Endpoints endpoints) {
    this.process = process;
    this.endpoints = endpoints;
  }

  /**
   * Where the servers of a quickstart are.
   *
   * @param sqs the endpoint
   * @param jdbc the database, with its credentials
   */
  record Endpoints(URI sqs, String queueUrl, String jdbc) {

    /** Reads the report that {@code bin/quickstart --report} writes. */
    static Endpoints read(Path report) {
      try {
        JsonNode endpoints =
            new ObjectMapper().readTree(Files.readAllBytes(report)).path("endpoints");
        if (endpoints.path("sqs").isTextual()) {
          return new Endpoints(
              URI.create(endpoints.path("sqs").asText() + "/"),
              endpoints.path("queueUrl").asText(),
              endpoints.path("jdbc").asText());
        }
      } catch (IOException e) {
        throw new BenchmarkException(report + " cannot be read.", e);
      }
      throw new BenchmarkException(report + " is no report of bin/quickstart.");
    }
  }

  /**
   * Starts it and waits until its pipeline has carried the sample.
   *
   * @param root the checkout
   * @param folder where its report and its output go
   */
  static QuickstartProcess start(Path root, Path folder) throws IOException {
    Path report = folder.resolve("quickstart.json");
    Path output = folder.resolve("quickstart.txt");
    Process process =
        new ProcessBuilder(
                root.resolve("bin/quickstart").toString(),
                "--keep-running",
                "--report",
                report.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "quickstart-end"));
    long deadline = System.nanoTime() + STARTS_WITHIN.toNanos();
    while (!Files.exists(report)) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        process.destroy();
        throw new BenchmarkException("The quickstart did not run: " + Files.readString(output));
      }
      pause();
    }
    return new QuickstartProcess(process, Endpoints.read(report));
  }

  private static void pause() {
    try {
      Thread.sleep(LOOK_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkException("Interrupted.", e);
    }
  }

  Endpoints endpoints() {
    return endpoints;
  }

  /** Ends it as Ctrl-C does, and waits: it removes what it wrote. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(ENDS_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
