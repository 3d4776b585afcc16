package io.sealstream.it;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
@Timeout(900)
class SinksIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String SOURCE = ShippedConfig.SOURCE_NAME;
  private static final String JDBC = ShippedConfig.SINK_NAME;
  private static final String FILE = "user-logins-sink-file";
  private static final String ICEBERG = "user-logins-sink-iceberg";
  private static final List<String> CONNECTORS = List.of(SOURCE, JDBC, FILE, ICEBERG);

  private static Backends backends;
  private static Rest rest;
  private static Table table;
  private static JsonLines lines;
  private static LakeTable lake;

  /** What the running test has sent: users, each with a name of its own, by the message's id. */
  private final Map<String, String> sent = new LinkedHashMap<>();

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
    CONNECTORS.forEach(name -> rest.post(Backends.CONFIGS.resolve(name + ".json")));
  }

  @AfterEach
  void delete() {
    List<Integer> answers =
        CONNECTORS.stream().map(name -> rest.delete("/connectors/" + name).status()).toList();
    assertThat(answers).isSubsetOf(204, 404);
    await().atMost(PATIENCE).until(() -> rest.get("/connectors").json().isEmpty());
  }

  /** What a test has mended itself stays as it is. */
  @AfterEach
  void mend() throws Exception {
    mend(lakeFolder());
    mend(backends.sinkFiles().logins());
    backends.execute("ALTER TABLE user_logins DROP CONSTRAINT IF EXISTS not_now");
  }

  @Test
  void everySinkHoldsTheSameMaskedLogins() throws Exception {
    send("all", 40);
    awaitStored();
    // As the source produces a message again that it received again.
    backends.topics().sendAgain(records().subList(0, 5));

    Map<String, Long> copies =
        records().stream()
            .collect(groupingBy(record -> sent.get(KafkaTopics.key(record)), counting()));
    await("every record is a line").atMost(PATIENCE).until(() -> isThere(copies, lines.rows()));
    await("every record is in the lake").atMost(PATIENCE).until(() -> isThere(copies, lake.rows()));
    rest.awaitConsumed(backends, "connect-" + JDBC, ShippedConfig.TOPIC);

    assertSameLogins();
    List<String> ips = sentRows(lake.rows()).map(Table.Row::maskedIp).toList();
    assertThat(backends.pii().unmask(backends.keyset(), "ip", ips))
        .containsOnly(IntStream.range(0, 40).mapToObj(SinksIT::ip).toArray(String[]::new));
  }

  @Test
  void sinksThatCannotWriteTheirFilesDisturbNoOtherAndCatchUpOnceMended() throws Exception {
    commitEverySecond();
    send("before", 10);
    awaitStored();

    breakLake();
    breakFile();
    send("meanwhile", 10);
    rest.awaitFailure(ICEBERG);
    rest.awaitFailure(FILE);
    awaitRows();
    send("still", 10);
    awaitRows();
    rest.assertRuns(SOURCE);
    rest.assertRuns(JDBC);

    mend();
    rest.restartFailed(FILE);
    rest.restartFailed(ICEBERG);

    awaitStored();
    assertSameLogins();
    new Disclosures(backends, rest).assertNone(secrets());
  }

  @Test
  void aSinkWhoseDatabaseRefusesDisturbsNoOtherAndCatchesUpOnceMended() throws Exception {
    commitEverySecond();
    // What no limit of the sink's own foresees; the lake's catalog is in the same database.
    backends.execute(
        "ALTER TABLE user_logins ADD CONSTRAINT not_now CHECK (user_id NOT LIKE 'user-refused-%')");
    send("refused", 10);
    assertThat(rest.awaitFailure(JDBC)).contains("not_now");
    send("after", 10);
    awaitLines();
    awaitLake();
    for (String other : List.of(SOURCE, FILE, ICEBERG)) {
      rest.assertRuns(other);
    }

    mend();
    rest.restartFailed(JDBC);

    awaitStored();
    assertSameLogins();
    assertThat(backends.topics().size(ShippedConfig.DEAD_LETTER_TOPIC)).isZero();
    new Disclosures(backends, rest).assertNone(secrets());
  }

  /** For the test's patience only: the shipped interval is ten seconds. */
  private static void commitEverySecond() throws Exception {
    Map<String, String> config =
        ShippedConfig.settings(Backends.CONFIGS.resolve(ICEBERG + ".json"));
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
    if (Files.exists(away(path))) {
      Files.deleteIfExists(path);
      Files.move(away(path), path);
    }
  }

  private static Path lakeFolder() {
    return backends.sinkFiles().warehouse().resolve("lake");
  }

  private static Path away(Path path) {
    return path.resolveSibling(path.getFileName() + ".away");
  }

  /** Waits until every sink has every login that this test has sent. */
  private void awaitStored() {
    awaitRows();
    awaitLines();
    awaitLake();
  }

  private void awaitRows() {
    await("rows").atMost(PATIENCE).until(() -> countSent(table.rows()) == sent.size());
  }

  private void awaitLines() {
    await("lines").atMost(PATIENCE).until(() -> countSent(lines.rows()) == sent.size());
  }

  private void awaitLake() {
    await("the lake").atMost(PATIENCE).until(() -> countSent(lake.rows()) == sent.size());
  }

  /** Of a message that came twice one row is counted. */
  private long countSent(List<Table.Row> rows) {
    return sentRows(rows).distinct().count();
  }

  private Stream<Table.Row> sentRows(List<Table.Row> rows) {
    return rows.stream().filter(row -> sent.containsValue(row.userId()));
  }

  private boolean isThere(Map<String, Long> copies, List<Table.Row> rows) {
    Map<String, Long> found = sentRows(rows).collect(groupingBy(Table.Row::userId, counting()));
    return copies.entrySet().stream()
        .allMatch(one -> found.getOrDefault(one.getKey(), 0L) >= one.getValue());
  }

  /** Of a message that came twice one row is compared. */
  private void assertSameLogins() {
    List<Table.Row> rows = sentRows(table.rows()).toList();
    assertThat(rows)
        .extracting(Table.Row::messageId)
        .containsExactlyInAnyOrderElementsOf(sent.keySet());
    assertThat(rows).extracting(Table.Row::locale).contains(null, "DE");
    assertThat(sentRows(lake.rows()).collect(toSet())).isEqualTo(Set.copyOf(rows));
    assertThat(sentRows(lines.rows()).collect(toSet()))
        .hasSameSizeAs(rows)
        .isEqualTo(rows.stream().map(SinksIT::withoutId).collect(toSet()));
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

  private void send(String test, int count) {
    List<String> ids =
        backends.queue().sendAll(IntStream.range(0, count).mapToObj(i -> login(test, i)).toList());
    for (int i = 0; i < count; i++) {
      sent.put(ids.get(i), user(test, i));
    }
  }

  /** What the topic has of what this test has sent. */
  private List<ConsumerRecord<byte[], byte[]>> records() {
    return backends.topics().read(ShippedConfig.TOPIC).stream()
        .filter(record -> sent.containsKey(KafkaTopics.key(record)))
        .toList();
  }

  /** Texts as they may come: nothing, a quotation mark, another alphabet, a number with zeros. */
  private static String login(String test, int i) {
    return JSON.createObjectNode()
        .put("user_id", user(test, i))
        .put("app_version", i % 2 == 0 ? "2.0" : "2.00")
        .put("device_type", i % 2 == 0 ? "an \"ios\" \\ Gerät" : null)
        .put("ip", ip(i))
        .put("locale", i % 3 == 0 ? null : "DE")
        .put("device_id", Logins.device("sinks", i))
        .toString();
  }

  private static String user(String test, int i) {
    return "user-" + test + "-" + i;
  }

  private static String ip(int i) {
    return Logins.ip("sinks", i);
  }

  private static List<String> secrets() {
    Stream<String> clear =
        IntStream.range(0, 10).boxed().flatMap(i -> Stream.of(ip(i), Logins.device("sinks", i)));
    return Stream.concat(clear, table.rows().stream().map(Table.Row::maskedIp)).toList();
  }
}
