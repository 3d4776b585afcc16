package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The three shipped sinks at once on the one topic, in a real worker with their archives. */
@Timeout(240)
class SinksIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String TOPIC = "user_logins";
  private static final String SOURCE = "login-source";
  private static final String JDBC = "user-logins-sink";
  private static final String FILE = "user-logins-sink-file";
  private static final String ICEBERG = "user-logins-sink-iceberg";

  private static Backends backends;
  private static Rest rest;
  private static Table table;
  private static JsonLines lines;
  private static LakeTable lake;

  private int before;

  @BeforeAll
  static void start() throws Exception {
    backends = Backends.start(Duration.ofSeconds(30));
    backends.unpackSink("file");
    backends.unpackSink("iceberg");
    backends.kafka().createTopic("control-iceberg", 1);
    // The Iceberg sink answers a commit when the worker commits offsets, by default every 10 s.
    rest = new Rest(backends.startWorker(Map.of("offset.flush.interval.ms", "500")).url());
    table = backends.table();
    lines = new JsonLines(backends.sinkFiles().logins());
    lake = new LakeTable(backends.postgres().dataSource());
  }

  @AfterAll
  static void stop() {
    if (backends != null) {
      backends.close();
    }
  }

  @BeforeEach
  void post() {
    for (String name : List.of(SOURCE, JDBC, FILE, ICEBERG)) {
      rest.post(Backends.CONFIGS.resolve(name + ".json"));
    }
    before = table.count();
  }

  @AfterEach
  void delete() {
    for (String name : List.of(SOURCE, JDBC, FILE, ICEBERG)) {
      assertThat(rest.delete("/connectors/" + name).status()).isEqualTo(204);
    }
    await().atMost(PATIENCE).until(() -> rest.get("/connectors").json().isEmpty());
  }

  @Test
  void everySinkHoldsTheSameMaskedLogins() throws Exception {
    send("all", 40);
    awaitRows(40);
    // As the source produces a message again that it received again.
    List<ConsumerRecord<byte[], byte[]>> records = backends.topics().read(TOPIC);
    int redelivered = 5;
    backends.topics().sendAgain(records.subList(0, redelivered));

    int stored = records.size() + redelivered;
    await().atMost(PATIENCE).until(() -> lines.count() >= stored);
    await().atMost(PATIENCE).until(() -> lake.count() >= stored);
    rest.awaitConsumed(backends, "connect-" + JDBC, TOPIC);

    assertSameLogins();
    assertThat(table.count()).isEqualTo(before + 40);
    assertThat(lines.count()).isEqualTo(stored);
    assertThat(lake.count()).isEqualTo(stored);
    List<String> ips = backends.pii().unmask(backends.keyset(), "ip", maskedIps(lake.rows()));
    assertThat(ips).contains(IntStream.range(0, 40).mapToObj(SinksIT::ip).toArray(String[]::new));
  }

  @Test
  void aSinkThatFailsDisturbsNoOtherAndCatchesUpOnceMended() throws Exception {
    commitEverySecond();
    send("before", 10);
    awaitStored(10);

    breakLake();
    breakFile();
    send("meanwhile", 10);
    rest.awaitTaskFailed(ICEBERG);
    rest.awaitTaskFailed(FILE);
    awaitRows(20);
    send("still", 10);
    awaitRows(30);
    assertThat(rest.isIn(SOURCE, "RUNNING")).isTrue();
    assertThat(rest.isIn(JDBC, "RUNNING")).isTrue();

    mend(lakeFolder());
    mend(backends.sinkFiles().logins());
    rest.restartTask(FILE);
    rest.restartTask(ICEBERG);

    awaitStored(30);
    assertSameLogins();
    new Disclosures(backends, rest).assertNone(secrets());
  }

  /** For the test's patience only: the shipped interval is ten seconds. */
  private static void commitEverySecond() throws Exception {
    JsonNode shipped =
        JSON.readTree(Backends.CONFIGS.resolve(ICEBERG + ".json").toFile()).path("config");
    Map<String, String> config = new HashMap<>();
    shipped
        .fields()
        .forEachRemaining(field -> config.put(field.getKey(), field.getValue().asText()));
    config.put("iceberg.control.commit.interval-ms", "1000");
    assertThat(rest.putConfig(ICEBERG, config).status()).isEqualTo(200);
    rest.awaitState(ICEBERG, "RUNNING");
  }

  /** Its files can neither be read nor written: a file is where its folder was. */
  private static void breakLake() throws IOException {
    Files.move(lakeFolder(), away(lakeFolder()));
    Files.createFile(lakeFolder());
  }

  /** A sink that is restarted finds a folder where its file was. */
  private static void breakFile() throws IOException {
    Path file = backends.sinkFiles().logins();
    Files.move(file, away(file));
    Files.createDirectory(file);
    rest.restartTask(FILE);
  }

  private static void mend(Path path) throws IOException {
    Files.delete(path);
    Files.move(away(path), path);
  }

  private static Path lakeFolder() {
    return backends.sinkFiles().warehouse().resolve("lake");
  }

  private static Path away(Path path) {
    return path.resolveSibling(path.getFileName() + ".away");
  }

  private void awaitRows(int logins) {
    await().atMost(PATIENCE).until(() -> table.count() == before + logins);
  }

  /** Waits until every sink has as many logins more than before the test. */
  private void awaitStored(int logins) {
    awaitRows(logins);
    await().atMost(PATIENCE).until(() -> lines.rows().stream().distinct().count() == rows());
    await().atMost(PATIENCE).until(() -> lake.rows().stream().distinct().count() == rows());
  }

  private static long rows() {
    return table.count();
  }

  /** Of a message that came twice one row is compared. */
  private static void assertSameLogins() {
    List<Table.Row> rows = table.rows();
    assertThat(rows).extracting(Table.Row::messageId).doesNotContainNull().doesNotHaveDuplicates();
    assertThat(rows).extracting(Table.Row::locale).contains(null, "DE");
    assertThat(new HashSet<>(lake.rows())).isEqualTo(new HashSet<>(rows));
    assertThat(new HashSet<>(lines.rows()))
        .hasSameSizeAs(rows)
        .isEqualTo(rows.stream().map(SinksIT::withoutId).collect(Collectors.toSet()));
  }

  private static Table.Row withoutId(Table.Row row) {
    return new Table.Row(
        null,
        row.userId(),
        row.deviceType(),
        row.maskedIp(),
        row.maskedDeviceId(),
        row.locale(),
        row.appVersion(),
        row.createDate());
  }

  private static List<String> maskedIps(List<Table.Row> rows) {
    return rows.stream().map(Table.Row::maskedIp).toList();
  }

  private static void send(String test, int count) {
    backends.queue().sendAll(IntStream.range(0, count).mapToObj(i -> login(test, i)).toList());
  }

  /** Texts as they may come: nothing, a quotation mark, another alphabet, a number with zeros. */
  private static String login(String test, int i) {
    return JSON.createObjectNode()
        .put("user_id", "user-" + test + "-" + i)
        .put("app_version", i % 2 == 0 ? "2.0" : "2.00")
        .put("device_type", i % 2 == 0 ? "an \"ios\" \\ Gerät" : null)
        .put("ip", ip(i))
        .put("locale", i % 3 == 0 ? null : "DE")
        .put("device_id", Logins.device("sinks", i))
        .toString();
  }

  private static String ip(int i) {
    return Logins.ip("sinks", i);
  }

  private static List<String> secrets() {
    Stream<String> clear =
        IntStream.range(0, 10).boxed().flatMap(i -> Stream.of(ip(i), Logins.device("sinks", i)));
    return Stream.concat(clear, maskedIps(table.rows()).stream()).toList();
  }
}
