package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sealstream.benchmarks.rig.RigMessage;
import io.sealstream.it.OddMessage.DeadLetter;
import io.sealstream.it.OddMessage.Refused;
import io.sealstream.it.OddMessage.Row;
import io.sealstream.it.OddMessage.SinkDeadLetter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Some hundred bodies of every odd kind through the whole pipeline, with the shipped
 * configurations: each is a correct row, or a dead letter with its reason, and none is both.
 */
@Timeout(300)
class OddMessagesIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final String SINK_DEAD_LETTERS = "user_logins_dlq";
  private static final String SINK = "user-logins-sink";

  private static RigPipeline pipeline;
  private static Rest rest;
  private static LocalDate dayBefore;

  /** What was sent and not refused, by its id; of the test that runs. */
  private final Map<String, OddMessage> sent = new LinkedHashMap<>();

  private final int rowsBefore = pipeline.table().count();

  @BeforeAll
  static void start() throws Exception {
    dayBefore = LocalDate.now(ZoneOffset.UTC);
    pipeline = RigPipeline.start(Duration.ofSeconds(30));
    // As docs/jdbc-sinks.md says for messages that may be large.
    pipeline.topics().create(SINK_DEAD_LETTERS, 1, Map.of("max.message.bytes", "4194304"));
    rest = pipeline.startWorker();
    rest.post(Backends.CONFIGS.resolve("user-logins-sink.json"));
  }

  @AfterAll
  static void stop() {
    if (pipeline != null) {
      pipeline.close();
    }
  }

  @Test
  void everyOddMessageIsARowOrADeadLetterWithItsReason() throws Exception {
    List<OddMessage> messages = OddMessages.all();
    assertThat(messages).hasSizeGreaterThan(200);

    run(messages, "none");
  }

  @Test
  void everyOddNotificationIsARowOrADeadLetterWithItsReason() throws Exception {
    run(OddEnvelopes.of(true), "sns");
  }

  @Test
  void everyOddNotificationIsOneTooWhereOtherBodiesMayCome() throws Exception {
    run(OddEnvelopes.of(false), "auto");
  }

  private void run(List<OddMessage> messages, String envelope) throws Exception {
    pipeline.deadLetters().purge();
    long sinkDeadLettersBefore = pipeline.topics().size(SINK_DEAD_LETTERS);
    postSource(envelope);
    send(messages);
    long rows = count(Row.class);
    long dead = count(DeadLetter.class);
    long sinkDead = count(SinkDeadLetter.class);

    await("everything is somewhere")
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(pipeline.logins().messages()).isEmpty();
              assertThat(
                      pipeline.table().count()
                          - rowsBefore
                          + pipeline.deadLetters().messages().size()
                          + pipeline.topics().size(SINK_DEAD_LETTERS)
                          - sinkDeadLettersBefore)
                  .isEqualTo(sent.size());
            });

    SoftAssertions each = new SoftAssertions();
    assertThat(assertRows(each)).isEqualTo(rows);
    assertThat(assertDeadLetters(each)).isEqualTo(dead);
    assertThat(assertSinkDeadLetters(each)).isEqualTo(sinkDead);
    each.assertAll();
    assertThat(rest.isIn("login-source", "RUNNING")).isTrue();
    assertThat(rest.isIn(SINK, "RUNNING")).isTrue();
    new Disclosures(pipeline.topics(), rest).assertNone(secrets());
    Scale.measured(
        "%d odd messages, envelope %s: %d rows, %d dead letters, %d of the sink, %d refused by SQS",
        messages.size(), envelope, rows, dead, sinkDead, messages.size() - sent.size());
  }

  /** The shipped file, with the envelope alone changed. */
  private static void postSource(String envelope) throws Exception {
    if (rest.get("/connectors").text().contains("login-source")) {
      assertThat(rest.delete("/connectors/login-source").status()).isEqualTo(204);
    }
    if (envelope.equals("none")) {
      rest.post(Backends.CONFIGS.resolve("login-source.json"));
      return;
    }
    JsonNode file =
        JSON.readTree(Files.readAllBytes(Backends.CONFIGS.resolve("login-source.json")));
    Map<String, String> config = new HashMap<>();
    file.path("config").properties().forEach(e -> config.put(e.getKey(), e.getValue().asText()));
    config.put("envelope", envelope);
    rest.create("login-source", config);
  }

  private void send(List<OddMessage> messages) throws Exception {
    SqsSender sender = new SqsSender(pipeline.backends().rig().endpoint());
    SoftAssertions refusals = new SoftAssertions();
    for (OddMessage message : messages) {
      SqsSender.Answer answer = sender.send(pipeline.logins().url(), message.body());
      refusals
          .assertThat(answer.messageId() == null)
          .as("%s: refused with %s", message.name(), answer.error())
          .isEqualTo(message.outcome() instanceof Refused);
      if (answer.messageId() != null) {
        sent.put(answer.messageId(), message);
      }
    }
    refusals.assertAll();
  }

  private long count(Class<? extends OddMessage.Outcome> outcome) {
    return sent.values().stream().filter(one -> outcome.isInstance(one.outcome())).count();
  }

  private long assertRows(SoftAssertions each) throws Exception {
    Map<String, Table.Row> rows = new HashMap<>();
    pipeline.table().rows().stream()
        .filter(row -> sent.containsKey(row.messageId()))
        .forEach(row -> rows.put(row.messageId(), row));
    List<String> ids = new ArrayList<>();
    List<Row> expected = new ArrayList<>();
    rows.keySet()
        .forEach(
            id -> {
              if (sent.get(id).outcome() instanceof Row row) {
                ids.add(id);
                expected.add(row);
              } else {
                each.fail(sent.get(id).name() + " is a row, and should not be");
              }
            });
    List<String> ips = masked("ip", expected.stream().map(Row::ip).toList());
    List<String> devices = masked("device_id", expected.stream().map(Row::deviceId).toList());
    for (int i = 0; i < ids.size(); i++) {
      Table.Row row = rows.get(ids.get(i));
      Row meant = expected.get(i);
      each.assertThat(row.createDate()).isBetween(dayBefore, LocalDate.now(ZoneOffset.UTC));
      each.assertThat(row)
          .as(sent.get(ids.get(i)).name())
          .isEqualTo(
              new Table.Row(
                  ids.get(i),
                  meant.userId(),
                  meant.deviceType(),
                  ips.get(i),
                  devices.get(i),
                  meant.locale(),
                  meant.appVersion(),
                  row.createDate()));
    }
    return rows.size();
  }

  /** What the packaged command makes of texts with the pipeline's keyset. */
  private static List<String> masked(String domain, List<String> texts) throws Exception {
    StringBuilder csv = new StringBuilder(domain).append('\n');
    texts.forEach(text -> csv.append('"').append(text.replace("\"", "\"\"")).append("\"\n"));
    return Pii.in(pipeline.folder(), Map.of())
        .run(
            csv.toString(), "mask", "--keyset-file", pipeline.keyset(), "--csv", "--column", domain)
        .lines()
        .skip(1)
        .map(line -> line.replace("\"", ""))
        .toList();
  }

  private long assertDeadLetters(SoftAssertions each) {
    List<RigMessage> letters = pipeline.deadLetters().messages();
    List<OddMessage> open = new ArrayList<>(sent.values());
    for (RigMessage letter : letters) {
      OddMessage message =
          letter.attributes().isEmpty()
              ? open.stream().filter(one -> one.body().equals(letter.body())).findFirst().get()
              : sent.get(letter.attributes().get("sealstream.source.message.id").text());
      each.assertThat(open.remove(message)).as("%s, once", message).isTrue();
      each.assertThat(letter.body().equals(message.body())).as("%s: body", message).isTrue();
      if (!(message.outcome() instanceof DeadLetter expected)) {
        each.fail(message.name() + " is a dead letter, and should not be");
      } else if (expected.reason() == null) {
        each.assertThat(letter.attributes()).as(message.name()).isEmpty();
      } else {
        each.assertThat(letter.attributes().get("sealstream.error").text())
            .as(message.name())
            .contains(expected.reason())
            .doesNotContain(OddMessages.MARKER);
      }
    }
    return letters.size();
  }

  private long assertSinkDeadLetters(SoftAssertions each) {
    List<OddMessage> found = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : pipeline.topics().read(SINK_DEAD_LETTERS)) {
      OddMessage message = sent.get(new String(record.key(), StandardCharsets.UTF_8));
      if (message == null) {
        continue; // of another test
      }
      each.assertThat(found).as("once").doesNotContain(message);
      found.add(message);
      if (message.outcome() instanceof SinkDeadLetter expected) {
        each.assertThat(header(record, "exception.message"))
            .as(message.name())
            .isEqualTo(expected.reason());
      } else {
        each.fail(message.name() + " is a dead letter of the sink, and should not be");
      }
      for (Header header : record.headers()) {
        each.assertThat(new String(header.value(), StandardCharsets.UTF_8))
            .as("%s: header %s", message, header.key())
            .doesNotContain(OddMessages.MARKER);
      }
    }
    return found.size();
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return new String(
        record.headers().lastHeader("__connect.errors." + name).value(), StandardCharsets.UTF_8);
  }

  private static List<String> secrets() {
    List<String> secrets = new ArrayList<>(List.of(OddMessages.MARKER));
    for (Table.Row row : pipeline.table().rows()) {
      secrets.add(row.maskedIp());
      secrets.add(row.maskedDeviceId());
    }
    return secrets;
  }
}
