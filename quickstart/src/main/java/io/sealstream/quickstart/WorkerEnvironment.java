package io.sealstream.quickstart;

import java.nio.file.Path;
import java.util.Map;

/** The environment of a worker whose servers are the embedded ones. */
public final class WorkerEnvironment {
  private WorkerEnvironment() {}

  /**
   * What {@code ${env:NAME}} means in the files of connect-configs.
   *
   * @param keyset the file of the keyset that MaskPii reads
   * @param sinks where sinks write that write files
   * @return names and values; it cannot be changed
   */
  public static Map<String, String> of(
      EmbeddedKafka kafka,
      EmbeddedSqs sqs,
      EmbeddedPostgres postgres,
      Path keyset,
      SinkFiles sinks) {
    return Map.ofEntries(
        Map.entry("KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers()),
        Map.entry("AWS_REGION", EmbeddedSqs.REGION),
        Map.entry("SQS_ENDPOINT_URL", sqs.endpoint()),
        Map.entry("SQS_QUEUE_URL", sqs.queueUrl()),
        Map.entry("SQS_DEAD_LETTER_QUEUE_URL", sqs.deadLetterQueueUrl()),
        Map.entry("PII_KEYSET_FILE", keyset.toString()),
        Map.entry("JDBC_URL", postgres.url()),
        Map.entry("JDBC_USER", postgres.user()),
        Map.entry("JDBC_PASSWORD", postgres.password()),
        Map.entry("USER_LOGINS_FILE", sinks.logins().toString()),
        Map.entry("ICEBERG_WAREHOUSE", sinks.warehouse().toString()));
  }
}
