package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.connect.sink.SinkConnector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Records of every type through a worker that has the packaged plugin: masked on the way into
 * Kafka, as they were on the way out of it.
 */
@Timeout(600)
class MaskTypesIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int PROFILES = 12;
  private static final List<ObjectNode> SENT = Profiles.of(PROFILES);
  private static final String[] PATHS = Profiles.FIELDS.split(",");
  private static final String TOPIC = "profiles";
  private static final String CIPHERTEXT = "[A-Za-z0-9+/]{28,}={0,2}";
  private static final String PII = "io.sealstream.pii.";

  private static final String TABLE =
      """
      CREATE TABLE profiles (
        id text PRIMARY KEY, login text, ip text, country text, plan text, age integer,
        visits bigint, score double precision, ratio real, vip boolean, born date,
        wake time(3), seen timestamp(3), balance numeric(20,2), photo bytea,
        tags text[], scores bigint[], home_ip text, home_floor smallint)
      """;

  private static Backends backends;
  private static Rest rest;
  private static Pii pii;
  private static Path recorded;

  @BeforeAll
  static void startAndSend() throws Exception {
    backends = Backends.start(Duration.ofSeconds(30));
    PluginJar.install(backends.pluginPath(), SinkConnector.class, RecordingSink.class);
    pii = Pii.of(backends);
    rest = new Rest(backends.startWorker().url());
    recorded = backends.folder().resolve("profiles.jsonl");
    backends.execute(TABLE);
    mask(TOPIC, encryptingSource(TOPIC, backends.keyset()), SENT);
  }

  @AfterAll
  static void stop() {
    if (backends != null) {
      backends.close();
    }
  }

  @Test
  void noClearValueIsAnywhereInTheTopic() {
    Set<String> clear = new HashSet<>(List.of(Profiles.DEFAULT_COUNTRY, "plan-of-silver"));
    for (ObjectNode profile : SENT) {
      for (String path : PATHS) {
        Profiles.texts(profile, path).stream()
            .filter(text -> text.length() > 5)
            .forEach(clear::add);
        // A number or a date also as JSON would have it.
        Profiles.at(profile, path).stream()
            .map(JsonNode::asText)
            .filter(text -> text.length() > 8)
            .forEach(clear::add);
      }
    }
    assertThat(clear).hasSizeGreaterThan(PROFILES * 12);

    List<String> records = backends.topics().texts(TOPIC);

    assertThat(records).hasSize(PROFILES);
    assertThat(clear)
        .as("clear values in the topic")
        .noneMatch(value -> records.stream().anyMatch(record -> record.contains(value)));
  }

  @Test
  void everyMaskedValueIsACiphertextOfItsCanonicalText() throws Exception {
    Map<String, List<String>> ciphertexts = new LinkedHashMap<>();
    Map<String, List<String>> expected = new TreeMap<>();
    List<JsonNode> values = values(TOPIC);
    for (String path : PATHS) {
      for (int i = 0; i < PROFILES; i++) {
        List<JsonNode> masked = Profiles.at(values.get(i), path);
        assertThat(masked)
            .as(path)
            .allSatisfy(value -> assertThat(value.textValue()).matches(CIPHERTEXT));
        masked.forEach(
            value ->
                ciphertexts.computeIfAbsent(path, key -> new ArrayList<>()).add(value.textValue()));
        expected
            .computeIfAbsent(path, key -> new ArrayList<>())
            .addAll(Profiles.texts(Profiles.received(SENT.get(i)), path));
      }
    }

    assertThat(unmaskColumns(ciphertexts)).isEqualTo(expected);
    assertThat(values.get(0).at("/events/0/kind").asText()).isEqualTo("login");
  }

  @Test
  void equalValuesOfADomainAreEqualAtEveryPathOfIt() throws Exception {
    JsonNode first = values(TOPIC).get(0);
    JsonNode second = values(TOPIC).get(1);

    assertThat(first.path("ip"))
        .isEqualTo(first.at("/home/ip"))
        .isEqualTo(first.at("/events/0/ip"))
        .isNotEqualTo(second.path("ip"));
    assertThat(first.at("/events/1/ip")).isEqualTo(second.path("ip"));
    assertThat(first.at("/by_region/us/login")).isEqualTo(second.path("login"));
  }

  @Test
  void whatIsNullOrEmptyStaysSo() throws Exception {
    JsonNode value = values(TOPIC).get(3);

    for (String path : List.of("/ip", "/age", "/born", "/tags/1")) {
      assertThat(value.at(path).isNull()).as(path).isTrue();
    }
    assertThat(value.path("events").isArray()).isTrue();
    assertThat(value.path("events")).isEmpty();
    assertThat(value.path("by_region").isObject()).isTrue();
    assertThat(value.path("by_region")).isEmpty();
  }

  @Test
  void theSchemaInKafkaTellsTheTypesAndNoValue() throws Exception {
    JsonNode schema = json(backends.topics().read(TOPIC).get(0).value()).path("schema");
    Map<String, JsonNode> fields = new TreeMap<>();
    schema.path("fields").forEach(field -> fields.put(field.path("field").asText(), field));

    assertThat(fields.get("ip"))
        .isEqualTo(parse("{'field':'ip','type':'string','optional':true,'doc':'Where from'}"));
    assertThat(fields.get("age"))
        .isEqualTo(
            parse(
                "{'field':'age','type':'string','optional':true,'parameters':{'"
                    + PII
                    + "type':'INT32'}}"));
    JsonNode balance = fields.get("balance").path("parameters");
    assertThat(balance.path(PII + "type").asText()).isEqualTo("BYTES");
    assertThat(balance.path(PII + "name").asText())
        .isEqualTo("org.apache.kafka.connect.data.Decimal");
    assertThat(balance.path(PII + "version").asText()).isEqualTo("1");
    assertThat(balance.path(PII + "parameter.scale").asText()).matches(CIPHERTEXT);
    assertThat(fields.get("plan").path("parameters").path(PII + "parameter.allowed").asText())
        .matches(CIPHERTEXT);
    assertThat(fields.get("country").path("default").asText()).matches(CIPHERTEXT);
    assertThat(fields.get("country").path("default"))
        .isEqualTo(values(TOPIC).get(0).get("country"));
    assertThat(fields.get("scores").at("/items/parameters").path(PII + "type").asText())
        .isEqualTo("INT64");
    assertThat(fields.get("home").path("name").asText()).isEqualTo("io.sealstream.Home");
    assertThat(fields.get("id"))
        .isEqualTo(parse("{'field':'id','type':'string','optional':false}"));
  }

  @Test
  void aKeyThatIsAPlainStringIsMasked() {
    List<ConsumerRecord<byte[], byte[]>> records = backends.topics().read(TOPIC);

    assertThat(records)
        .allSatisfy(
            record ->
                assertThat(text(record.key()))
                    .matches(CIPHERTEXT)
                    .isEqualTo(json(record.value()).at("/payload/login").asText()));
    assertThat(records.stream().map(record -> text(record.key())).distinct()).hasSize(PROFILES);
  }

  @Test
  void aSinkWithUnmaskPiiGetsTheRecordsAsTheyWere() throws Exception {
    rest.create("profiles-sink", unmaskingSink(TOPIC, recorded, backends.keyset()).config());

    List<Recorded> records = recorded(recorded, PROFILES);

    for (int i = 0; i < PROFILES; i++) {
      assertThat(records.get(i).key().path("payload")).isEqualTo(SENT.get(i).path("login"));
      assertThat(records.get(i).value().path("payload")).isEqualTo(Profiles.received(SENT.get(i)));
      assertThat(records.get(i).value().path("schema")).isEqualTo(Profiles.parse(Profiles.SCHEMA));
    }
  }

  @Test
  void aDatabaseGetsNumbersDatesAndArrays() throws Exception {
    ConnectorConfig sink =
        ConnectorConfig.jdbcSink(TOPIC, "profiles", "id")
            .transform("unmask", ConnectorConfig.UNMASK_VALUE, allFields(backends.keyset()))
            .transform("plain", "ReplaceField$Value", Map.of("exclude", "events,by_region"))
            .transform("flat", "Flatten$Value", Map.of("delimiter", "_"));
    rest.create("profiles-jdbc-sink", sink.config());

    await()
        .atMost(PATIENCE)
        .until(() -> query("SELECT count(*)::text FROM profiles").equals(List.of("12")));

    for (ObjectNode sent : SENT) {
      JsonNode profile = Profiles.received(sent);
      List<String> columns = new ArrayList<>();
      List<String> expected = new ArrayList<>();
      for (String path : PATHS) {
        if (!path.contains("[*]")) {
          columns.add(column(path));
          List<String> texts = Profiles.texts(profile, path);
          expected.add(texts.isEmpty() ? null : texts.get(0));
        }
      }
      columns.add("tags::text");
      expected.add("{%s,NULL,tag-of-all}".formatted(profile.at("/tags/0").asText()));
      columns.add("scores::text");
      expected.add("{%s,8555666777888}".formatted(profile.at("/scores/0").asText()));
      assertThat(
              query(
                  "SELECT %s FROM profiles WHERE id = '%s'"
                      .formatted(String.join(", ", columns), profile.path("id").asText())))
          .isEqualTo(expected);
    }
  }

  @Test
  void pseudonymsHaveOneLengthAndTellNothingOfTheType() throws Exception {
    Path keyset = pii.createKeyset(backends.folder().resolve("hmac.json"), "--kind", "hmac");
    Map<String, Object> mask =
        Map.of(
            "fields", "ip,age,balance,country,login,tags[*],home.ip,events[*].ip",
            "domains", "home.ip=home",
            "method", "hmac",
            "keyset.file", keyset);
    ConnectorConfig source =
        source("pseudonyms").transform("mask", ConnectorConfig.MASK_VALUE, mask);

    List<JsonNode> values = mask("pseudonyms", source, SENT);

    Map<String, Set<String>> pseudonyms = new TreeMap<>();
    for (int i = 0; i < PROFILES; i++) {
      for (String path : mask.get("fields").toString().split(",")) {
        List<String> texts = Profiles.texts(Profiles.received(SENT.get(i)), path);
        List<JsonNode> masked = Profiles.at(values.get(i), path);
        assertThat(masked).as(path).hasSameSizeAs(texts);
        for (int j = 0; j < texts.size(); j++) {
          assertThat(Base64.getDecoder().decode(masked.get(j).textValue())).hasSize(32);
          assertThat(masked.get(j).textValue()).hasSize(44);
          String domain = path.equals("home.ip") ? "home" : Profiles.domain(path);
          pseudonyms
              .computeIfAbsent(domain + " " + texts.get(j), key -> new HashSet<>())
              .add(masked.get(j).textValue());
        }
      }
    }
    assertThat(pseudonyms.values()).as("equal for equal values").allMatch(each -> each.size() == 1);
    assertThat(pseudonyms.values().stream().distinct())
        .as("different for others")
        .hasSameSizeAs(pseudonyms.keySet());
    assertThat(backends.topics().texts("pseudonyms"))
        .allSatisfy(
            record ->
                assertThat(record)
                    .doesNotContain(PII, Profiles.DEFAULT_COUNTRY, "203.0.113.", "tag-of-all"));
  }

  @Test
  void theKeyOfOneDomainReadsThatDomainAlone() throws Exception {
    Path keyset =
        pii.createKeyset(backends.folder().resolve("deriving.json"), "--kind", "deriving");
    Path exported = backends.folder().resolve("ip-alone.json");
    pii.run("", "keyset", "export", "--keyset-file", keyset, "--domain", "ip", "--out", exported);
    ConnectorConfig source =
        source("derived")
            .transform(
                "mask",
                ConnectorConfig.MASK_VALUE,
                Map.of("fields", "login,ip,events[*].ip", "keyset.file", keyset));

    List<JsonNode> values = mask("derived", source, SENT);

    for (String path : List.of("ip", "events[*].ip")) {
      assertThat(pii.unmask(exported, "ip", all(values, path))).isEqualTo(sent(path));
    }
    assertThat(pii.unmask(keyset, "login", all(values, "login"))).isEqualTo(sent("login"));
    for (String domain : List.of("login", "ip")) {
      Pii.Answer refused =
          pii.call(
              all(values, "login").get(0) + "\n",
              "unmask",
              "--keyset-file",
              exported,
              "--domain",
              domain);
      assertThat(refused.exitCode()).isEqualTo(1);
      assertThat(refused.output()).isEmpty();
      assertThat(refused.errors()).contains("line 1");
    }
  }

  @Test
  void afterARotationNewRecordsHaveTheNewKeyAndAllAreRead() throws Exception {
    Path keyset = pii.createKeyset(backends.folder().resolve("rotating.json"));
    long oldKey = keyIds(keyset).get(0);
    // A receive that a stop cut off may still take a message with it, and hide it this long.
    ConnectorConfig source =
        encryptingSource("rotating", keyset)
            .with("sqs.wait.time.seconds", "1")
            .with("sqs.visibility.timeout.seconds", "5");
    rest.create("rotating", source.config());
    send("rotating", SENT.subList(0, 6));

    Path standby = backends.folder().resolve("standby.json");
    String newKey =
        pii.run("", "keyset", "rotate", "--standby", "--keyset-file", keyset, "--out", standby)
            .strip();
    replaceKeyset("rotating", keyset, standby);
    send("rotating", SENT.subList(6, 8));
    Path promoted = backends.folder().resolve("promoted.json");
    pii.run(
        "", "keyset", "promote", "--keyset-file", keyset, "--key-id", newKey, "--out", promoted);
    replaceKeyset("rotating", keyset, promoted);
    send("rotating", SENT.subList(8, PROFILES));

    List<Long> keys =
        values("rotating").stream().map(value -> keyId(value.path("login").asText())).toList();
    assertThat(keys.subList(0, 8)).containsOnly(oldKey);
    assertThat(keys.subList(8, PROFILES)).containsOnly(Long.parseLong(newKey));
    Path file = backends.folder().resolve("rotated.jsonl");
    rest.create("rotated-sink", unmaskingSink("rotating", file, keyset).config());
    List<Recorded> records = recorded(file, PROFILES);
    for (int i = 0; i < PROFILES; i++) {
      assertThat(records.get(i).value().path("payload")).isEqualTo(Profiles.received(SENT.get(i)));
      assertThat(records.get(i).value().path("schema")).isEqualTo(Profiles.parse(Profiles.SCHEMA));
    }
  }

  private static Map<String, Object> allFields(Path keyset) {
    return Map.of("fields", Profiles.FIELDS, "keyset.file", keyset);
  }

  private static ConnectorConfig source(String topic) {
    String queue = backends.sqs().client().createQueue(topic, Map.of());
    return ConnectorConfig.source(backends, queue, topic).with("value.schema", Profiles.SCHEMA);
  }

  private static ConnectorConfig encryptingSource(String topic, Path keyset) {
    return source(topic)
        .with("record.key", "field:login")
        .stringKey(
            "login", ConnectorConfig.MASK_KEY, Map.of("fields", "login", "keyset.file", keyset))
        .transform("mask", ConnectorConfig.MASK_VALUE, allFields(keyset));
  }

  private static ConnectorConfig unmaskingSink(String topic, Path file, Path keyset) {
    return ConnectorConfig.recordingSink(topic, file)
        .stringKey(
            "login", ConnectorConfig.UNMASK_KEY, Map.of("fields", "login", "keyset.file", keyset))
        .transform("unmask", ConnectorConfig.UNMASK_VALUE, allFields(keyset));
  }

  /** Sends messages through a new connector that is named as its topic; what Kafka has then. */
  private static List<JsonNode> mask(
      String topic, ConnectorConfig source, List<ObjectNode> messages) throws Exception {
    rest.create(topic, source.config());
    send(topic, messages);
    return values(topic);
  }

  /** Sends messages to a connector's queue, and waits until they are in its topic. */
  private static void send(String topic, List<ObjectNode> messages) {
    String queue = backends.sqs().queueUrl().replaceAll("[^/]*$", "") + topic;
    SqsTestClient client = new SqsTestClient(backends.sqs().client(), queue);
    KafkaTopics topics = backends.topics();
    long before = topics.names().contains(topic) ? topics.size(topic) : 0;
    messages.forEach(message -> client.send(message.toString()));
    await()
        .atMost(PATIENCE)
        .until(
            () -> topics.names().contains(topic) && topics.size(topic) == before + messages.size());
    // So that a stop that follows leaves nothing to be delivered again.
    await().atMost(PATIENCE).until(() -> client.depth().total() == 0);
  }

  /** The payloads of a topic, in the order of the messages. */
  private static List<JsonNode> values(String topic) {
    return backends.topics().read(topic).stream()
        .map(record -> json(record.value()).path("payload"))
        .sorted(Comparator.comparingInt(MaskTypesIT::number))
        .toList();
  }

  /** Which of the messages a record was. */
  private static int number(JsonNode payload) {
    return Integer.parseInt(payload.path("id").asText().replace("profile-", ""));
  }

  /** All that a path names, in the order of the records. */
  private static List<String> all(List<JsonNode> values, String path) {
    return values.stream()
        .flatMap(value -> Profiles.at(value, path).stream())
        .map(JsonNode::asText)
        .toList();
  }

  private static List<String> sent(String path) {
    return SENT.stream().flatMap(profile -> Profiles.texts(profile, path).stream()).toList();
  }

  /** What a sink recorded of one record. */
  private record Recorded(JsonNode key, JsonNode value) {}

  private static List<Recorded> recorded(Path file, int count) throws Exception {
    List<String> lines = RecordedLines.await(file, 2 * count);
    List<Recorded> records = new ArrayList<>();
    for (int i = 0; i < lines.size(); i += 2) {
      records.add(new Recorded(Profiles.parse(lines.get(i)), Profiles.parse(lines.get(i + 1))));
    }
    records.sort(Comparator.comparingInt(record -> number(record.value().path("payload"))));
    return records;
  }

  /** Puts another keyset at a file's place, while the connector that reads it is stopped. */
  private static void replaceKeyset(String connector, Path file, Path by) throws Exception {
    assertThat(rest.put("/connectors/" + connector + "/stop").status()).isEqualTo(204);
    await()
        .atMost(PATIENCE)
        .until(
            () -> rest.get("/connectors/" + connector + "/status").json().at("/tasks").isEmpty());
    Files.move(by, file, StandardCopyOption.REPLACE_EXISTING);
    assertThat(rest.put("/connectors/" + connector + "/resume").status()).isEqualTo(202);
    rest.awaitState(connector, "RUNNING");
  }

  private static List<Long> keyIds(Path keyset) throws Exception {
    List<Long> ids = new ArrayList<>();
    Profiles.parse(Files.readString(keyset))
        .path("key")
        .forEach(key -> ids.add(key.path("keyId").asLong()));
    return ids;
  }

  private static long keyId(String ciphertext) {
    return ByteBuffer.wrap(Base64.getDecoder().decode(ciphertext), 1, 4).getInt() & 0xffffffffL;
  }

  /** All columns in one run of the command; the domain of a path is its last name. */
  private static Map<String, List<String>> unmaskColumns(Map<String, List<String>> columns)
      throws Exception {
    List<Object> arguments =
        new ArrayList<>(List.of("unmask", "--csv", "--keyset-file", backends.keyset()));
    List<String> paths = List.copyOf(columns.keySet());
    for (int i = 0; i < paths.size(); i++) {
      arguments.addAll(List.of("--column", "c" + i + "=" + Profiles.domain(paths.get(i))));
    }
    String output = pii.run(csv(columns), arguments.toArray());
    Map<String, List<String>> clear = new TreeMap<>();
    output
        .lines()
        .skip(1)
        .forEach(
            line -> {
              String[] cells = line.split(",", -1);
              for (int i = 0; i < cells.length; i++) {
                if (!cells[i].isEmpty()) {
                  clear.computeIfAbsent(paths.get(i), key -> new ArrayList<>()).add(cells[i]);
                }
              }
            });
    return clear;
  }

  private static String csv(Map<String, List<String>> columns) {
    StringBuilder csv = new StringBuilder("c0");
    for (int i = 1; i < columns.size(); i++) {
      csv.append(",c").append(i);
    }
    int rows = columns.values().stream().mapToInt(List::size).max().orElseThrow();
    for (int row = 0; row < rows; row++) {
      String separator = "\n";
      for (List<String> column : columns.values()) {
        csv.append(separator).append(row < column.size() ? column.get(row) : "");
        separator = ",";
      }
    }
    return csv.append('\n').toString();
  }

  private static String column(String path) {
    String name = path.replace('.', '_');
    return switch (path) {
      case "photo" -> "encode(photo, 'base64')";
      case "seen" -> "to_char(seen, 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')";
      case "balance" -> "trim_scale(balance)::text";
      case "ratio" -> "ratio::float8::text";
      case "wake" -> "to_char(wake, 'HH24:MI:SS.MS')";
      default -> name + "::text";
    };
  }

  /** The one row of a query. */
  private static List<String> query(String sql) throws Exception {
    try (Connection connection = backends.postgres().dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(sql)) {
      assertThat(found.next()).isTrue();
      List<String> row = new ArrayList<>();
      for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
        row.add(found.getString(i));
      }
      return row;
    }
  }

  private static JsonNode json(byte[] bytes) {
    return Profiles.parse(text(bytes));
  }

  /** JSON with other quotes. */
  private static JsonNode parse(String json) {
    return Profiles.parse(json.replace('\'', '"'));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
