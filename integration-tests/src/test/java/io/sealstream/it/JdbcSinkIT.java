package io.sealstream.it;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What both JDBC sinks make of the same logins, with their shipped files: Debezium's always,
 * Confluent's with {@code -Pconfluent}.
 */
@ParameterizedClass
@MethodSource("sinks")
@Timeout(900)
class JdbcSinkIT {

  /**
   * A sink.
   *
   * @param pluginPath where it is beside the archives; empty where it is one of them
   */
  record Sink(String file, String pluginPath) {
    String connector() {
      return file.replace(".json", "");
    }

    @Override
    public String toString() {
      return connector();
    }
  }

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final int MANY = Scale.of(2_000, 10_000);

  @Parameter private Sink sink;

  private static Backends backends;
  private static Rest rest;

  static List<Sink> sinks() {
    List<Sink> sinks = new ArrayList<>(List.of(new Sink("user-logins-sink.json", "")));
    String confluent = System.getProperty("sealstream.confluent", "");
    if (!confluent.isEmpty()) {
      sinks.add(new Sink("user-logins-sink-confluent.json", confluent));
    }
    return sinks;
  }

  @BeforeParameterizedClassInvocation
  static void start(Sink sink) throws Exception {
    // What a stopped task had received and not deleted comes again after this long.
    backends = Backends.start(Duration.ofSeconds(5));
    Path archives = backends.pluginPath();
    Map<String, String> properties =
        Map.of(
            "plugin.path",
            sink.pluginPath().isEmpty() ? archives.toString() : archives + "," + sink.pluginPath(),
            // A sink's position, which a test waits for, is by default committed every 10 s.
            "offset.flush.interval.ms",
            "500");
    rest = new Rest(backends.startWorker(properties).url());
    rest.post(ShippedConfig.SOURCE);
    rest.post(Backends.CONFIGS.resolve(sink.file()));
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    if (backends != null) {
      backends.close();
    }
  }

  @Test
  void theShippedFileIsValid() throws Exception {
    assertThat(rest.errors(ShippedConfig.of(Backends.CONFIGS.resolve(sink.file())))).isEmpty();
  }

  @Test
  void everyColumnHasWhatWasSent() throws Exception {
    List<ObjectNode> logins = IntStream.range(0, 50).mapToObj(i -> login("columns", i)).toList();
    assertRows(send(logins));
  }

  @Test
  void nullIsNullAndTextIsKept() throws Exception {
    List<ObjectNode> logins = new ArrayList<>();
    logins.add(login("null", 0).putNull("locale").putNull("device_type").putNull("app_version"));
    ObjectNode missing = login("null", 1);
    missing.remove(List.of("locale", "device_type", "app_version"));
    logins.add(missing);
    logins.add(login("null", 2).put("locale", "").put("device_type", "NULL"));
    logins.add(login("null", 3).put("app_version", "2.0"));
    logins.add(login("null", 4).put("app_version", "2.00"));
    logins.add(login("null", 5).put("app_version", "0002"));
    logins.add(login("null", 6).put("user_id", "\ud83d\ude00".repeat(128)));
    logins.add(login("null", 7).put("user_id", "'; DROP TABLE user_logins; --\u0001\ufeff"));

    assertRows(send(logins));
  }

  @Test
  void createDateIsTheUtcDateOnWhichSqsGotTheMessage() throws Exception {
    for (String instant : List.of("2024-02-29T23:59:59.999Z", "2024-03-01T00:00:00.000Z")) {
      backends.proxy().sentAt(Instant.parse(instant));
      try {
        String id = backends.queue().send(login("leap-day", 0).toString());
        awaitRows(List.of(id));
        assertThat(row(id).createDate()).isEqualTo(LocalDate.parse(instant.substring(0, 10)));
      } finally {
        backends.proxy().sentAt(null);
      }
    }
  }

  @Test
  void aMessageThatComesTwiceKeepsItsOneRow() throws Exception {
    awaitEmptyQueue();
    backends.proxy().refuse("DeleteMessageBatch");
    Map<String, ObjectNode> sent;
    try {
      sent = send(IntStream.range(0, 30).mapToObj(i -> login("twice", i)).toList());
      awaitRows(sent.keySet());
      assertThat(rest.delete("/connectors/" + ShippedConfig.SOURCE_NAME).status()).isEqualTo(204);
      rest.post(ShippedConfig.SOURCE);
      await("every login again")
          .atMost(PATIENCE)
          .pollInterval(POLL)
          .until(() -> countTwice(records(sent.keySet())) == sent.size());
    } finally {
      backends.proxy().allow("DeleteMessageBatch");
    }
    awaitEmptyQueue();

    awaitWritten(records(sent.keySet()));
    assertRows(sent);
    rest.assertRuns(sink.connector());
    assertThat(deadLetters()).doesNotContainKeys(sent.keySet().toArray(String[]::new));
  }

  private static void awaitEmptyQueue() {
    await("an empty queue").atMost(PATIENCE).until(() -> backends.queue().depth().total() == 0);
  }

  /** What the topic has of these messages. */
  private static List<ConsumerRecord<byte[], byte[]>> records(Set<String> ids) {
    return backends.topics().read(ShippedConfig.TOPIC).stream()
        .filter(record -> ids.contains(KafkaTopics.key(record)))
        .toList();
  }

  /** Of how many messages there is more than one record. */
  private static long countTwice(List<ConsumerRecord<byte[], byte[]>> records) {
    return records.stream().collect(groupingBy(KafkaTopics::key, counting())).values().stream()
        .filter(copies -> copies > 1)
        .count();
  }

  /**
   * Waits until the sink's committed positions are behind these records. Its lag would not do: a
   * dead letter at the end of a partition keeps that of Debezium's from 0.
   */
  private void awaitWritten(List<ConsumerRecord<byte[], byte[]>> records) {
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", backends.kafka().bootstrapServers()))) {
      await("positions behind the records")
          .atMost(PATIENCE)
          .pollInterval(POLL)
          .until(
              () -> {
                Map<TopicPartition, OffsetAndMetadata> positions =
                    admin
                        .listConsumerGroupOffsets("connect-" + sink.connector())
                        .partitionsToOffsetAndMetadata()
                        .get();
                return records.stream().allMatch(record -> isBehind(positions, record));
              });
    }
  }

  private static boolean isBehind(
      Map<TopicPartition, OffsetAndMetadata> positions, ConsumerRecord<byte[], byte[]> record) {
    OffsetAndMetadata position =
        positions.get(new TopicPartition(record.topic(), record.partition()));
    return position != null && position.offset() > record.offset();
  }

  @Test
  void whatTheColumnsCannotHoldIsADeadLetterAndTheRestArrives() throws Exception {
    String dead = sink.connector() + "-of-refused";
    List<String> refused =
        backends
            .queue()
            .sendAll(
                List.of(
                    login(dead, 0).put("user_id", "x".repeat(129)).toString(),
                    login(dead, 1).put("locale", "x\0").toString(),
                    login(dead, 2).put("app_version", "x".repeat(33)).toString()));
    assertRows(send(IntStream.range(0, 5).mapToObj(i -> login("after", i)).toList()));

    await("dead letters")
        .atMost(PATIENCE)
        .pollInterval(POLL)
        .until(() -> deadLetters().keySet().containsAll(refused));
    assertThat(deadLetters())
        .isEqualTo(
            Map.of(
                refused.get(0),
                "Field 'user_id': its text of 129 characters is longer than the 128 allowed",
                refused.get(1),
                "Field 'locale': its text holds U+0000",
                refused.get(2),
                "Field 'app_version': its text of 33 characters is longer than the 32 allowed"));
    rest.assertRuns(sink.connector());
    new Disclosures(backends, rest).assertNone(List.of("ip-of-" + dead, "device-of-" + dead));
  }

  /**
   * Why messages are dead letters, by their ids. One that was delivered twice may be there twice.
   */
  private static Map<String, String> deadLetters() {
    Map<String, String> reasons = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record :
        backends.topics().read(ShippedConfig.DEAD_LETTER_TOPIC)) {
      reasons.put(
          KafkaTopics.key(record),
          new String(
              record.headers().lastHeader("__connect.errors.exception.message").value(),
              StandardCharsets.UTF_8));
    }
    return reasons;
  }

  @Test
  void manyLoginsAreAsManyRows() throws Exception {
    long begin = System.nanoTime();
    Map<String, ObjectNode> sent =
        send(IntStream.range(0, MANY).mapToObj(i -> login("many", i)).toList());
    awaitRows(sent.keySet());
    Scale.measured(
        "%s: %,d logins from the first SendMessage to the last row in %.1f s",
        sink, MANY, (System.nanoTime() - begin) / 1e9);

    assertRows(sent);
  }

  private static ObjectNode login(String test, int i) {
    return JSON.createObjectNode()
        .put("user_id", "user-" + test + "-" + i)
        .put("app_version", "2." + i)
        .put("device_type", i % 2 == 0 ? "ios" : "android")
        .put("ip", Logins.ip(test, i % 20))
        .put("locale", i % 3 == 0 ? null : "DE")
        .put("device_id", Logins.device(test, i));
  }

  private static Map<String, ObjectNode> send(List<ObjectNode> logins) {
    List<String> ids = backends.queue().sendAll(logins.stream().map(ObjectNode::toString).toList());
    Map<String, ObjectNode> sent = new LinkedHashMap<>();
    for (int i = 0; i < ids.size(); i++) {
      sent.put(ids.get(i), logins.get(i));
    }
    return sent;
  }

  private static void awaitRows(Collection<String> ids) {
    await("rows").atMost(PATIENCE).pollInterval(POLL).until(() -> countRows(ids) == ids.size());
  }

  private static int countRows(Collection<String> ids) throws SQLException {
    try (Connection connection = backends.postgres().dataSource().getConnection();
        PreparedStatement statement =
            connection.prepareStatement(
                "SELECT count(*) FROM user_logins WHERE message_id = ANY (?)")) {
      statement.setArray(1, connection.createArrayOf("varchar", ids.toArray()));
      try (ResultSet found = statement.executeQuery()) {
        found.next();
        return found.getInt(1);
      }
    }
  }

  private static Map<String, Table.Row> rows() {
    return backends.table().rows().stream()
        .collect(toMap(Table.Row::messageId, Function.identity()));
  }

  private static Table.Row row(String id) {
    return rows().get(id);
  }

  /** Waits for the rows of these logins, and compares every column. */
  private static void assertRows(Map<String, ObjectNode> sent) throws Exception {
    awaitRows(sent.keySet());
    Map<String, Table.Row> rows = rows();
    Pii pii = Pii.of(backends);
    List<ObjectNode> logins = List.copyOf(sent.values());
    List<String> ips = pii.mask(backends.keyset(), "ip", texts(logins, "ip"));
    List<String> devices = pii.mask(backends.keyset(), "device_id", texts(logins, "device_id"));
    List<Table.Row> found = new ArrayList<>();
    List<Table.Row> expected = new ArrayList<>();
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    for (String id : sent.keySet()) {
      Table.Row row = rows.get(id);
      assertThat(row.createDate()).isBetween(today.minusDays(1), today);
      ObjectNode login = sent.get(id);
      int i = expected.size();
      found.add(row);
      expected.add(
          new Table.Row(
              id,
              login.path("user_id").textValue(),
              login.path("device_type").textValue(),
              ips.get(i),
              devices.get(i),
              login.path("locale").textValue(),
              login.path("app_version").textValue(),
              row.createDate()));
    }
    assertThat(found).isEqualTo(expected);
  }

  private static List<String> texts(List<ObjectNode> logins, String field) {
    return logins.stream().map(login -> login.path(field).asText()).toList();
  }
}
