package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What users post and what the worker reads: secrets come through a ConfigProvider, and no other
 * way.
 */
class ShippedSecretsIT {

  private static final Pattern REFERENCE = Pattern.compile("\\$\\{env:([A-Z_]+)}");
  private static final Pattern SECRET =
      Pattern.compile(".*(password|secret|token|credential|keyset|access\\.key|jaas).*");

  @Test
  void thePostedFilesHoldNoSecret() throws Exception {
    Map<String, String> secrets = new TreeMap<>();
    for (Path file : ShippedConfig.posted()) {
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
    assertThat(ShippedConfig.worker().stringPropertyNames())
        .filteredOn(key -> SECRET.matcher(key).matches())
        .isEmpty();
  }
}
