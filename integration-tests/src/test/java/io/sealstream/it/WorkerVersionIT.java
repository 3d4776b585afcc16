package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The packaged plugins in a worker of one release of Connect, on {@code connect-runtime} and its
 * dependencies alone. Only {@code -Pconnect-4.3} and its like run this.
 */
@Timeout(900)
class WorkerVersionIT {

  private static final int LOGINS = 1_000;

  /** 128 and the number of SIGTERM: what a JVM exits with that a signal has stopped. */
  private static final int STOPPED_BY_SIGTERM = 143;

  /** The same with SIGKILL, for the one reason that {@link WorkerProcess#stop} knows. */
  private static final int KILLED = 137;

  private static Backends backends;
  private static int clusters;

  @TempDir Path logs;

  static Stream<Jdk> jdks() {
    return Jdk.all();
  }

  @BeforeAll
  static void startBackends() throws Exception {
    backends = Backends.start(Duration.ofSeconds(60));
    // As docs/jdbc-sinks.md says; Connect creates it too, but calls that an error.
    backends.kafka().createTopic(ShippedConfig.DEAD_LETTER_TOPIC, 1);
  }

  @AfterAll
  static void stopBackends() throws Exception {
    if (backends != null) {
      backends.close();
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void startsValidatesMovesAThousandMessagesAndStops(Jdk jdk) throws Exception {
    String test = "at-least-once-" + jdk.version();
    Path log = logs.resolve("worker.log");
    Stopwatch watch = new Stopwatch();
    try (WorkerProcess worker = start(jdk, log, "")) {
      double start = watch.seconds();
      assertPluginsAreLoaded(worker.rest);
      assertValidates(worker.rest);
      watch.seconds();
      List<String> ids = moveLogins(worker.rest, ShippedConfig.SOURCE, test);
      double move = watch.seconds();
      assertRows(ids, test);
      assertMasksCount(worker);
      watch.seconds();
      assertStops(worker);
      measured(
          jdk,
          "start %.1f s, %,d messages %.1f s, stop %.1f s",
          start,
          LOGINS,
          move,
          watch.seconds());
    }
    assertNoErrors(log);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void producesEachMessageExactlyOnce(Jdk jdk) throws Exception {
    Path log = logs.resolve("worker.log");
    try (WorkerProcess worker = start(jdk, log, "exactly.once.source.support=enabled\n")) {
      assertThat(worker.rest.errors(ShippedConfig.of(ShippedConfig.EXACTLY_ONCE))).isEmpty();
      Set<String> before = Set.copyOf(committedIds());
      Stopwatch watch = new Stopwatch();
      List<String> ids =
          moveLogins(worker.rest, ShippedConfig.EXACTLY_ONCE, "exactly-once-" + jdk.version());
      double move = watch.seconds();
      assertThat(committedIds())
          .as("ids of records, with their doubles")
          .filteredOn(id -> !before.contains(id))
          .containsExactlyInAnyOrderElementsOf(ids);
      assertStops(worker);
      measured(
          jdk, "exactly once, %,d messages %.1f s, stop %.1f s", LOGINS, move, watch.seconds());
    }
    assertNoErrors(log);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqs-source-connector", "pii-mask-smt"})
  void anArchiveHoldsNothingThatTheWorkerProvides(String plugin) throws Exception {
    Set<String> provided = PluginArchive.classesOf(WorkerRuntime.ofVersion(Jdk.OWN).lib());

    assertThat(provided).contains("org/apache/kafka/connect/connector/Connector.class");
    assertThat(PluginArchive.classesOf(PluginArchive.lib(backends.pluginPath(), plugin)))
        .anyMatch(name -> name.startsWith("io/sealstream/connect/"))
        .doesNotContainAnyElementsOf(provided);
  }

  /** Each is a cluster of its own: it must not go on with another one's connectors. */
  private static WorkerProcess start(Jdk jdk, Path log, String properties) throws Exception {
    clusters++;
    return WorkerProcess.start(
        WorkerRuntime.ofVersion(jdk),
        backends,
        backends.environment(),
        log,
        WorkerProcess.CALM_SESSIONS + WorkerRuntime.cluster("cluster-" + clusters) + properties);
  }

  private static void assertPluginsAreLoaded(Rest rest) {
    assertThat(rest.get("/").json().path("version").asText()).isEqualTo(WorkerRuntime.VERSION);
    Set<String> plugins = new HashSet<>();
    for (JsonNode plugin : rest.get("/connector-plugins?connectorsOnly=false").json()) {
      String name = plugin.path("class").asText();
      if (name.startsWith("io.sealstream.")) {
        assertThat(plugin.path("version").asText()).as(name).matches("\\d+\\.\\d+\\.\\d+.*");
      }
      plugins.add(plugin.path("type").asText() + " " + name);
    }
    assertThat(plugins)
        .contains(
            "source io.sealstream.connect.sqs.SqsSourceConnector",
            "transformation io.sealstream.connect.mask.CheckText$Key",
            "transformation io.sealstream.connect.mask.CheckText$Value",
            "transformation io.sealstream.connect.mask.MaskPii$Key",
            "transformation io.sealstream.connect.mask.MaskPii$Value",
            "transformation io.sealstream.connect.mask.UnmaskPii$Key",
            "transformation io.sealstream.connect.mask.UnmaskPii$Value",
            "sink io.debezium.connector.jdbc.JdbcSinkConnector");
  }

  private static void assertValidates(Rest rest) throws Exception {
    assertThat(rest.errors(ShippedConfig.of(ShippedConfig.SOURCE))).isEmpty();
    assertThat(rest.errors(ShippedConfig.of(ShippedConfig.SINK))).isEmpty();
    ObjectNode broken = ShippedConfig.of(ShippedConfig.SOURCE);
    broken.put("poison.policy", "ignore").put("transforms.mask.keyset.file", "/nowhere.json");
    Map<String, List<String>> errors = rest.errors(broken);
    assertThat(errors.keySet())
        .containsExactlyInAnyOrder("poison.policy", "transforms.mask.keyset.file");
  }

  /** Returns the ids of the messages, when all are rows and none is in a queue any more. */
  private static List<String> moveLogins(Rest rest, Path source, String test) {
    int before = backends.table().count();
    rest.post(source);
    rest.post(ShippedConfig.SINK);
    List<String> ids = backends.queue().sendAll(Logins.of(test, LOGINS));
    await("rows")
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(backends.table().count()).isEqualTo(before + LOGINS));
    await("deletes")
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(backends.queue().depth().total()).isZero());
    assertThat(backends.deadLetterQueue().depth().total()).isZero();
    return ids;
  }

  /**
   * Each message is the row of its login, and its personal data can be recovered from there only.
   */
  private static void assertRows(List<String> ids, String test) throws Exception {
    Map<String, Table.Row> rows = new HashMap<>();
    backends.table().rows().forEach(row -> rows.put(row.messageId(), row));
    List<Table.Row> sent = ids.stream().map(rows::get).toList();
    assertThat(sent)
        .extracting(Table.Row::userId)
        .containsExactlyElementsOf(numbered(i -> "user-" + test + "-" + i));
    assertThat(recovered("ip", sent.stream().map(Table.Row::maskedIp).toList()))
        .containsExactlyElementsOf(numbered(i -> Logins.ip(test, i)));
    assertThat(recovered("device_id", sent.stream().map(Table.Row::maskedDeviceId).toList()))
        .containsExactlyElementsOf(numbered(i -> Logins.device(test, i)));
    assertThat(backends.topics().texts(ShippedConfig.TOPIC))
        .noneMatch(text -> text.contains("ip-of-") || text.contains("device-of-"));
  }

  /** The threads of tasks are named in this release as the masks' metrics need it. */
  private static void assertMasksCount(WorkerProcess worker) throws Exception {
    try (WorkerJmx jmx = WorkerJmx.attach(worker)) {
      assertThat(jmx.transformMetric("login-source", "MaskPii", "records-total")).isEqualTo(LOGINS);
      assertThat(jmx.transformMetric("user-logins-sink", "CheckText", "records-total"))
          .isEqualTo(LOGINS);
    }
  }

  private static List<String> numbered(IntFunction<String> text) {
    return IntStream.range(0, LOGINS).mapToObj(text).toList();
  }

  private static List<String> recovered(String domain, List<String> ciphertexts) throws Exception {
    return Pii.of(backends).unmask(backends.keyset(), domain, ciphertexts);
  }

  private static List<String> committedIds() {
    List<String> ids = new ArrayList<>();
    if (backends.topics().names().contains(ShippedConfig.TOPIC)) {
      backends
          .topics()
          .forEachCommitted(
              ShippedConfig.TOPIC,
              record -> ids.add(new String(record.key(), StandardCharsets.UTF_8)));
    }
    return ids;
  }

  private static void assertStops(WorkerProcess worker) throws Exception {
    assertThat(worker.stop()).isIn(STOPPED_BY_SIGTERM, KILLED);
    assertThat(backends.queue().depth().total()).isZero();
  }

  /** But for the one at its end that {@link WorkerProcess#stop} explains. */
  private static void assertNoErrors(Path log) throws Exception {
    assertThat(Files.readAllLines(log))
        .filteredOn(line -> line.contains(" ERROR "))
        .filteredOn(line -> !line.contains("Unable to destroy REST server"))
        .isEmpty();
  }

  private static void measured(Jdk jdk, String what, Object... values) {
    Scale.measured("Connect %s, %s: %s", WorkerRuntime.VERSION, jdk, what.formatted(values));
  }

  /** Seconds since it was asked last. */
  private static final class Stopwatch {
    private long last = System.nanoTime();

    double seconds() {
      long now = System.nanoTime();
      double seconds = (now - last) / 1e9;
      last = now;
      return seconds;
    }
  }
}
