package io.sealstream.connect.sqs;

/** One client for all queues of a task. Thread-safe. */
interface SqsService extends AutoCloseable {

  /** A handle on the queue at {@code url}; makes no request. */
  SqsQueue queue(String url);

  /**
   * The payloads in S3 that messages point to; makes no request. Closed with this service.
   *
   * @throws org.apache.kafka.connect.errors.ConnectException when there is no client for S3
   */
  PayloadStore payloads();

  /** Aborts what is under way and frees the client's threads and connections. */
  @Override
  void close();
}
