package io.sealstream.quickstart;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.ConfigData;
import org.apache.kafka.common.config.provider.ConfigProvider;

/**
 * Answers from its own parameters, {@code config.providers.<name>.param.<key>}.
 *
 * <p>It stands in for Kafka's EnvVarConfigProvider in a worker inside this process: a JVM cannot
 * set its own environment variables, and the configurations that are posted must stay the same
 * bytes as in production. Kafka configures an instance before it is used from other threads; after
 * that it is read only.
 */
public final class MapConfigProvider implements ConfigProvider {
  private Map<String, String> values = Map.of();

  /** For Kafka, which makes providers by reflection. */
  public MapConfigProvider() {}

  @Override
  public void configure(Map<String, ?> configs) {
    Map<String, String> copy = new HashMap<>();
    configs.forEach((key, value) -> copy.put(key, String.valueOf(value)));
    values = Map.copyOf(copy);
  }

  @Override
  public ConfigData get(String path) {
    return new ConfigData(values);
  }

  @Override
  public ConfigData get(String path, Set<String> keys) {
    Map<String, String> found = new HashMap<>(values);
    found.keySet().retainAll(keys);
    return new ConfigData(found);
  }

  @Override
  public void close() {}
}
