package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sealstream.benchmarks.rig.RigMessage;
import io.sealstream.it.OddMessage.DeadLetter;
import io.sealstream.it.OddMessage.Outcome;
import io.sealstream.it.OddMessage.Refused;
import io.sealstream.it.OddMessage.Row;
import io.sealstream.it.OddMessage.SinkDeadLetter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
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
@Timeout(900)
class OddMessagesIT {

  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private static RigPipeline pipeline;
  private static Rest rest;
  private static LocalDate dayBefore;

  /** What was sent and not refused, by its id; of the test that runs. */
  private final Map<String, OddMessage> sent = new LinkedHashMap<>();

  @BeforeAll
  static void start() throws Exception {
    dayBefore = LocalDate.now(ZoneOffset.UTC);
    pipeline = RigPipeline.start(Duration.ofSeconds(30));
    rest = pipeline.startWorker();
    rest.post(ShippedConfig.SINK);
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
    deleteSource();
    pipeline.deadLetters().purge();
    postSource(envelope);
    send(messages);

    await("everything is somewhere")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(
            () -> {
              assertThat(pipeline.logins().messages()).isEmpty();
              assertThat(whereverTheyAre()).as("ids of messages").containsAll(sent.keySet());
            });

    SoftAssertions each = new SoftAssertions();
    assertRows(each);
    assertDeadLetters(each);
    assertSinkDeadLetters(each);
    each.assertAll();
    rest.assertRuns(ShippedConfig.SOURCE_NAME);
    rest.assertRuns(ShippedConfig.SINK_NAME);
    new Disclosures(pipeline.topics(), rest).assertNone(secrets());
    Scale.measured(
        "%d odd messages, envelope %s: %d rows, %d dead letters, %d of the sink, %d refused by SQS",
        messages.size(),
        envelope,
        count(Row.class),
        count(DeadLetter.class),
        count(SinkDeadLetter.class),
        messages.size() - sent.size());
  }

  private static void deleteSource() {
    assertThat(rest.delete("/connectors/" + ShippedConfig.SOURCE_NAME).status()).isIn(204, 404);
    await("the worker's own end of it")
        .atMost(PATIENCE)
        .until(() -> !rest.get("/connectors").text().contains(ShippedConfig.SOURCE_NAME));
  }

  /** The shipped file, with the envelope alone changed. */
  private static void postSource(String envelope) throws Exception {
    if (envelope.equals("none")) {
      rest.post(ShippedConfig.SOURCE);
      return;
    }
    Map<String, String> config = ShippedConfig.settings(ShippedConfig.SOURCE);
    config.put("envelope", envelope);
    rest.create(ShippedConfig.SOURCE_NAME, config);
  }

  /** The ids of what has arrived somewhere; what came twice is one, as delivery may double it. */
  private Set<String> whereverTheyAre() {
    Set<String> ids = new HashSet<>(rows().keySet());
    pipeline.deadLetters().messages().forEach(letter -> ids.add(idOf(letter)));
    sinkDeadLetters().forEach(record -> ids.add(KafkaTopics.key(record)));
    return ids;
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

  private int count(Class<? extends Outcome> outcome) {
    return meantToBe(outcome).size();
  }

  private List<OddMessage> meantToBe(Class<? extends Outcome> outcome) {
    return sent.values().stream().filter(one -> outcome.isInstance(one.outcome())).toList();
  }

  /** The rows of the running test, by their id. */
  private Map<String, Table.Row> rows() {
    return pipeline.table().rows().stream()
        .filter(row -> sent.containsKey(row.messageId()))
        .collect(Collectors.toMap(Table.Row::messageId, Function.identity()));
  }

  /** Each message is where it is meant to be, and nothing else is there. */
  private void assertIds(Set<String> ids, Class<? extends Outcome> outcome, SoftAssertions each) {
    each.assertThat(ids.stream().map(sent::get))
        .as(outcome.getSimpleName())
        .containsExactlyInAnyOrderElementsOf(meantToBe(outcome));
  }

  private void assertRows(SoftAssertions each) throws Exception {
    Map<String, Table.Row> rows = rows();
    assertIds(rows.keySet(), Row.class, each);
    List<String> ids = new ArrayList<>();
    List<Row> expected = new ArrayList<>();
    for (String id : rows.keySet()) {
      if (sent.get(id).outcome() instanceof Row row) {
        ids.add(id);
        expected.add(row);
      }
    }
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

  private void assertDeadLetters(SoftAssertions each) {
    Set<String> ids = new HashSet<>();
    for (RigMessage letter : pipeline.deadLetters().messages()) {
      ids.add(idOf(letter));
      OddMessage message = sent.get(idOf(letter));
      if (message != null && message.outcome() instanceof DeadLetter expected) {
        each.assertThat(letter.body().equals(message.body())).as("%s: body", message).isTrue();
        if (expected.reason() == null) {
          each.assertThat(letter.attributes()).as(message.name()).isEmpty();
        } else {
          each.assertThat(letter.attributes().get("sealstream.error").text())
              .as(message.name())
              .contains(expected.reason())
              .doesNotContain(OddMessages.MARKER);
        }
      }
    }
    assertIds(ids, DeadLetter.class, each);
  }

  /** The message's id, by its body where that leaves no room for an attribute. */
  private String idOf(RigMessage letter) {
    if (!letter.attributes().isEmpty()) {
      return letter.attributes().get("sealstream.source.message.id").text();
    }
    return sent.keySet().stream()
        .filter(id -> sent.get(id).body().equals(letter.body()))
        .findFirst()
        .orElseThrow();
  }

  private void assertSinkDeadLetters(SoftAssertions each) {
    Set<String> ids = new HashSet<>();
    for (ConsumerRecord<byte[], byte[]> record : sinkDeadLetters()) {
      ids.add(KafkaTopics.key(record));
      OddMessage message = sent.get(KafkaTopics.key(record));
      if (message.outcome() instanceof SinkDeadLetter expected) {
        each.assertThat(header(record, "exception.message"))
            .as(message.name())
            .isEqualTo(expected.reason());
      }
      for (Header header : record.headers()) {
        each.assertThat(new String(header.value(), StandardCharsets.UTF_8))
            .as("%s: header %s", message, header.key())
            .doesNotContain(OddMessages.MARKER);
      }
    }
    assertIds(ids, SinkDeadLetter.class, each);
  }

  /** Those of the running test. */
  private List<ConsumerRecord<byte[], byte[]>> sinkDeadLetters() {
    return pipeline.topics().read(ShippedConfig.DEAD_LETTER_TOPIC).stream()
        .filter(record -> sent.containsKey(KafkaTopics.key(record)))
        .toList();
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
