package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.source.SourceConnector;
import org.apache.kafka.connect.source.SourceTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The plugin as its archive has it, without the AWS SDK's jars for S3. */
class WithoutS3Test {

  private static final String S3 = "software.amazon.awssdk.services.s3.";
  private static final String XML = "software.amazon.awssdk.protocols.xml.";
  private static final String ARNS = "software.amazon.awssdk.arns.";

  private final PluginClasses plugin = new PluginClasses(List.of(S3, XML, ARNS));

  @Test
  void aTaskReadsItsQueue() throws Exception {
    try (FakeAws aws = new FakeAws()) {
      SourceTask task = plugin.create("SqsSourceTask", SourceTask.class);
      task.start(properties("sqs.endpoint.url", aws.url()));
      try {
        while (aws.toSqs().size() < 3) {
          assertThat(task.poll()).isNull(); // waits; throws if the task has failed
        }
      } finally {
        task.stop();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {S3, XML, ARNS})
  void theValidationSaysWhatIsMissing(String missing) throws Exception {
    SourceConnector connector =
        new PluginClasses(List.of(missing)).create("SqsSourceConnector", SourceConnector.class);

    List<ConfigValue> values =
        connector
            .validate(properties("s3.payloads", "true", "sqs.queue.urls", "no URL"))
            .configValues();

    assertThat(values)
        .filteredOn(value -> value.name().equals("s3.payloads"))
        .singleElement()
        .satisfies(
            value ->
                assertThat(value.errorMessages())
                    .singleElement()
                    .asString()
                    .matches(
                        "needs s3, aws-xml-protocol and arns of software\\.amazon\\.awssdk,"
                            + " version 2\\.\\d+\\.\\d+, as jars in this plugin's own folder\\. They"
                            + " are not in its archive"));
  }

  @Test
  void theConnectorDoesNotStart() throws Exception {
    SourceConnector connector = plugin.create("SqsSourceConnector", SourceConnector.class);

    assertThatThrownBy(() -> connector.start(properties("s3.payloads", "true")))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("s3.payloads: needs s3, ");
  }

  private static Map<String, String> properties(String... keysAndValues) {
    Map<String, String> properties = new HashMap<>();
    properties.put("name", "logins");
    properties.put("sqs.queue.urls", SampleMessages.QUEUE_URL);
    properties.put("topic", "logins");
    properties.put("sqs.region", "eu-central-1");
    properties.put("aws.access.key.id", "AKID");
    properties.put("aws.secret.access.key", "s");
    for (int i = 0; i < keysAndValues.length; i += 2) {
      properties.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return properties;
  }
}
