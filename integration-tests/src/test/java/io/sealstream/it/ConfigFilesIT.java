package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of connect-configs in the REST API's validation, and what it says of wrong ones. */
class ConfigFilesIT {

  private static final Pattern VARIABLE = Pattern.compile("\\$\\{env:([^}]*)}");

  private static Backends backends;
  private static Rest rest;

  @BeforeAll
  static void start() throws Exception {
    backends = Backends.start(Duration.ofSeconds(30));
    backends.unpackSink("file");
    backends.unpackSink("iceberg");
    rest = new Rest(backends.startWorker().url());
  }

  @AfterAll
  static void stop() throws Exception {
    if (backends != null) {
      backends.close();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "login-source.json",
        "user-logins-sink.json",
        "user-logins-sink-file.json",
        "user-logins-sink-iceberg.json"
      })
  void everyShippedFileIsValid(String file) throws Exception {
    assertThat(errors(config(file))).isEmpty();
  }

  /**
   * Confluent's connector is not in Maven Central, so its own check of these keys runs in {@link
   * JdbcSinkIT} only where somebody has it; what it shares with the other sink is compared always.
   */
  @Test
  void bothSinksReadTheSameTopicIntoTheSameTableAndKey() throws Exception {
    ObjectNode debezium = ShippedConfig.of(ShippedConfig.SINK);
    ObjectNode confluent = config("user-logins-sink-confluent.json");

    for (String shared :
        List.of("topics", "key.converter", "value.converter", "value.converter.schemas.enable")) {
      assertThat(confluent.path(shared)).as(shared).isEqualTo(debezium.path(shared));
    }
    debezium
        .properties()
        .forEach(
            one -> {
              if (one.getKey().matches("(errors|producer|consumer|transforms\\.check)\\..*")) {
                assertThat(confluent.path(one.getKey())).as(one.getKey()).isEqualTo(one.getValue());
              }
            });
    assertThat(confluent.path("connection.url")).isEqualTo(debezium.path("connection.url"));
    assertThat(confluent.path("table.name.format"))
        .isEqualTo(debezium.path("collection.name.format"));
    assertThat(confluent.path("pk.fields")).isEqualTo(debezium.path("primary.key.fields"));
    assertThat(confluent.path("pk.mode")).isEqualTo(debezium.path("primary.key.mode"));
    assertThat(confluent.path("insert.mode")).isEqualTo(debezium.path("insert.mode"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"user-logins-sink.json", "user-logins-sink-confluent.json"})
  void theSinksAllowTextsAsLongAsTheColumns(String file) throws Exception {
    Map<String, String> columns = new HashMap<>();
    try (Connection connection = backends.postgres().dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                "SELECT column_name, character_maximum_length FROM information_schema.columns"
                    + " WHERE table_name = 'user_logins' AND data_type LIKE 'character%'"
                    // The key is the id that SQS gave the message, and no field of the value.
                    + " AND column_name <> 'message_id'")) {
      while (found.next()) {
        columns.put(found.getString(1), found.getString(2));
      }
    }
    Map<String, String> limits = new HashMap<>();
    for (String pair : config(file).path("transforms.check.max.lengths").asText().split(",")) {
      limits.put(pair.split(":")[0], pair.split(":")[1]);
    }

    assertThat(columns).hasSize(6);
    assertThat(limits).isEqualTo(columns);
  }

  /** What the topic has, each of them has: from its beginning, and nothing of open transactions. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "user-logins-sink.json",
        "user-logins-sink-confluent.json",
        "user-logins-sink-file.json",
        "user-logins-sink-iceberg.json"
      })
  void everySinkReadsTheWholeTopicAndOnlyWhatIsCommitted(String file) throws Exception {
    ObjectNode config = config(file);

    assertThat(config.path("name").asText() + ".json").isEqualTo(file);
    assertThat(config.path("topics").asText()).isEqualTo(ShippedConfig.TOPIC);
    assertThat(config.path("consumer.override.isolation.level").asText())
        .isEqualTo("read_committed");
    assertThat(config.path("consumer.override.auto.offset.reset").asText()).isEqualTo("earliest");
  }

  /** More would be within reach of whoever may post a configuration. */
  @Test
  void configurationsCanReadTheVariablesThatTheFilesNameAndNoOther() throws Exception {
    Properties worker = ShippedConfig.worker();
    Set<String> named = new TreeSet<>();
    worker.values().forEach(value -> named.addAll(variables(value.toString())));
    for (Path file : ShippedConfig.posted()) {
      named.addAll(variables(Files.readString(file)));
    }

    assertThat(worker.getProperty("config.providers.env.param.allowlist.pattern").split("\\|"))
        .containsExactlyInAnyOrderElementsOf(named);
    assertThat(backends.environment())
        .as("what these tests set")
        .containsKeys(named.toArray(String[]::new));
  }

  private static List<String> variables(String text) {
    return VARIABLE.matcher(text).results().map(one -> one.group(1)).toList();
  }

  @Test
  void pluginsAreLoadedFromTheirArchivesWithTheirVersion() {
    Map<String, String> versions = new HashMap<>();
    for (JsonNode plugin : rest.get("/connector-plugins?connectorsOnly=false").json()) {
      versions.put(plugin.path("class").asText(), plugin.path("version").asText());
    }

    assertThat(versions)
        .containsKeys(
            "io.sealstream.connect.sqs.SqsSourceConnector",
            "io.sealstream.connect.mask.CheckText$Key",
            "io.sealstream.connect.mask.CheckText$Value",
            "io.sealstream.connect.mask.MaskPii$Key",
            "io.sealstream.connect.mask.MaskPii$Value",
            "io.sealstream.connect.mask.UnmaskPii$Key",
            "io.sealstream.connect.mask.UnmaskPii$Value");
    assertThat(versions.get("io.sealstream.connect.sqs.SqsSourceConnector")).matches("\\d+\\..+");
    // Else the worker, which is in this process, may have taken them from here.
    for (String name : versions.keySet()) {
      if (name.startsWith("io.sealstream.")) {
        assertThatThrownBy(() -> Class.forName(name)).isInstanceOf(ClassNotFoundException.class);
      }
    }
  }

  @Test
  void validationNamesEachProblemAtItsKey() throws Exception {
    ObjectNode config = ShippedConfig.of(ShippedConfig.SOURCE);
    config.put("sqs.queue.urls", "${env:NOT_SET}");
    config.put("value.schema", "{\"type\":\"struct\",");
    config.put("poison.policy", "ignore");
    config.put("transforms.mask.keyset.file", "/nowhere/keyset.json");

    Map<String, List<String>> errors = errors(config);

    assertThat(errors.keySet())
        .containsExactlyInAnyOrder(
            "sqs.queue.urls", "value.schema", "poison.policy", "transforms.mask.keyset.file");
    assertThat(errors.get("sqs.queue.urls").get(0)).contains("not resolved");
    assertThat(errors.get("transforms.mask.keyset.file").get(0)).contains("does not exist");
  }

  @Test
  void validationSeesConflictsBetweenSettings() throws Exception {
    ObjectNode config = ShippedConfig.of(ShippedConfig.SOURCE);
    config.remove("dead.letter.queue.url");
    config.put("skipped.record.policy", "delete");

    assertThat(errors(config))
        .isEqualTo(
            Map.of(
                "dead.letter.queue.url", List.of("required because poison.policy is dead-letter")));
  }

  @Test
  void whatTheArchiveDoesNotHaveIsAskedForOnlyWhereItIsNeeded() throws Exception {
    ObjectNode config = ShippedConfig.of(ShippedConfig.SOURCE);
    config.put("s3.payloads", "true");

    Map<String, List<String>> errors = errors(config);

    assertThat(errors.keySet()).containsExactly("s3.payloads");
    assertThat(errors.get("s3.payloads"))
        .singleElement()
        .asString()
        .startsWith("needs s3, aws-xml-protocol and arns of software.amazon.awssdk, ");
  }

  @Test
  void validationAsksTheRealQueues() throws Exception {
    String missing = backends.sqs().queueUrl() + "-missing";
    String hasty =
        backends.sqs().client().createQueue("hasty-queue", Map.of("VisibilityTimeout", "2"));
    ObjectNode config = ShippedConfig.of(ShippedConfig.SOURCE);
    config.put("sqs.queue.urls", missing + "," + hasty);

    Map<String, List<String>> errors = errors(config);

    assertThat(errors.keySet())
        .containsExactlyInAnyOrder("sqs.queue.urls", "sqs.visibility.timeout.seconds");
    assertThat(errors.get("sqs.queue.urls"))
        .containsExactly(
            "SQS GetQueueAttributes on "
                + missing
                + ": this queue does not exist. Check its URL, the region and the account");
    assertThat(errors.get("sqs.visibility.timeout.seconds"))
        .singleElement()
        .asString()
        .startsWith("Queue " + hasty + " hides a received message for 2 s, which is too short: ");
  }

  @Test
  void anEndpointWhereNobodyAnswersIsToldAtItsKey() throws Exception {
    ObjectNode config = ShippedConfig.of(ShippedConfig.SOURCE);
    config.put("sqs.endpoint.url", "http://localhost:1");

    Map<String, List<String>> errors = errors(config);

    assertThat(errors).containsOnlyKeys("sqs.endpoint.url");
    // Of two queues; at times the SDK's connection pool does not pass on a refusal in time.
    assertThat(errors.get("sqs.endpoint.url"))
        .contains(
            "no connection to SQS: ConnectException: Connection refused. Check this and the worker's"
                + " network");
  }

  private static ObjectNode config(String file) throws Exception {
    return ShippedConfig.of(Backends.CONFIGS.resolve(file));
  }

  private static Map<String, List<String>> errors(ObjectNode config) {
    return rest.errors(config);
  }
}
