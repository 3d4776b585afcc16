package io.sealstream.benchmarks.servers;

import io.sealstream.quickstart.ConnectRest;
import io.sealstream.quickstart.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A distributed worker in a process of its own, with connect-configs/worker.properties. */
public final class ConnectWorker implements AutoCloseable {

  /** The heap that Kafka's connect-distributed.sh gives a worker. */
  public static final List<String> JVM_OPTIONS = List.of("-Xms256M", "-Xmx2G");

  private static final Duration STARTS_WITHIN = Duration.ofSeconds(90);
  private static final Duration ASK_EVERY = Duration.ofMillis(100);

  private final ChildProcess process;
  private final URI rest;

  private ConnectWorker(ChildProcess process, URI rest) {
    this.process = process;
    this.rest = rest;
  }

  /**
   * How to start one.
   *
   * @param lib the folder of jars that is its class path
   * @param properties connect-configs/worker.properties
   * @param pluginPath the folder of unpacked plugins
   * @param jvmOptions such as {@code -Xmx512m}
   * @param environment what {@code ${env:NAME}} means in its properties and in configurations
   * @param exactlyOnce whether it writes sources' records in transactions
   * @param folder where its own files go
   */
  public record Settings(
      Path lib,
      Path properties,
      Path pluginPath,
      List<String> jvmOptions,
      Map<String, String> environment,
      boolean exactlyOnce,
      Path folder) {

    /** The same with transactions. */
    public Settings withExactlyOnce() {
      return new Settings(lib, properties, pluginPath, jvmOptions, environment, true, folder);
    }
  }

  /** Starts a worker and waits until its REST API answers. */
  public static ConnectWorker start(Settings settings) throws IOException {
    int port = FreePorts.find(1).get(0);
    Path log = settings.folder().resolve("worker.log");
    List<String> arguments = new ArrayList<>(settings.jvmOptions());
    arguments.add("-Dlog4j2.configurationFile=quickstart-log4j2.xml");
    arguments.add("-Dsealstream.log.file=" + log);
    arguments.add("-cp");
    arguments.add(settings.lib() + "/*");
    arguments.add("org.apache.kafka.connect.cli.ConnectDistributed");
    arguments.add(properties(settings, port).toString());
    Map<String, String> environment = new HashMap<>(settings.environment());
    environment.put("AWS_ACCESS_KEY_ID", "test");
    environment.put("AWS_SECRET_ACCESS_KEY", "test");
    ConnectWorker worker =
        new ConnectWorker(
            ChildProcess.java("worker", arguments, environment, log),
            URI.create("http://localhost:" + port));
    try {
      worker.awaitRest();
      return worker;
    } catch (RuntimeException e) {
      worker.close();
      throw e;
    }
  }

  /**
   * The shipped file with what an operator edits: where plugins are and where it listens. And a
   * Connect cluster of its own, in which no connector of an earlier worker is started again.
   */
  private static Path properties(Settings settings, int port) throws IOException {
    String shipped = Files.readString(settings.properties());
    return Files.writeString(
        settings.folder().resolve("worker.properties"),
        shipped
                .replaceFirst("(?m)^plugin\\.path=.*$", "plugin.path=" + settings.pluginPath())
                .replaceFirst("(?m)^listeners=.*$", "listeners=HTTP://localhost:" + port)
            + """
            scheduled.rebalance.max.delay.ms=0
            group.id=sealstream-connect-%1$d
            config.storage.topic=sealstream-connect-configs-%1$d
            offset.storage.topic=sealstream-connect-offsets-%1$d
            status.storage.topic=sealstream-connect-status-%1$d
            """
                .formatted(port)
            + (settings.exactlyOnce() ? "exactly.once.source.support=enabled\n" : ""));
  }

  /** Its REST API. */
  public ConnectRest rest() {
    return new ConnectRest(rest.toString());
  }

  /** Its process. */
  public ProcessHandle handle() {
    return process.handle();
  }

  private void awaitRest() {
    HttpClient http = HttpClient.newHttpClient();
    HttpRequest request = HttpRequest.newBuilder(rest.resolve("/connectors")).build();
    long deadline = System.nanoTime() + STARTS_WITHIN.toNanos();
    while (!answers(http, request)) {
      process.requireAlive();
      if (System.nanoTime() > deadline) {
        throw new BenchmarkException("The worker's REST API did not answer.");
      }
      Pause.of(ASK_EVERY);
    }
  }

  private static boolean answers(HttpClient http, HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false; // It does not listen yet
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkException("Interrupted.", e);
    }
  }

  /** Kills it: what it has not done yet is of no interest, and a clean stop takes seconds. */
  @Override
  public void close() throws IOException {
    process.kill();
  }
}
