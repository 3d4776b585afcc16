package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.sealstream.quickstart.FreePorts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands that documented-commands.txt lists under this test, as they stand on their pages, in
 * the order in which an operator would run them. That no page has others is in {@link
 * DocumentedCommandListIT}.
 */
@Timeout(600)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DocumentedCommandsIT {

  private static final String HERE = "DocumentedCommandsIT";
  private static final String CREATE_DEAD_LETTER_TOPIC =
      "kafka-topics.sh --bootstrap-server kafka:9092 --create --topic user_logins_dlq --partitions 1"
          + " --config max.message.bytes=4194304 --config retention.ms=-1";
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String[] PASSING = {
    "SQS cannot be asked now", "\"error_code\":409", "a rebalance is expected"
  };
  private static final Pattern KEY_ID = Pattern.compile("(?m)^(\\d+) +enabled +(yes|no) ");

  private static final Set<String> done = new HashSet<>();

  private static Set<String> listed;
  private static Backends backends;
  private static Rest rest;
  private static Shell shell;

  @BeforeAll
  static void start() throws Exception {
    List<String> missing =
        Stream.of("bash", "curl", "jq", "psql", "sha256sum", "unzip")
            .filter(program -> !isInstalled(program))
            .toList();
    if (Boolean.getBoolean("sealstream.shell.required")) {
      assertThat(missing).as("programs of the documented commands that are not here").isEmpty();
    }
    assumeThat(missing).as("programs of the documented commands that are not here").isEmpty();
    listed = DocumentedCommands.listed().get(HERE);
    backends = Backends.start(Duration.ofSeconds(30));
    String url = backends.startWorker().url();
    rest = new Rest(url);
    shell = shell(url);
  }

  @AfterAll
  static void stop() {
    if (backends != null) {
      backends.close();
    }
  }

  private static Shell shell(String connect) throws Exception {
    Files.createSymbolicLink(backends.folder().resolve("connect-configs"), Backends.CONFIGS);
    Path password = backends.folder().resolve("db-password");
    Files.createFile(
        password,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(password, backends.postgres().password());
    String kafka = backends.kafka().bootstrapServers();
    Matcher jdbc = Pattern.compile("//([^:/]+):(\\d+)/(\\w+)").matcher(backends.postgres().url());
    assertThat(jdbc.find()).isTrue();
    return new Shell(backends.folder(), Pii.of(backends).executable())
        .where("http://connect:8083", connect)
        .where("kafka:9092", kafka)
        .where("--bootstrap-server ...", "--bootstrap-server " + kafka)
        .where("jdbc:postgresql://db/logins", backends.postgres().url())
        .where("--user analyst", "--user " + backends.postgres().user())
        .where(
            "PII_JDBC_PASSWORD=...", "PII_JDBC_PASSWORD='" + backends.postgres().password() + "'")
        .with("CONNECT", connect)
        .with("KAFKA", kafka)
        .with("JDBC_URL", backends.postgres().url())
        .with("JDBC_USER", backends.postgres().user())
        .with("PGHOST", jdbc.group(1))
        .with("PGPORT", jdbc.group(2))
        .with("PGDATABASE", jdbc.group(3))
        .with("PGUSER", backends.postgres().user())
        .with("PGPASSWORD", backends.postgres().password());
  }

  @Test
  @Order(2)
  void anArchiveIsCheckedAndUnpacked() throws Exception {
    Path folder = Files.createDirectory(backends.folder().resolve("released"));
    try (Stream<Path> released = Files.list(Backends.PROJECT.resolve("release/target/archives"))) {
      for (Path file : released.toList()) {
        Files.createSymbolicLink(folder.resolve(file.getFileName()), file);
      }
    }
    Path plugins = Files.createDirectory(folder.resolve("plugins"));
    Shell there =
        new Shell(folder, Pii.of(backends).executable()).where("/opt/kafka/plugins", plugins);

    assertThat(run(there, "sha256sum -c SHA256SUMS").lines())
        .hasSize(4)
        .allMatch(line -> line.endsWith(".zip: OK"));
    run(there, "unzip -q sealstream-sqs-source-connector-*.zip -d /opt/kafka/plugins");
    run(there, "unzip -q sealstream-pii-mask-smt-*.zip -d /opt/kafka/plugins");

    assertThat(PluginArchive.jarsOf(PluginArchive.lib(plugins, "sqs-source-connector")))
        .anyMatch(jar -> jar.matches("sqs-[0-9.]+\\.jar"));
    assertThat(PluginArchive.jarsOf(PluginArchive.lib(plugins, "pii-mask-smt")))
        .anyMatch(jar -> jar.startsWith("tink-"));
  }

  @Test
  @Order(3)
  void thePipelineIsMadeOfThePagesCommands() throws Exception {
    Files.delete(backends.keyset());
    run("bin/pii keyset create --out keyset.json");
    run(CREATE_DEAD_LETTER_TOPIC);
    run("kafka-topics.sh --bootstrap-server ... --create --topic control-iceberg --partitions 1");
    assertThat(backends.topics().names()).contains("user_logins_dlq", "control-iceberg");
    for (String file : List.of("login-source", "user-logins-sink")) {
      String answer =
          ask(
              "curl -X POST -H 'Content-Type: application/json' --data-binary @connect-configs/"
                  + file
                  + ".json http://connect:8083/connectors");
      assertThat(answer).contains("\"name\":\"" + file + "\"");
      rest.awaitState(file, "RUNNING");
    }

    backends.queue().sendAll(Logins.of("documented", 5));
    backends.queue().send(Logins.of("u".repeat(158), "198.51.100.7", "device"));

    awaitRows(5);
    shell.runUntil(
        documented(
            "kafka-console-consumer.sh --bootstrap-server kafka:9092 --topic user_logins_dlq"
                + " --from-beginning --property print.headers=true --property print.key=true"
                + " --property print.value=false"),
        "__connect.errors.exception.message:Field 'user_id': its text of 158 characters");
  }

  @Test
  @Order(4)
  void valuesAreRecovered() throws Exception {
    assertThat(
            run("psql -At -c 'select masked_ip from user_logins' | bin/pii unmask --keyset-file"
                    + " keyset.json --domain ip")
                .lines())
        .containsExactlyInAnyOrderElementsOf(ips(5));
    assertThat(
            run(
                "PII_JDBC_PASSWORD=... bin/pii unmask --keyset-file keyset.json --jdbc-url"
                    + " jdbc:postgresql://db/logins --user analyst --table user_logins --column"
                    + " masked_ip=ip --column masked_device_id=device_id"))
        .contains(Logins.ip("documented", 4), Logins.device("documented", 0));
    shell.with("MASKED_IP", backends.table().rows().get(0).maskedIp());
    assertThat(ips(5))
        .contains(
            run("echo \"$MASKED_IP\" | pii unmask --keyset-file keyset.json --domain ip").strip());
    shell.run("pii keyset create --kind deriving --out deriving.json");
    run(
        "bin/pii keyset export --keyset-file deriving.json --domain device_id --out device_id.json");
    assertThat(backends.folder().resolve("device_id.json")).isNotEmptyFile();
  }

  @Test
  @Order(5)
  void aNewVersionIsAskedAndConfigured() throws Exception {
    run("jq '.config + {name}' connect-configs/login-source.json > login-source-config.json");
    String validate =
        "curl -s -X PUT -H 'Content-Type: application/json' --data-binary @login-source-config.json"
            + " $CONNECT/connector-plugins/SqsSourceConnector/config/validate"
            + " | jq -r '.configs[].value | select(.errors != []) | \"\\(.name): \\(.errors[])\"'";
    assertThat(ask(validate)).as("nothing is wrong").isEmpty();
    Path asked = backends.folder().resolve("login-source-config.json");
    Files.writeString(asked, Files.readString(asked).replace("\"dead-letter\"", "\"dead-lettre\""));
    assertThat(ask(validate)).contains("poison.policy: Invalid value dead-lettre");

    assertThat(
            ask(
                "jq .config connect-configs/login-source.json | curl -s -X PUT -H 'Content-Type:"
                    + " application/json' --data-binary @- $CONNECT/connectors/login-source/config"))
        .contains("\"name\":\"login-source\"");
    rest.awaitState("login-source", "RUNNING");
  }

  @Test
  @Order(6)
  void aKeyIsRotated() throws Exception {
    run("pii keyset rotate --standby --keyset-file keyset.json --out standby.json");
    Map<String, String> ids = keyIds(run("pii keyset info --keyset-file standby.json"));
    shell.where("--key-id NEW", "--key-id " + ids.get("no"));
    shell.where("--key-id OLD", "--key-id " + ids.get("yes"));
    run("pii keyset promote --keyset-file standby.json --key-id NEW --out keyset.json.new");
    run("mv keyset.json.new keyset.json");
    long before = starts();
    ask("curl -s -X POST \"$CONNECT/connectors/login-source/restart?includeTasks=true\"");
    await("a task with the new keyset").atMost(PATIENCE).until(() -> starts() > before);
    backends.queue().send(Logins.one("documented", 5));
    awaitRows(6);
    assertThat(run("echo 203.0.113.7 | pii lookup --keyset-file keyset.json --domain ip"))
        .as("a ciphertext under each key")
        .matches("IN \\('A[^']+', 'A[^']+'\\)\\R");
    String rewrap =
        "pii rewrap --keyset-file keyset.json --jdbc-url \"$JDBC_URL\" --user \"$JDBC_USER\""
            + " --password-file db-password --table user_logins --column masked_ip=ip --column"
            + " masked_device_id=device_id";
    assertThat(run(rewrap)).contains("5 rewrapped in this run, 1 unchanged");
    run("pii keyset disable --keyset-file keyset.json --key-id OLD --out disabled.json");
    assertThat(
            Pii.of(backends)
                .unmask(
                    backends.folder().resolve("disabled.json"),
                    "ip",
                    backends.table().rows().stream().map(Table.Row::maskedIp).toList()))
        .as("nothing is left under the old key")
        .containsExactlyInAnyOrderElementsOf(ips(6));
  }

  @Test
  @Order(7)
  void theTableIsWrittenAgainFromTheTopic() throws Exception {
    backends.execute("TRUNCATE user_logins");
    ask("curl -s -X PUT $CONNECT/connectors/user-logins-sink/stop");
    forgetPositions();
    ask("curl -s -X PUT $CONNECT/connectors/user-logins-sink/resume");
    awaitRows(6);
  }

  @Test
  @Order(8)
  void clearDataIsDeletedFromKafka() throws Exception {
    ask("curl -s -X PUT $CONNECT/connectors/login-source/stop");
    ask("curl -s -X PUT $CONNECT/connectors/user-logins-sink/stop");
    awaitStopped("login-source");
    awaitStopped("user-logins-sink");
    run("kafka-topics.sh --bootstrap-server $KAFKA --delete --topic user_logins");
    run("kafka-topics.sh --bootstrap-server $KAFKA --delete --topic user_logins_dlq");
    forgetPositions();
    await("both topics to be gone")
        .atMost(PATIENCE)
        .until(
            () -> backends.topics().names().stream().noneMatch(name -> name.startsWith("user_l")));
    run(CREATE_DEAD_LETTER_TOPIC);
    ask("curl -s -X PUT $CONNECT/connectors/login-source/resume");
    ask("curl -s -X PUT $CONNECT/connectors/user-logins-sink/resume");
    rest.awaitState("login-source", "RUNNING");
    rest.awaitState("user-logins-sink", "RUNNING");
    backends.queue().send(Logins.one("documented", 6));

    awaitRows(7);
    List<ConsumerRecord<byte[], byte[]>> records = backends.topics().read("user_logins");
    assertThat(records).as("the topic was made again").hasSize(1);
    assertThat(new String(records.get(0).value(), StandardCharsets.UTF_8))
        .contains("user-documented-6");
  }

  private static void forgetPositions() {
    String reset = "curl -s -X DELETE $CONNECT/connectors/user-logins-sink/offsets";
    await("the tasks to end, as the page says")
        .atMost(PATIENCE)
        .until(() -> run(reset).contains("have been reset successfully"));
  }

  /** A connector that is stopped has no tasks. */
  private static void awaitStopped(String connector) {
    await(connector + " to be stopped")
        .atMost(PATIENCE)
        .until(
            () -> {
              String status = rest.get("/connectors/" + connector + "/status").text();
              return status.contains("STOPPED") && status.contains("\"tasks\":[]");
            });
  }

  @Test
  @Order(2)
  void aWorkerShowsItsMetricsByTheAgent(@TempDir Path folder) throws Exception {
    List<Integer> ports = FreePorts.find(2);
    String shipped = Files.readString(Backends.CONFIGS.resolve("worker.properties"));
    Files.writeString(
        folder.resolve("worker.properties"),
        shipped
                .replaceFirst("(?m)^plugin\\.path=.*$", "plugin.path=" + backends.pluginPath())
                .replaceFirst("(?m)^listeners=.*$", "listeners=HTTP://localhost:" + ports.get(0))
            + WorkerRuntime.cluster("documented-worker"));
    Shell there =
        new Shell(folder, Pii.of(backends).executable())
            .where("10.0.0.5:9404", "127.0.0.1:" + ports.get(1))
            .where("/opt/jmx/jmx_prometheus_javaagent.jar", MonitoringFiles.AGENT)
            .where("/opt/jmx/jmx-exporter.yaml", MonitoringFiles.EXPORTER);
    backends.environment().forEach(there::with);
    Process worker =
        there.serve(
            documented(
                "KAFKA_OPTS=\"-javaagent:/opt/jmx/jmx_prometheus_javaagent.jar=10.0.0.5:9404:"
                    + "/opt/jmx/jmx-exporter.yaml\" connect-distributed.sh worker.properties"),
            "");
    try {
      await("the metrics of a worker that has started")
          .atMost(PATIENCE)
          .until(
              () ->
                  worker.isAlive()
                      && there
                          .run("curl -s http://127.0.0.1:" + ports.get(1) + "/metrics || true")
                          .contains("kafka_connect_worker_tasks"));
    } finally {
      Shell.end(worker);
    }
  }

  @Test
  @Order(2)
  void theRigRunsByItsCommand(@TempDir Path folder) throws Exception {
    int port = FreePorts.find(1).get(0);
    Files.createSymbolicLink(folder.resolve("benchmarks"), Backends.PROJECT.resolve("benchmarks"));
    Shell there =
        new Shell(folder, Pii.of(backends).executable())
            .where("--port 9324", "--port " + port)
            .where("localhost:9324", "localhost:" + port);
    Process rig =
        there.serve(
            documented(
                "java -jar benchmarks/target/benchmarks-*.jar rig --port 9324 --rtt 20"
                    + " --queue logins --fill 100000"),
            "logins");
    try {
      assertThat(run(there, "curl -s localhost:9324/rig/stats")).contains("logins");
      assertThat(
              run(
                  there,
                  "curl -s localhost:9324/rig/settings -d '{\"roundTripMillis\": 5, \"resetCounters\": true}'"))
          .isEqualTo("{}");
    } finally {
      Shell.end(rig);
    }
  }

  @Test
  @Order(9)
  void everythingThatIsListedHereWasRun() {
    assertThat(done).isEqualTo(listed);
  }

  private static String run(String command) throws Exception {
    return run(shell, command);
  }

  /** Asks again while the worker rebalances, or had no answer of SQS in time. */
  private static String ask(String command) {
    return await(command)
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .until(
            () -> run(command),
            said ->
                said.contains("already exists")
                    || Stream.of(PASSING).noneMatch(passing -> said.contains(passing)));
  }

  private static String run(Shell where, String command) throws Exception {
    return where.run(documented(command));
  }

  /** The command itself, which must be one that is listed here. */
  private static String documented(String command) {
    assertThat(listed).contains(command);
    done.add(command);
    return command;
  }

  private static void awaitRows(int count) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(backends.table().count()).isEqualTo(count));
  }

  private static List<String> ips(int count) {
    return IntStream.range(0, count).mapToObj(i -> Logins.ip("documented", i)).toList();
  }

  /** How often the source's task has started, as the worker's log says. */
  private static long starts() throws IOException {
    String line = "Reading 1 queue(s): [" + backends.sqs().queueUrl() + "]";
    // Of any bytes: somebody writes while this reads.
    try (Stream<String> lines = Files.lines(Backends.LOG, StandardCharsets.ISO_8859_1)) {
      return lines.filter(text -> text.contains(line)).count();
    }
  }

  /** The ids of both keys, by whether they are primary: "yes" and "no". */
  private static Map<String, String> keyIds(String info) {
    Map<String, String> ids = new LinkedHashMap<>();
    Matcher line = KEY_ID.matcher(info);
    while (line.find()) {
      ids.put(line.group(2), line.group(1));
    }
    assertThat(ids).as(info).hasSize(2);
    return ids;
  }

  private static boolean isInstalled(String program) {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }
}
