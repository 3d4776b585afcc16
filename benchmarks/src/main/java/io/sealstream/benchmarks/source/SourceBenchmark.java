package io.sealstream.benchmarks.source;

import io.sealstream.benchmarks.servers.BenchmarkServers;
import io.sealstream.benchmarks.servers.Checkout;
import io.sealstream.benchmarks.servers.ConnectWorker;
import io.sealstream.benchmarks.servers.RigProcess;
import io.sealstream.benchmarks.servers.WorkerFolder;
import io.sealstream.quickstart.Resources;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs subjects one after the other against one rig and one Kafka. Each begins with an empty queue;
 * the servers stay up, so that only the first would find them cold, and that is the broker's own
 * warm-up. Not thread-safe.
 */
final class SourceBenchmark implements AutoCloseable {

  private static final List<Integer> LANES = List.of(32, 64, 128, 256, RawSubject.MOST_LANES);
  private static final String RIG_HEAP = "4g";

  private final Settings settings;
  private final Checkout checkout;
  private final Consumer<String> progress;
  private final BenchmarkServers servers;
  private final RigProcess rig;

  /**
   * How to run.
   *
   * @param roundTripMillis that the rig adds to each answer
   * @param messages to measure, after the warm-up
   * @param warmUp before anything is measured
   * @param atMost ends the measurement of a subject that is slow
   * @param workerOptions of the worker's JVM
   */
  record Settings(
      double roundTripMillis,
      long messages,
      Duration warmUp,
      Duration atMost,
      List<String> workerOptions) {}

  private SourceBenchmark(
      Settings settings,
      Checkout checkout,
      Consumer<String> progress,
      BenchmarkServers servers,
      RigProcess rig) {
    this.settings = settings;
    this.checkout = checkout;
    this.progress = progress;
    this.servers = servers;
    this.rig = rig;
  }

  /**
   * Starts the servers.
   *
   * @param progress is told what goes on, a line at a time
   */
  static SourceBenchmark start(Settings settings, Checkout checkout, Consumer<String> progress)
      throws Exception {
    Resources resources = new Resources();
    // An interrupted run leaves no process and no folder either.
    Runtime.getRuntime().addShutdownHook(new Thread(resources::close, "benchmark-shutdown"));
    try {
      BenchmarkServers servers = BenchmarkServers.start(resources);
      RigProcess rig =
          resources.open(
              () -> RigProcess.start(servers.log("rig"), settings.roundTripMillis(), RIG_HEAP));
      progress.accept("Kafka warms up");
      servers.warmUp(settings.warmUp().dividedBy(2));
      return new SourceBenchmark(settings, checkout, progress, servers, rig);
    } catch (Exception e) {
      resources.close();
      throw e;
    }
  }

  /** The raw loop at the concurrency that carries most. */
  Measurement raw(HttpClientKind client, List<String> bodies) throws Exception {
    rig.empty();
    try (RawSubject raw =
        servers.resources().open(() -> RawSubject.start(rig, client, servers.log("raw")))) {
      Meter meter = meter(bodies);
      raw.lanes(LANES.get(1));
      meter.run(raw, settings.warmUp());
      raw.lanes(best(raw, meter));
      return meter.measure(raw, settings.messages(), settings.atMost());
    }
  }

  private int best(RawSubject raw, Meter meter) throws IOException {
    int best = 0;
    double most = 0;
    for (int lanes : LANES) {
      raw.lanes(lanes);
      meter.run(raw, settings.warmUp().dividedBy(20));
      double perSecond = meter.run(raw, settings.warmUp().dividedBy(10));
      progress.accept("%s: %,.0f messages/s".formatted(raw.name(), perSecond));
      if (perSecond > most) {
        most = perSecond;
        best = lanes;
      }
    }
    return best;
  }

  /**
   * A connector in a worker.
   *
   * @param name for the table
   * @param bodies of the messages, taken in turn
   * @param pluginPath the unpacked plugins, or null for the project's own archives
   */
  Measurement connector(
      String name, ConnectorFile file, List<String> bodies, @Nullable Path pluginPath)
      throws Exception {
    rig.empty();
    try (WorkerFolder folder = folder(pluginPath);
        Subject subject = connector(name, file, folder)) {
      return warmAndMeasure(subject, meter(bodies));
    }
  }

  /**
   * Spring's listener and template.
   *
   * @param options of its command line
   */
  Measurement spring(List<String> bodies, List<String> options) throws Exception {
    rig.empty();
    try (Subject subject =
        servers
            .resources()
            .open(() -> SpringSubject.start(checkout.springPeer(), rig, servers, options))) {
      return warmAndMeasure(subject, meter(bodies));
    }
  }

  private WorkerFolder folder(@Nullable Path pluginPath) throws IOException {
    return WorkerFolder.create(checkout, servers.folders().root(), pluginPath);
  }

  private Subject connector(String name, ConnectorFile file, WorkerFolder folder) throws Exception {
    Path posted = file.writeTo(folder.root().resolve("connector.json"));
    ConnectWorker.Settings worker =
        folder.worker(servers.bootstrap(), rig, Map.of(), settings.workerOptions());
    return servers.resources().open(() -> ConnectorSubject.start(name, worker, posted));
  }

  /** Each answer of SQS takes so long from now on. */
  void roundTrip(double millis) {
    rig.settings(Map.of("roundTripMillis", millis));
  }

  /**
   * One connector that is warm, and a queue of so many messages at once, again and again.
   *
   * @param sizes how many messages, in their order
   */
  List<Measurement> backlogs(
      String name, ConnectorFile file, List<String> bodies, List<Integer> sizes) throws Exception {
    rig.empty();
    try (WorkerFolder folder = folder(null);
        Subject subject = connector(name, file, folder)) {
      Meter meter = meter(bodies);
      meter.run(subject, settings.warmUp());
      List<Measurement> all = new ArrayList<>();
      for (int size : sizes) {
        all.add(meter.drain(subject, size, settings.atMost()));
        progress.accept(
            "%,d messages: %,.0f a second".formatted(size, all.get(all.size() - 1).perSecond()));
      }
      return all;
    }
  }

  private Measurement warmAndMeasure(Subject subject, Meter meter) throws IOException {
    progress.accept("%s: warms up".formatted(subject.name()));
    double perSecond = meter.run(subject, settings.warmUp());
    progress.accept("%s: %,.0f messages/s in the warm-up".formatted(subject.name(), perSecond));
    return meter.measure(subject, settings.messages(), settings.atMost());
  }

  private Meter meter(List<String> bodies) {
    return new Meter(
        rig,
        new Feed(rig, bodies),
        List.of(rig.handle(), servers.broker().handle()),
        servers::produced);
  }

  @Override
  public void close() {
    servers.resources().close();
  }
}
