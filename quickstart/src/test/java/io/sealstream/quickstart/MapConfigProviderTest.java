package io.sealstream.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import org.apache.kafka.common.config.ConfigTransformer;
import org.apache.kafka.common.config.provider.ConfigProvider;
import org.junit.jupiter.api.Test;

class MapConfigProviderTest {
  @Test
  void answersFromItsParametersAndOnlyWhatIsAsked() {
    try (MapConfigProvider provider = new MapConfigProvider()) {
      provider.configure(Map.of("A", "1", "B", "2"));

      assertThat(provider.get("", Set.of("A", "X")).data()).isEqualTo(Map.of("A", "1"));
      assertThat(provider.get("").data()).isEqualTo(Map.of("A", "1", "B", "2"));
    }
  }

  @Test
  void resolvesWhatThePostedConfigurationsSay() {
    try (MapConfigProvider provider = new MapConfigProvider()) {
      provider.configure(Map.of("SQS_QUEUE_URL", "http://localhost:1/q"));

      assertThat(
              new ConfigTransformer(Map.of("env", provider))
                  .transform(Map.of("sqs.queue.urls", "${env:SQS_QUEUE_URL}"))
                  .data())
          .containsEntry("sqs.queue.urls", "http://localhost:1/q");
    }
  }

  @Test
  void isInTheManifestThatWorkersRead() {
    assertThat(ServiceLoader.load(ConfigProvider.class))
        .anyMatch(provider -> provider instanceof MapConfigProvider);
  }
}
