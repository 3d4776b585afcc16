package io.sealstream.benchmarks.source;

import io.sealstream.benchmarks.servers.BenchmarkException;
import io.sealstream.benchmarks.servers.BenchmarkServers;
import io.sealstream.benchmarks.servers.Checkout;
import io.sealstream.benchmarks.servers.ConnectWorker;
import io.sealstream.benchmarks.servers.RemoteQueue;
import io.sealstream.benchmarks.servers.RigProcess;
import io.sealstream.benchmarks.servers.WorkerFolder;
import io.sealstream.quickstart.Resources;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs subjects against one rig and one Kafka, each with a queue of its own. They warm up one after
 * the other and are measured in turn. Not thread-safe.
 */
final class SourceBenchmark implements AutoCloseable {

  private static final List<Integer> LANES = List.of(32, 64, 128, 256, RawSubject.MOST_LANES);

  private static final String RIG_HEAP = "4g";
  private static final int SETTLING = 1_000;
  private static final Duration DRAINED_WITHIN = Duration.ofMinutes(5);

  private final Settings settings;
  private final Checkout checkout;
  private final Consumer<String> progress;
  private final BenchmarkServers servers;
  private final RigProcess rig;
  private int queues;

  /**
   * How to run.
   *
   * @param roundTripMillis that the rig adds to each answer
   * @param rounds in which everything is measured
   * @param messages to measure in a round
   * @param warmUp before anything is measured
   * @param atMost ends a round of a subject that is slow
   * @param workerOptions of the worker's JVM
   */
  record Settings(
      double roundTripMillis,
      int rounds,
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

  /** The raw loop, warm, at the concurrency that carries most. */
  Entrant raw(HttpClientKind client, List<String> bodies) throws Exception {
    RemoteQueue queue = queue();
    RawSubject raw = servers.resources().open(() -> RawSubject.start(queue, client, log(queue)));
    Entrant entrant = entrant(raw, queue, bodies, null);
    raw.lanes(LANES.get(1));
    warm(entrant);
    raw.lanes(best(raw, entrant));
    return entrant;
  }

  private int best(RawSubject raw, Entrant entrant) throws IOException {
    int best = LANES.get(0);
    double most = 0;
    for (int lanes : LANES) {
      raw.lanes(lanes);
      double perSecond = entrant.run(trial().dividedBy(3), trial());
      progress.accept("%s: %,.0f messages/s".formatted(raw.name(), perSecond));
      if (perSecond > most) {
        most = perSecond;
        best = lanes;
      }
    }
    return best;
  }

  private Duration trial() {
    return settings.warmUp().dividedBy(10);
  }

  private Duration searchTime() {
    return trial().plus(trial().dividedBy(3)).multipliedBy(LANES.size());
  }

  /** As long at full speed as the raw loop is until its concurrency is found. */
  private Entrant warmAsRaw(Entrant entrant) {
    warm(entrant);
    entrant.run(searchTime());
    return entrant;
  }

  /**
   * A connector in a worker, warm.
   *
   * @param name for the table
   * @param bodies of the messages, taken in turn
   * @param pluginPath the unpacked plugins, or null for the project's own archives
   */
  Entrant connector(String name, ConnectorFile file, List<String> bodies, @Nullable Path pluginPath)
      throws Exception {
    RemoteQueue queue = queue();
    WorkerFolder folder =
        servers
            .resources()
            .open(() -> WorkerFolder.create(checkout, servers.folders().root(), pluginPath));
    Path posted = file.writeTo(folder.root().resolve("connector.json"));
    ConnectWorker.Settings usual =
        folder.worker(servers.bootstrap(), queue, Map.of(), settings.workerOptions());
    ConnectWorker.Settings worker = file.requiresExactlyOnce() ? usual.withExactlyOnce() : usual;
    Subject connector =
        servers.resources().open(() -> ConnectorSubject.start(name, worker, posted));
    return warmAsRaw(entrant(connector, queue, bodies, folder));
  }

  /**
   * Spring's listener and template, warm.
   *
   * @param options of its command line
   */
  Entrant spring(List<String> bodies, List<String> options) throws Exception {
    RemoteQueue queue = queue();
    Subject spring =
        servers
            .resources()
            .open(() -> SpringSubject.start(checkout.springPeer(), queue, servers, options));
    return warmAsRaw(entrant(spring, queue, bodies, null));
  }

  private RemoteQueue queue() {
    queues++;
    return rig.createQueue("benchmark-" + queues);
  }

  private Path log(RemoteQueue queue) {
    return servers.log(queue.name());
  }

  private Entrant entrant(
      Subject subject, RemoteQueue queue, List<String> bodies, @Nullable WorkerFolder folder)
      throws Exception {
    Meter meter =
        new Meter(
            subject,
            queue,
            bodies,
            List.of(rig.handle(), servers.broker().handle()),
            servers::produced);
    return servers.resources().open(() -> new Entrant(subject, queue, meter, folder));
  }

  private void warm(Entrant entrant) {
    progress.accept("%s: warms up".formatted(entrant.name()));
    double perSecond = entrant.run(settings.warmUp());
    progress.accept("%s: %,.0f messages/s in the warm-up".formatted(entrant.name(), perSecond));
  }

  /**
   * Measures entrants that are warm, in turn, there and back again: the machine's own speed
   * changes, and does so for all of them. The others rest meanwhile.
   *
   * @throws BenchmarkException when a message became a dead letter and no record
   */
  void measure(List<Entrant> entrants) {
    List<Entrant> order = new ArrayList<>(entrants);
    for (int round = 1; round <= settings.rounds(); round++) {
      for (Entrant entrant : order) {
        Measurement measured = entrant.round(trial(), settings.messages(), settings.atMost());
        progress.accept(
            "Round %d of %d, %s: %,.0f messages/s"
                .formatted(round, settings.rounds(), entrant.name(), measured.perSecond()));
      }
      Collections.reverse(order);
    }
    long deadLetters = rig.deadLetters().counts().sent();
    if (deadLetters > 0) {
      throw new BenchmarkException(
          "%,d messages became dead letters, so nothing was measured.".formatted(deadLetters));
    }
  }

  /** How many bytes the source offsets take, of all connectors. */
  long offsetsBytes() {
    return servers.offsetsBytes();
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
    List<Measurement> all = new ArrayList<>();
    try (Entrant connector = connector(name, file, bodies, null)) {
      connector.drain(SETTLING, DRAINED_WITHIN); // and with it what it held before
      for (int size : sizes) {
        Measurement drained = connector.drain(size, DRAINED_WITHIN);
        all.add(drained);
        progress.accept("%,d messages: %,.0f a second".formatted(size, drained.perSecond()));
      }
    }
    return all;
  }

  @Override
  public void close() {
    servers.resources().close();
  }
}
