package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.ExactlyOnceSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqsSourceConnectorTest {

  private static final String BASE = "https://sqs.eu-central-1.amazonaws.com/123456789012/";

  private final FakeSqsService service = new FakeSqsService();
  private final SqsSourceConnector connector = new SqsSourceConnector(config -> service);

  private static Map<String, String> valid() {
    Map<String, String> properties = new HashMap<>();
    properties.put("name", "logins-source");
    properties.put("connector.class", SqsSourceConnector.class.getName());
    properties.put("sqs.queue.urls", BASE + "logins");
    properties.put("topic", "logins");
    return properties;
  }

  private static List<String> queues(int count) {
    return IntStream.range(0, count).mapToObj(i -> BASE + "q" + i).toList();
  }

  /** The problems by their keys, without the keys that have none. */
  private Map<String, List<String>> problems(Map<String, String> properties) {
    return connector.validate(properties).configValues().stream()
        .filter(value -> !value.errorMessages().isEmpty())
        .collect(Collectors.toMap(ConfigValue::name, ConfigValue::errorMessages));
  }

  @Test
  void aValidConfigurationHasNoProblem() {
    assertThat(problems(valid())).isEmpty();
  }

  @Test
  void everyKeyIsAnsweredByAValidation() {
    assertThat(connector.validate(valid()).configValues())
        .extracting(ConfigValue::name)
        .containsExactlyInAnyOrderElementsOf(SqsSourceConfig.CONFIG_DEF.names());
  }

  @Test
  void withoutAnythingTheTwoRequiredKeysAreAskedFor() {
    assertThat(problems(Map.of()))
        .isEqualTo(
            Map.of(
                "sqs.queue.urls",
                    List.of(
                        "Missing required configuration \"sqs.queue.urls\" which has no default"
                            + " value."),
                "topic",
                    List.of(
                        "Missing required configuration \"topic\" which has no default value.")));
  }

  @Test
  void eachWrongValueIsToldAtItsOwnKey() {
    Map<String, String> properties = valid();
    properties.put("topic", "not a topic");
    properties.put("sqs.wait.time.seconds", "21");
    properties.put("value.format", "xml");

    assertThat(problems(properties))
        .isEqualTo(
            Map.of(
                "topic",
                    List.of(
                        "Invalid value not a topic for configuration topic: expected letters,"
                            + " digits, '.', '_', '-' and ${queue} only"),
                "sqs.wait.time.seconds",
                    List.of(
                        "Invalid value 21 for configuration sqs.wait.time.seconds: Value must be"
                            + " no more than 20"),
                "value.format",
                    List.of(
                        "Invalid value xml for configuration value.format: String must be one of:"
                            + " string, bytes, json")));
  }

  @Test
  void eachConflictIsToldAtItsOwnKey() {
    Map<String, String> properties = valid();
    properties.put("poison.policy", "dead-letter");
    properties.put("value.schema", "{\"type\": \"struct\", \"fields\": []}");
    properties.put("record.key", "field:id");
    properties.put("aws.access.key.id", "AKIA");

    assertThat(problems(properties))
        .isEqualTo(
            Map.of(
                "dead.letter.queue.url", List.of("required because poison.policy is dead-letter"),
                "value.schema", List.of("needs value.format=json"),
                "record.key", List.of("a field needs value.format=json"),
                "aws.secret.access.key",
                    List.of("set both aws.access.key.id and aws.secret.access.key, or neither")));
  }

  @Test
  void wrongValuesConflictsAndTroubleWithQueuesAreAllToldAtOnce() {
    Map<String, String> properties = valid();
    properties.put("topic", "not a topic");
    properties.put("batch.max.messages", "0");
    properties.put("record.key", "field:id");
    properties.put("sqs.queue.urls", BASE + "logins," + BASE + "others");
    service.queue(BASE + "logins").visibilityTimeout = Duration.ZERO;
    service
        .queue(BASE + "others")
        .failing("attributes", new ConnectException("others is not there"));

    assertThat(problems(properties))
        .containsOnlyKeys(
            "topic",
            "batch.max.messages",
            "record.key",
            "sqs.queue.urls",
            "sqs.visibility.timeout.seconds")
        .containsEntry("sqs.queue.urls", List.of("others is not there"));
  }

  @ParameterizedTest
  @CsvSource({
    "sqs.queue.urls, nonsense",
    "sqs.endpoint.url, nonsense",
    "sqs.region, ''",
    "aws.access.key.id, AKIA",
    "aws.session.token, t"
  })
  void queuesAreNotAskedWithoutWhatTheClientNeeds(String key, String value) {
    Map<String, String> properties = valid();
    properties.put(key, value);
    SqsSourceConnector unconnected =
        new SqsSourceConnector(
            (Function<SqsSourceConfig, SqsService>)
                config -> {
                  throw new AssertionError("connected");
                });

    assertThat(unconnected.validate(properties).configValues())
        .anyMatch(configValue -> !configValue.errorMessages().isEmpty());
  }

  @Test
  void aVisibilityThatIsWrongByItselfIsNotJudgedAgainByTheQueuesOwn() {
    Map<String, String> properties = valid();
    properties.put("sqs.visibility.timeout.seconds", "2");
    service.queue(BASE + "logins").visibilityTimeout = Duration.ofSeconds(1);

    assertThat(problems(properties).get("sqs.visibility.timeout.seconds")).hasSize(1);

    properties.put("sqs.visibility.timeout.seconds", "-1");
    properties.put("delete.linger.ms", "never");
    assertThat(problems(properties)).containsOnlyKeys("delete.linger.ms");
  }

  @Test
  void aDeadLetterQueueThatIsWrongByItselfIsNotAsked() {
    Map<String, String> properties = valid();
    properties.put("dead.letter.queue.url", "dead");

    assertThat(problems(properties)).containsOnlyKeys("dead.letter.queue.url");
    assertThat(service.urls()).containsExactly(BASE + "logins");
  }

  @Test
  void validationNeverShowsASecret() {
    Map<String, String> properties = valid();
    properties.put("aws.secret.access.key", "secret-4711");
    properties.put("aws.session.token", "secret-4711");
    properties.put("topic", "");

    assertThat(connector.validate(properties).configValues())
        .allSatisfy(
            value -> {
              assertThat(String.valueOf(value.value())).doesNotContain("secret-4711");
              assertThat(value.errorMessages().toString()).doesNotContain("secret-4711");
            });
  }

  @Test
  void startWithAWrongValueFailsAtOnce() {
    Map<String, String> properties = valid();
    properties.put("batch.max.messages", "0");

    assertThatThrownBy(() -> connector.start(properties))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "Invalid value 0 for configuration batch.max.messages: Value must be at least 1");
  }

  @Test
  void startWithAConflictFailsAtOnce() {
    Map<String, String> properties = valid();
    properties.put("skipped.record.policy", "dead-letter");

    assertThatThrownBy(() -> connector.start(properties))
        .isInstanceOf(ConfigException.class)
        .hasMessage("dead.letter.queue.url: required because skipped.record.policy is dead-letter");
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 5", "2, 1", "2, 3", "3, 2", "3, 3", "3, 7", "7, 3", "10, 4", "4, 10"})
  void queuesAreSharedFairlyAndNoneIsUnread(int queueCount, int maxTasks) {
    Map<String, String> properties = valid();
    properties.put("sqs.queue.urls", String.join(",", queues(queueCount)));
    connector.start(properties);

    List<List<String>> shares =
        connector.taskConfigs(maxTasks).stream()
            .map(task -> new SqsSourceConfig(task).queueUrls())
            .toList();

    List<String> read = new ArrayList<>();
    shares.forEach(read::addAll);
    Map<String, Long> readers =
        read.stream().collect(Collectors.groupingBy(queue -> queue, Collectors.counting()));
    assertThat(shares).hasSize(maxTasks).noneMatch(List::isEmpty);
    assertThat(readers.keySet()).containsExactlyInAnyOrderElementsOf(queues(queueCount));
    assertThat(spread(shares.stream().map(share -> (long) share.size()).toList()))
        .as("queues of the tasks")
        .isLessThanOrEqualTo(1);
    assertThat(spread(List.copyOf(readers.values())))
        .as("tasks of the queues")
        .isLessThanOrEqualTo(1);
    if (maxTasks <= queueCount) {
      assertThat(read).doesNotHaveDuplicates();
    }
  }

  private static long spread(List<Long> counts) {
    return counts.stream().mapToLong(Long::longValue).max().orElseThrow()
        - counts.stream().mapToLong(Long::longValue).min().orElseThrow();
  }

  @Test
  void aTaskHasEverythingElseFromTheConnector() {
    Map<String, String> properties = valid();
    properties.put("sqs.queue.urls", String.join(",", queues(2)));
    properties.put("errors.tolerance", "all");
    properties.put("headers.prefix", "aws.");
    connector.start(properties);

    Map<String, String> expected = new LinkedHashMap<>(properties);
    expected.put("task.queue.urls", BASE + "q1");
    expected.put("task.number", "1");
    expected.put("task.count", "2");
    assertThat(connector.taskConfigs(2)).hasSize(2).last().isEqualTo(expected);
  }

  @Test
  void aQueueNamedTwiceIsReadByOneTaskOnly() {
    Map<String, String> properties = valid();
    properties.put("sqs.queue.urls", BASE + "a," + BASE + "b," + BASE + "a");
    connector.start(properties);

    assertThat(connector.taskConfigs(2))
        .extracting(task -> new SqsSourceConfig(task).queueUrls())
        .containsExactly(List.of(BASE + "a"), List.of(BASE + "b"));
  }

  @Test
  void startKeepsItsOwnCopyOfTheProperties() {
    Map<String, String> properties = valid();
    connector.start(properties);
    properties.put("topic", "changed");

    assertThat(connector.taskConfigs(1).get(0)).containsEntry("topic", "logins");
  }

  @Test
  void versionIsThatOfTheBuild() throws IOException {
    String pom = Files.readString(Path.of(System.getProperty("basedir", ""), "pom.xml"));
    Matcher version = Pattern.compile("<version>([^<]+)</version>").matcher(pom);

    assertThat(version.find()).isTrue();
    assertThat(connector.version()).isEqualTo(version.group(1));
  }

  @Test
  void taskAndConfigurationAreTheSourcesOwn() {
    assertThat(connector.taskClass()).isEqualTo(SqsSourceTask.class);
    assertThat(connector.config()).isSameAs(SqsSourceConfig.CONFIG_DEF);
  }

  private static Map<String, String> exactlyOnce(String... changes) {
    Map<String, String> properties = valid();
    properties.put("exactly.once.support", "required");
    properties.put("producer.override.transaction.timeout.ms", "30000");
    properties.put("sqs.visibility.timeout.seconds", "120");
    for (int i = 0; i < changes.length; i += 2) {
      properties.put(changes[i], changes[i + 1]);
    }
    return properties;
  }

  @Test
  void exactlyOnceIsClaimedWhereTheSettingsAllowIt() {
    assertThat(connector.exactlyOnceSupport(exactlyOnce())).isEqualTo(ExactlyOnceSupport.SUPPORTED);
    assertThat(problems(exactlyOnce())).isEmpty();
    assertThat(connector.exactlyOnceSupport(exactlyOnce("sqs.visibility.timeout.seconds", "90")))
        .isEqualTo(ExactlyOnceSupport.SUPPORTED);
    assertThat(connector.exactlyOnceSupport(exactlyOnce("transaction.boundary", "POLL")))
        .isEqualTo(ExactlyOnceSupport.SUPPORTED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sqs.visibility.timeout.seconds | 89 | sqs.visibility.timeout.seconds | 89 s is too short for"
            + " exactly once: with producer.override.transaction.timeout.ms=30000 a message must be"
            + " hidden for at least 90 s. Set sqs.visibility.timeout.seconds to that or more, or lower"
            + " producer.override.transaction.timeout.ms",
        "producer.override.transaction.timeout.ms | 60000 | sqs.visibility.timeout.seconds | 120 s is"
            + " too short for exactly once: with producer.override.transaction.timeout.ms=60000 a"
            + " message must be hidden for at least 150 s. Set sqs.visibility.timeout.seconds to that"
            + " or more, or lower producer.override.transaction.timeout.ms",
        "producer.override.transaction.timeout.ms | '' | producer.override.transaction.timeout.ms |"
            + " exactly once needs it to be set, to 30000 for example: nobody may receive a message"
            + " before its transaction is decided, and what the worker sets cannot be seen here",
        "transaction.boundary | interval | transaction.boundary | exactly once needs poll: a"
            + " transaction of several batches may be open over a pause",
        "offsets.storage.topic | mine | offsets.storage.topic | exactly once needs the worker's own"
            + " offsets topic: where a connector has another, Connect copies offsets to the worker's"
            + " before their transaction is decided",
        "producer.override.bootstrap.servers | other:9092 | producer.override.bootstrap.servers |"
            + " exactly once needs the worker's own offsets topic: where a connector has another,"
            + " Connect copies offsets to the worker's before their transaction is decided",
        "deduplicate.window.ms | 89999 | deduplicate.window.ms | exactly once needs at least 90000 ms"
            + " with producer.override.transaction.timeout.ms=30000: twice as long as another task's"
            + " transaction may be undecided"
      })
  void whatPreventsExactlyOnceIsSaidBesideItsSetting(
      String key, String value, String wrongKey, String problem) {
    Map<String, String> properties = exactlyOnce(key, value);

    assertThat(problems(properties)).isEqualTo(Map.of(wrongKey, List.of(problem)));
    assertThat(connector.exactlyOnceSupport(properties)).isEqualTo(ExactlyOnceSupport.UNSUPPORTED);
    properties.put("exactly.once.support", "requested");
    assertThat(problems(properties)).as("where it is not required").isEmpty();
  }

  @Test
  void aWrongValueIsNoSupportForExactlyOnce() {
    assertThat(connector.exactlyOnceSupport(exactlyOnce("batch.max.messages", "none")))
        .isEqualTo(ExactlyOnceSupport.UNSUPPORTED);
  }

  @Test
  void theQueuesOwnVisibilityTimeoutHasToAllowExactlyOnceToo() {
    service.queue(BASE + "logins").visibilityTimeout = Duration.ofSeconds(30);

    assertThat(problems(exactlyOnce("sqs.visibility.timeout.seconds", "-1")))
        .isEqualTo(
            Map.of(
                "sqs.visibility.timeout.seconds",
                List.of(
                    "Queue "
                        + BASE
                        + "logins hides a received message for 30 s, which is too short for exactly"
                        + " once: with producer.override.transaction.timeout.ms=30000 a message must"
                        + " be hidden for at least 90 s. Set sqs.visibility.timeout.seconds to that"
                        + " or more, or lower producer.override.transaction.timeout.ms")));
  }

  @Test
  void stopWithoutStartDoesNothing() {
    connector.stop();
  }
}
