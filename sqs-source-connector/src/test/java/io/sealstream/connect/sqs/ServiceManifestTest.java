package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ServiceLoader;
import org.apache.kafka.connect.source.SourceConnector;
import org.junit.jupiter.api.Test;

/** A worker with plugin.discovery=service_load finds plugins by their manifests alone (KIP-898). */
class ServiceManifestTest {

  @Test
  void theConnectorIsFoundThroughItsManifest() {
    assertThat(ServiceLoader.load(SourceConnector.class).stream())
        .extracting(ServiceLoader.Provider::type)
        .containsOnlyOnce(SqsSourceConnector.class);
  }

  @Test
  void theManifestsEntryCanBeCreated() {
    assertThat(ServiceLoader.load(SourceConnector.class))
        .hasAtLeastOneElementOfType(SqsSourceConnector.class);
  }
}
