package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What users post and what the worker reads: secrets come through a ConfigProvider, and no other
 * way.
 */
class ShippedSecretsIT {

  private static final Pattern REFERENCE = Pattern.compile("\\$\\{env:([A-Z_]+)}");
  private static final Pattern SECRET =
      Pattern.compile(".*(password|secret|token|credential|keyset|access\\.key|jaas).*");

  private static Stream<Path> posted() throws Exception {
    try (Stream<Path> files = Files.list(Backends.CONFIGS)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList().stream();
    }
  }

  @Test
  void thePostedFilesHoldNoSecret() throws Exception {
    Map<String, String> secrets = new TreeMap<>();
    for (Path file : posted().toList()) {
      ObjectNode config = ShippedConfig.of(file);
      config
          .fieldNames()
          .forEachRemaining(
              key -> secrets.put(file.getFileName() + ": " + key, config.path(key).asText()));
    }
    secrets.keySet().removeIf(key -> !SECRET.matcher(key).matches());

    assertThat(secrets)
        .containsKeys(
            "login-source.json: transforms.mask.keyset.file",
            "user-logins-sink.json: connection.password",
            "user-logins-sink-iceberg.json: iceberg.catalog.jdbc.password");
    assertThat(secrets.values()).allMatch(value -> REFERENCE.matcher(value).matches());
  }

  @Test
  void theWorkersPropertiesHoldNoSecret() throws Exception {
    assertThat(worker().stringPropertyNames())
        .filteredOn(key -> SECRET.matcher(key).matches())
        .isEmpty();
  }

  /** More would be within reach of whoever may post a configuration. */
  @Test
  void configurationsCanReadNoOtherVariableThanTheirOwn() throws Exception {
    Properties worker = worker();
    Set<String> referred = new TreeSet<>();
    worker.values().forEach(value -> referred.addAll(references(value.toString())));
    for (Path file : posted().toList()) {
      referred.addAll(references(Files.readString(file)));
    }

    assertThat(worker.getProperty("config.providers.env.param.allowlist.pattern").split("\\|"))
        .containsExactlyInAnyOrderElementsOf(referred);
  }

  private static Set<String> references(String text) {
    Set<String> names = new TreeSet<>();
    REFERENCE.matcher(text).results().map(one -> one.group(1)).forEach(names::add);
    return names;
  }

  private static Properties worker() throws Exception {
    Properties properties = new Properties();
    try (Reader file = Files.newBufferedReader(Backends.CONFIGS.resolve("worker.properties"))) {
      properties.load(file);
    }
    return properties;
  }
}
