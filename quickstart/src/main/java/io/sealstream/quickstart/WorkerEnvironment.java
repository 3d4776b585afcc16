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
   * @return names and values; it cannot be changed
   */
  public static Map<String, String> of(
      EmbeddedKafka kafka, EmbeddedSqs sqs, EmbeddedPostgres postgres, Path keyset) {
    return Map.of(
        "KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers(),
        "AWS_REGION", EmbeddedSqs.REGION,
        "SQS_ENDPOINT_URL", sqs.endpoint(),
        "SQS_QUEUE_URL", sqs.queueUrl(),
        "SQS_DEAD_LETTER_QUEUE_URL", sqs.deadLetterQueueUrl(),
        "PII_KEYSET_FILE", keyset.toString(),
        "JDBC_URL", postgres.url(),
        "JDBC_USER", postgres.user(),
        "JDBC_PASSWORD", postgres.password());
  }
}
