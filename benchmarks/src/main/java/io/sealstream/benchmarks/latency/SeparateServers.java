package io.sealstream.benchmarks.latency;

import io.sealstream.benchmarks.servers.BenchmarkServers;
import io.sealstream.benchmarks.servers.Checkout;
import io.sealstream.benchmarks.servers.ConnectWorker;
import io.sealstream.benchmarks.servers.RemoteQueue;
import io.sealstream.benchmarks.servers.RigProcess;
import io.sealstream.benchmarks.servers.WorkerFolder;
import io.sealstream.quickstart.ConnectRest;
import io.sealstream.quickstart.EmbeddedPostgres;
import io.sealstream.quickstart.Resources;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The pipeline of the quickstart with each server in a process of its own, as it is where it is
 * used, and the SQS rig in the place of an SQS server that takes as much of the processors as all
 * the rest together.
 */
final class SeparateServers implements LoginPipeline {

  private static final Duration RUNS_WITHIN = Duration.ofSeconds(60);
  private static final String RIG_HEAP = "1g";

  private final Resources resources;
  private final Endpoints endpoints;

  private SeparateServers(Resources resources, Endpoints endpoints) {
    this.resources = resources;
    this.endpoints = endpoints;
  }

  /**
   * Starts everything and posts the configurations. An interrupted run leaves no process and no
   * folder either.
   *
   * @param roundTripMillis that the rig adds to each answer
   */
  static SeparateServers start(Checkout checkout, double roundTripMillis) throws Exception {
    Resources resources = new Resources();
    Runtime.getRuntime().addShutdownHook(new Thread(resources::close, "latency-shutdown"));
    try {
      return new SeparateServers(resources, start(checkout, roundTripMillis, resources));
    } catch (Exception e) {
      resources.close();
      throw e;
    }
  }

  private static Endpoints start(Checkout checkout, double roundTripMillis, Resources resources)
      throws Exception {
    BenchmarkServers servers = BenchmarkServers.start(resources);
    RigProcess rig =
        resources.open(() -> RigProcess.start(servers.log("rig"), roundTripMillis, RIG_HEAP));
    RemoteQueue queue = rig.createQueue("logins");
    EmbeddedPostgres postgres =
        resources.open(() -> EmbeddedPostgres.start(servers.folders().folder("postgres")));
    postgres.migrate(checkout.config("sql"));
    WorkerFolder folder =
        resources.open(() -> WorkerFolder.create(checkout, servers.folders().root(), null));
    ConnectWorker.Settings settings =
        folder.worker(
            servers.bootstrap(),
            queue,
            Map.of(
                "JDBC_URL", postgres.url(),
                "JDBC_USER", postgres.user(),
                "JDBC_PASSWORD", postgres.password()),
            ConnectWorker.JVM_OPTIONS);
    ConnectWorker worker = resources.open(() -> ConnectWorker.start(settings));
    post(checkout, worker.rest());
    return new Endpoints(
        URI.create(rig.endpoint() + "/"), queue.url(), postgres.urlWithCredentials());
  }

  private static void post(Checkout checkout, ConnectRest rest) {
    for (String file : List.of("login-source.json", "user-logins-sink.json")) {
      rest.awaitRunning(rest.post(checkout.config(file)), RUNS_WITHIN);
    }
  }

  @Override
  public Endpoints endpoints() {
    return endpoints;
  }

  @Override
  public void close() {
    resources.close();
  }
}
