package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sealstream.quickstart.PiiCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * One run of bin/quickstart, as a user starts it, on a queue with every message sent twice; then a
 * look at everything that it left open: rows, topics, log, REST API.
 */
@Timeout(600)
class QuickstartIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LOGINS = 60;
  private static final String ODD_IP = "ip-of-quickstart-odd";

  @TempDir private static Path folder;

  private static final List<JsonNode> logins = new ArrayList<>();
  private static final List<JsonNode> others = new ArrayList<>();
  private static Process quickstart;
  private static Path output;
  private static Path temporary;
  private static JsonNode report;
  private static String secret;
  private static LocalDate dayBefore;

  @BeforeAll
  static void run() throws Exception {
    List<String> lines = lines();
    for (String line : lines) {
      JsonNode message = JSON.readTree(line);
      (isLogin(message) ? logins : others).add(message);
    }
    List<String> twice = new ArrayList<>(lines);
    twice.addAll(lines);
    Path messages = Files.write(folder.resolve("messages.jsonl"), twice);
    output = folder.resolve("output.txt");
    Path reportFile = folder.resolve("report.json");
    dayBefore = LocalDate.now(ZoneOffset.UTC);
    temporary = Files.createDirectory(folder.resolve("tmp"));
    ProcessBuilder builder =
        new ProcessBuilder(
                Backends.PROJECT.resolve("bin/quickstart").toString(),
                "--messages",
                messages.toString(),
                "--report",
                reportFile.toString(),
                "--log-file",
                folder.resolve("servers.log").toString(),
                "--keep-running")
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("TMPDIR", temporary.toString());
    quickstart = builder.start();
    await("the summary, with everything up")
        .atMost(Duration.ofMinutes(3))
        .until(() -> !quickstart.isAlive() || read(output).contains("stays up"));
    assertThat(quickstart.isAlive()).as(read(output)).isTrue();
    report = JSON.readTree(Files.readAllBytes(reportFile));
    secret = JSON.readTree(keyset().toFile()).findValuesAsText("value").get(0);
    assertThat(secret).hasSizeGreaterThan(80);
  }

  @AfterAll
  static void end() throws Exception {
    if (quickstart == null) {
      return;
    }
    if (report == null) {
      quickstart.destroy();
      quickstart.waitFor();
      return;
    }
    Path data = keyset().getParent().getParent();
    assertThat(data).hasParent(temporary);
    quickstart.destroy();
    assertThat(quickstart.waitFor()).as("exit code after SIGTERM").isZero();
    assertThat(temporary).as("nothing is left behind").isEmptyDirectory();
  }

  @Test
  void everyMessageIsAccountedFor() {
    assertThat(logins).isNotEmpty();
    assertThat(others).isNotEmpty();
    assertThat(report.path("sent").asInt()).isEqualTo(2 * (logins.size() + others.size()));
    assertThat(report.path("rows").asInt()).isEqualTo(2 * logins.size());
    assertThat(report.path("dead_lettered").asInt()).isEqualTo(2 * others.size());
  }

  @Test
  void everyRowHasItsLoginWithThePersonalFieldsEncrypted() throws Exception {
    List<Table.Row> rows = table().rows();
    assertThat(rows).hasSize(2 * logins.size());
    List<String> ips = unmask("ip", rows.stream().map(Table.Row::maskedIp).toList());
    List<String> devices =
        unmask("device_id", rows.stream().map(Table.Row::maskedDeviceId).toList());
    Map<String, Integer> seen = new HashMap<>();
    for (int i = 0; i < rows.size(); i++) {
      Table.Row row = rows.get(i);
      JsonNode login = loginOf(row.userId());
      assertThat(ips.get(i)).isEqualTo(login.path("ip").asText());
      assertThat(devices.get(i)).isEqualTo(login.path("device_id").asText());
      assertThat(row.maskedIp()).isNotEqualTo(login.path("ip").asText());
      assertThat(row.appVersion()).isEqualTo(login.path("app_version").asText());
      assertThat(row.deviceType()).isEqualTo(login.path("device_type").asText());
      assertThat(row.locale()).isEqualTo(login.path("locale").textValue());
      assertThat(row.createDate()).isBetween(dayBefore, LocalDate.now(ZoneOffset.UTC));
      seen.merge(row.userId(), 1, Integer::sum);
    }
    assertThat(seen)
        .hasSize(logins.size())
        .allSatisfy((user, count) -> assertThat(count).isEqualTo(2));
  }

  @Test
  void equalValuesAreEqualInTheTableAndDifferentOnesAreNot() throws Exception {
    Map<String, Set<String>> stored = new HashMap<>();
    for (Table.Row row : table().rows()) {
      String ip = loginOf(row.userId()).path("ip").asText();
      stored.computeIfAbsent(ip, key -> new HashSet<>()).add(row.maskedIp());
    }
    assertThat(stored.values()).allSatisfy(masked -> assertThat(masked).hasSize(1));
    Set<String> all = new HashSet<>();
    stored.values().forEach(all::addAll);
    assertThat(all).hasSameSizeAs(stored.keySet());
  }

  @Test
  void noClearPersonalValueAndNoSecretIsInAnyTopic() {
    KafkaTopics topics = new KafkaTopics(report.path("endpoints").path("bootstrap").asText());
    Set<String> names = topics.names();
    assertThat(names).contains("user_logins", "sealstream-connect-configs", "__consumer_offsets");
    for (String name : names) {
      for (String text : topics.texts(name)) {
        assertNothingSecret("topic " + name, text);
      }
    }
  }

  @Test
  void noClearPersonalValueAndNoSecretIsInTheLog() throws Exception {
    String log = Files.readString(folder.resolve("servers.log"));
    assertThat(log).contains("login-source");
    assertNothingSecret("log", log);
  }

  @Test
  void noClearPersonalValueAndNoSecretIsInAnyRestAnswer() throws Exception {
    Rest rest = new Rest(report.path("endpoints").path("connect").asText());
    List<String> paths = new ArrayList<>(List.of("/connectors?expand=info&expand=status"));
    for (String name : List.of("login-source", "user-logins-sink")) {
      for (String what : List.of("", "/config", "/status", "/tasks", "/topics", "/offsets")) {
        paths.add("/connectors/" + name + what);
      }
      paths.add("/connectors/" + name + "/tasks/0/status");
    }
    for (String path : paths) {
      Rest.Answer answer = rest.get(path);
      assertThat(answer.status()).as(path).isEqualTo(200);
      assertNothingSecret(path, answer.text());
    }
  }

  @Test
  void noClearPersonalValueAndNoSecretIsInWhatValidationAnswers() {
    Rest rest = new Rest(report.path("endpoints").path("connect").asText());
    for (String name : List.of("login-source", "user-logins-sink")) {
      JsonNode config = rest.get("/connectors/" + name + "/config").json();
      String path =
          "/connector-plugins/%s/config/validate"
              .formatted(config.path("connector.class").asText());
      Rest.Answer answer =
          rest.call("PUT", path, config.toString().getBytes(StandardCharsets.UTF_8));
      assertThat(answer.status()).as(path).isEqualTo(200);
      assertThat(answer.json().path("error_count").asInt(-1)).as(path).isZero();
      assertNothingSecret(path, answer.text());
    }
  }

  @Test
  void theTerminalSaysWhatHappenedAndWhereTheOddMessageWentAndWhy() throws Exception {
    assertThat(read(output))
        .contains(
            "%d sent = %d rows + %d dead-lettered"
                .formatted(
                    2 * (logins.size() + others.size()), 2 * logins.size(), 2 * others.size()))
        .contains("login-queue-dlq")
        .contains("field user_id: expected STRING, found nothing")
        .contains("this is the address that was sent")
        .doesNotContain(others.get(0).toString())
        .doesNotContain(ODD_IP)
        .doesNotContain(secret);
  }

  @Test
  void aRecordThatFitsNoColumnIsShownWithItsReason() throws Exception {
    assumeThat(System.getProperty("sealstream.messages", "")).isEmpty();
    assertThat(read(output))
        .contains("2 records in topic user_logins_dlq")
        .contains("Field 'user_id': its text of 150 characters is longer than the 128 allowed");
  }

  private static void assertNothingSecret(String where, String text) {
    for (JsonNode login : logins) {
      assertThat(text.contains(login.path("ip").asText())).as("an ip in " + where).isFalse();
      assertThat(text.contains(login.path("device_id").asText()))
          .as("a device_id in " + where)
          .isFalse();
    }
    assertThat(text.contains(ODD_IP)).as("an ip in " + where).isFalse();
    assertThat(text.contains(secret)).as("the keyset's secret in " + where).isFalse();
  }

  /** Others are dead letters: of the source, or of the sink where a text fits no column. */
  private static boolean isLogin(JsonNode message) {
    String userId = message.path("user_id").asText();
    return !userId.isEmpty() && userId.length() <= 128;
  }

  /** Messages of our own, or those of the file that {@code -Dsealstream.messages} names. */
  private static List<String> lines() throws IOException {
    String file = System.getProperty("sealstream.messages", "");
    return file.isEmpty() ? generated() : Files.readAllLines(Path.of(file));
  }

  private static List<String> generated() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < LOGINS; i++) {
      lines.add(
          JSON.createObjectNode()
              .put("user_id", "user-" + i)
              .put("app_version", i == 0 ? "2.0" : i == 1 ? "2.00" : "3." + i)
              .put("device_type", i % 2 == 0 ? "ios" : "android")
              .put("ip", Logins.ip("quickstart", i % 50))
              .put("locale", i % 3 == 0 ? null : "DE")
              .put("device_id", Logins.device("quickstart", i))
              .toString());
    }
    lines.add("{\"foo\": \"oops_wrong_msg_type\", \"ip\": \"" + ODD_IP + "\"}");
    lines.add(Logins.of("u".repeat(150), ODD_IP, ODD_IP));
    return lines;
  }

  private static JsonNode loginOf(String userId) {
    return logins.stream()
        .filter(login -> login.path("user_id").asText().equals(userId))
        .findFirst()
        .orElseThrow();
  }

  private static Table table() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(report.path("endpoints").path("jdbc").asText());
    return new Table(source);
  }

  private static Path keyset() {
    return Path.of(report.path("keysetFile").asText());
  }

  private static List<String> unmask(String domain, List<String> values) {
    Path commands = keyset().getParent().resolveSibling("commands");
    return PiiCommand.in(commands).unmask(keyset(), domain, values);
  }

  private static String read(Path file) throws IOException {
    return Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
  }
}
