package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.sealstream.quickstart.PluginArchives;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The one archive for managed services, as the only plugin of ours in a worker, with the resources
 * for Strimzi posted as the operator posts them: their keyset comes from a provider, which managed
 * services need as well.
 */
@Timeout(600)
class OneArchiveIT {

  private static final Path ARCHIVES = Backends.PROJECT.resolve("release/target/archives");
  private static final Path RESOURCES = Backends.CONFIGS.resolve("strimzi");
  private static final String MOUNT = "/mnt/pii-keyset";

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  @Test
  void loginsBecomeRowsByTheResourcesForStrimzi() throws Exception {
    try (Backends backends = Backends.start(Duration.ofSeconds(30))) {
      Map<String, String> worker = providers(backends);
      worker.put("plugin.path", pluginPath(backends).toString());
      Rest rest = new Rest(backends.startWorker(worker).url());
      create(rest, "login-source", backends);
      create(rest, "user-logins-sink", backends);

      backends.queue().sendAll(Logins.of("one-archive", 20));

      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(backends.table().count()).isEqualTo(20));
      List<String> masked = backends.table().rows().stream().map(Table.Row::maskedIp).toList();
      assertThat(Pii.of(backends).unmask(backends.keyset(), "ip", masked))
          .as("encrypted with the keyset that the provider read")
          .containsExactlyInAnyOrderElementsOf(
              IntStream.range(0, 20).mapToObj(i -> Logins.ip("one-archive", i)).toList());
    }
  }

  /** A plugin.path with the one archive, and the sink. */
  private static Path pluginPath(Backends backends) throws IOException {
    Path archives = Files.createDirectory(backends.folder().resolve("one-archive"));
    try (Stream<Path> released = Files.list(ARCHIVES)) {
      Path one =
          released
              .filter(file -> file.getFileName().toString().startsWith("sealstream-connect-"))
              .findFirst()
              .orElseThrow();
      Files.copy(one, archives.resolve(one.getFileName()));
    }
    Path plugins = Files.createDirectory(backends.folder().resolve("one-plugin"));
    PluginArchives.unpackAll(archives, plugins);
    Path sink = Path.of("debezium-connector-jdbc");
    Files.createSymbolicLink(plugins.resolve(sink), backends.pluginPath().resolve(sink));
    return plugins;
  }

  /** What the resource of the workers says of providers, with the keyset where it is here. */
  private static Map<String, String> providers(Backends backends) throws IOException {
    Map<String, String> settings =
        config(read(RESOURCES.resolve("kafka-connect-build.yaml"), backends));
    // In a process of tests the environment is a map, by a provider of the tests' own.
    settings.keySet().removeIf(key -> !key.matches("config\\.providers(\\.directory\\..*)?"));
    return settings;
  }

  /** As the operator does it: the class and the number of tasks are settings like the others. */
  private static void create(Rest rest, String name, Backends backends) throws IOException {
    JsonNode resource = read(RESOURCES.resolve(name + ".yaml"), backends);
    Map<String, String> settings = config(resource);
    settings.put("connector.class", resource.at("/spec/class").asText());
    settings.put("tasks.max", resource.at("/spec/tasksMax").asText());
    rest.create(resource.at("/metadata/name").asText(), settings);
  }

  private static JsonNode read(Path file, Backends backends) throws IOException {
    Path mount = backends.keyset().getParent();
    String text =
        Files.readString(file)
            .replace(MOUNT + ":keyset.json", mount + ":" + backends.keyset().getFileName())
            .replace(MOUNT, mount.toString());
    return YAML.readTree(text);
  }

  private static Map<String, String> config(JsonNode resource) {
    return YAML.convertValue(
        resource.at("/spec/config"), new TypeReference<LinkedHashMap<String, String>>() {});
  }
}
