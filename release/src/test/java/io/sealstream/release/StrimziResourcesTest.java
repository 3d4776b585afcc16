package io.sealstream.release;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import io.strimzi.api.ResourceLabels;
import io.strimzi.api.kafka.model.connect.KafkaConnect;
import io.strimzi.api.kafka.model.connect.KafkaConnectSpec;
import io.strimzi.api.kafka.model.connector.KafkaConnector;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The resources in connect-configs/strimzi say what the files of connect-configs say. {@code
 * -Dsealstream.docs.update=true} writes those of the connectors.
 */
class StrimziResourcesTest {

  private static final Path CONFIGS = Path.of("../connect-configs");
  private static final Path RESOURCES = CONFIGS.resolve("strimzi");
  private static final Path MONITORING = Path.of("../monitoring");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectMapper YAML =
      new ObjectMapper(
          new YAMLFactory()
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .disable(YAMLGenerator.Feature.SPLIT_LINES)
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
              .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS));

  /**
   * Reads what the operator's own classes have a property for, and refuses anything else: they keep
   * what they do not know, for newer resources.
   */
  private static final ObjectMapper STRICT =
      new ObjectMapper(new YAMLFactory())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .setAnnotationIntrospector(
              new JacksonAnnotationIntrospector() {
                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                  return false;
                }
              });

  /** The files that are posted, by the names of their connectors. */
  static List<String> connectors() throws Exception {
    try (Stream<Path> files = Files.list(CONFIGS)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".json"))
          .map(name -> name.substring(0, name.length() - ".json".length()))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void aConnectorIsTheFileThatIsPostedElsewhere(String name) throws Exception {
    String expected = resource(JSON.readTree(CONFIGS.resolve(name + ".json").toFile()), name);
    Path file = RESOURCES.resolve(name + ".yaml");
    if (Boolean.getBoolean("sealstream.docs.update")) {
      Files.writeString(file, expected);
    }

    assertThat(Files.readString(file)).isEqualTo(expected);
    KafkaConnector read = STRICT.readValue(file.toFile(), KafkaConnector.class);
    assertThat(read.getSpec().getTasksMax()).isEqualTo(1);
    assertThat(read.getSpec().getAutoRestart().isEnabled()).isTrue();
  }

  /** As the operator wants it: the class and the number of tasks are no settings there. */
  private static String resource(JsonNode posted, String fileName) throws Exception {
    ObjectNode resource =
        YAML.createObjectNode()
            .put("apiVersion", "kafka.strimzi.io/v1")
            .put("kind", "KafkaConnector");
    ObjectNode metadata = resource.putObject("metadata");
    metadata.set("name", posted.path("name"));
    metadata.putObject("labels").put("strimzi.io/cluster", "sealstream");
    ObjectNode spec = resource.putObject("spec");
    spec.set("class", posted.at("/config/connector.class"));
    spec.put("tasksMax", posted.at("/config/tasks.max").asInt());
    // As after an outage of the database, which Debezium's sink does not survive by itself.
    spec.putObject("autoRestart").put("enabled", true);
    ObjectNode config = spec.putObject("config");
    Iterator<Map.Entry<String, JsonNode>> settings = posted.path("config").fields();
    while (settings.hasNext()) {
      Map.Entry<String, JsonNode> setting = settings.next();
      switch (setting.getKey()) {
        case "connector.class", "tasks.max" -> {}
        // A mounted secret is open to its group, which a keyset.file must not be.
        case "transforms.mask.keyset.file" ->
            config.put("transforms.mask.keyset", "${directory:/mnt/pii-keyset:keyset.json}");
        default -> config.set(setting.getKey(), setting.getValue());
      }
    }
    return "# Printed from ../"
        + fileName
        + ".json by StrimziResourcesTest.\n"
        + YAML.writeValueAsString(resource);
  }

  @ParameterizedTest
  @ValueSource(strings = {"kafka-connect-build.yaml", "kafka-connect-volume.yaml"})
  void aWorkerIsThatOfTheShippedProperties(String file) throws Exception {
    KafkaConnectSpec spec =
        STRICT.readValue(RESOURCES.resolve(file).toFile(), KafkaConnect.class).getSpec();

    Map<String, String> actual = new TreeMap<>();
    spec.getConfig().forEach((key, value) -> actual.put(key, String.valueOf(value)));
    actual.put("group.id", spec.getGroupId());
    actual.put("config.storage.topic", spec.getConfigStorageTopic());
    actual.put("offset.storage.topic", spec.getOffsetStorageTopic());
    actual.put("status.storage.topic", spec.getStatusStorageTopic());
    Map<String, String> expected = shippedWorker();
    // The operator's own. It changes log levels by /admin/loggers, and lets nobody else reach the
    // REST API.
    List.of("bootstrap.servers", "plugin.path", "listeners", "admin.listeners")
        .forEach(expected::remove);
    String provider = "config.providers.directory.";
    expected.put("config.providers", "env,directory");
    expected.put(
        provider + "class", "org.apache.kafka.common.config.provider.DirectoryConfigProvider");
    expected.put(provider + "param.allowed.paths", "/mnt/pii-keyset");
    assertThat(actual).isEqualTo(expected);
    assertThat(spec.getConfig().keySet())
        .as("what the operator refuses")
        .noneMatch(
            key ->
                Stream.of(KafkaConnectSpec.FORBIDDEN_PREFIXES.split(", "))
                    .anyMatch(key::startsWith));
  }

  @Test
  void theTwoWaysOfGettingThePluginsDifferInNothingElse() throws Exception {
    ObjectNode build = spec("kafka-connect-build.yaml");
    ObjectNode volume = spec("kafka-connect-volume.yaml");

    assertThat(build.at("/build/plugins").findValuesAsText("name"))
        .isEqualTo(volume.at("/plugins").findValuesAsText("name"));
    build.remove("build");
    volume.remove("plugins");
    assertThat(build).isEqualTo(volume);
  }

  @ParameterizedTest
  @ValueSource(strings = {"kafka-connect-build.yaml", "kafka-connect-volume.yaml"})
  void theSinkIsTheOneThatTheTestsRun(String file) throws Exception {
    String debezium = System.getProperty("debezium.version");

    assertThat(Files.readString(RESOURCES.resolve(file)))
        .containsPattern("debezium[a-z/-]*(connector-)?jdbc[:-]" + Pattern.quote(debezium));
  }

  @ParameterizedTest
  @ValueSource(strings = {"kafka-connect-build.yaml", "kafka-connect-volume.yaml"})
  void theMetricsAreThoseOfTheShippedExporterFile(String file) throws Exception {
    JsonNode metrics = spec(file).path("metricsConfig");

    String key = metrics.at("/valueFrom/configMapKeyRef/key").asText();
    assertThat(metrics.path("type").asText()).isEqualTo("jmxPrometheusExporter");
    assertThat(MONITORING.resolve(key)).isRegularFile();
    assertThat(Files.readString(Path.of("../docs/install.md")))
        .contains(
            "kubectl create configmap %s --from-file=monitoring/%s\n"
                .formatted(metrics.at("/valueFrom/configMapKeyRef/name").asText(), key));
  }

  /** One that is named as a remark, since worker.properties has none, and a connector needs it. */
  @ParameterizedTest
  @ValueSource(strings = {"kafka-connect-build.yaml", "kafka-connect-volume.yaml"})
  void exactlyOnceIsOneLineAway(String file) throws Exception {
    String remark = "    #exactly.once.source.support: enabled\n";
    String shipped = Files.readString(RESOURCES.resolve(file));
    assertThat(shipped).containsOnlyOnce(remark);

    KafkaConnectSpec spec =
        STRICT
            .readValue(shipped.replace(remark, remark.replace("#", "")), KafkaConnect.class)
            .getSpec();

    assertThat(spec.getConfig()).containsEntry("exactly.once.source.support", "enabled");
    assertThat(Stream.of(KafkaConnectSpec.FORBIDDEN_PREFIXES.split(", ")))
        .noneMatch("exactly.once.source.support"::startsWith);
  }

  /**
   * The operator writes "hash path" into a file for sha512sum: a name behind the hash spoils it.
   */
  @Test
  void ofALineOfTheChecksumsTheHashIsAskedFor() throws Exception {
    assertThat(spec("kafka-connect-build.yaml").at("/build/plugins").findValuesAsText("sha512sum"))
        .hasSize(3)
        .allMatch(text -> text.startsWith("the hash "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"kafka-connect-build.yaml", "kafka-connect-volume.yaml"})
  void theHeapIsThatOfThePageAndHalfOfTheMemory(String file) throws Exception {
    KafkaConnectSpec spec =
        STRICT.readValue(RESOURCES.resolve(file).toFile(), KafkaConnect.class).getSpec();

    assertThat(spec.getJvmOptions().getXmx()).isEqualTo(spec.getJvmOptions().getXms());
    assertThat(spec.getJvmOptions().getXmx()).isEqualTo("1g");
    assertThat(Files.readString(Path.of("../docs/operations.md")))
        .contains("| heap of a worker | 1 GB, and ");
    assertThat(spec.getResources().getRequests().get("memory").toString()).isEqualTo("2Gi");
    assertThat(spec.getResources().getLimits().get("memory").toString()).isEqualTo("2Gi");
  }

  /** The image that the operator has built and pushed, or those of the volumes. */
  @ParameterizedTest
  @ValueSource(strings = {"kafka-connect-build.yaml", "kafka-connect-volume.yaml"})
  void thePodsPullWithTheSecretOfThePage(String file) throws Exception {
    JsonNode secrets = spec(file).at("/template/pod/imagePullSecrets");

    assertThat(secrets.findValuesAsText("name")).containsExactly("registry-credentials");
    assertThat(spec("kafka-connect-build.yaml").at("/build/output/pushSecret").asText())
        .isEqualTo("registry-credentials");
    assertThat(Files.readString(Path.of("../docs/install.md"))).contains("`registry-credentials`");
  }

  @ParameterizedTest
  @CsvSource({"user-logins-dlq, install.md", "control-iceberg, sinks.md"})
  void aTopicIsTheOneThatTheCommandMakes(String resource, String page) throws Exception {
    KafkaTopic topic =
        STRICT.readValue(RESOURCES.resolve(resource + ".yaml").toFile(), KafkaTopic.class);

    StringBuilder command = new StringBuilder("--create --topic ");
    command.append(topic.getSpec().getTopicName());
    command.append(" --partitions ").append(topic.getSpec().getPartitions());
    Map<String, Object> config = topic.getSpec().getConfig();
    if (config != null) {
      config.forEach((key, value) -> command.append(" --config ").append(key + "=" + value));
    }
    assertThat(Files.readString(Path.of("../docs").resolve(page))).contains(command + "\n");
    assertThat(topic.getMetadata().getName()).matches("[a-z0-9-]+");
  }

  @Test
  void thePodMonitorFindsTheWorkersByTheOperatorsLabels() throws Exception {
    JsonNode monitor = YAML.readTree(MONITORING.resolve("pod-monitor.yaml").toFile());

    JsonNode labels = monitor.at("/spec/selector/matchLabels");
    for (String file : List.of("kafka-connect-build.yaml", "kafka-connect-volume.yaml")) {
      KafkaConnect workers = STRICT.readValue(RESOURCES.resolve(file).toFile(), KafkaConnect.class);
      assertThat(labels.path(ResourceLabels.STRIMZI_CLUSTER_LABEL).asText())
          .isEqualTo(workers.getMetadata().getName());
      assertThat(labels.path(ResourceLabels.STRIMZI_KIND_LABEL).asText())
          .isEqualTo(workers.getKind());
    }
    assertThat(labels).hasSize(2);
    assertThat(monitor.at("/spec/podMetricsEndpoints/0/port").asText()).isEqualTo("tcp-prometheus");
  }

  /** As docs/monitoring.md puts them together with sed. */
  @Test
  void theRulesBecomeAResourceUnderItsHead() throws Exception {
    String head = Files.readString(MONITORING.resolve("prometheus-rule.yaml"));
    String rules = Files.readString(MONITORING.resolve("alerts.yaml"));

    JsonNode resource = YAML.readTree(head + rules.replaceAll("(?m)^", " "));

    assertThat(resource.path("kind").asText()).isEqualTo("PrometheusRule");
    assertThat(resource.path("spec")).isEqualTo(YAML.readTree(rules));
  }

  private static ObjectNode spec(String file) throws Exception {
    return (ObjectNode) YAML.readTree(RESOURCES.resolve(file).toFile()).path("spec");
  }

  private static Map<String, String> shippedWorker() throws Exception {
    Properties properties = new Properties();
    try (Reader file = Files.newBufferedReader(CONFIGS.resolve("worker.properties"))) {
      properties.load(file);
    }
    Map<String, String> settings = new TreeMap<>();
    properties.stringPropertyNames().forEach(key -> settings.put(key, properties.getProperty(key)));
    return settings;
  }
}
