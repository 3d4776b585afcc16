package io.sealstream.connect.sqs;

/** One client for all queues of a task. Thread-safe. */
interface SqsService extends AutoCloseable {

  /** A handle on the queue at {@code url}; makes no request. */
  SqsQueue queue(String url);

  /** Aborts what is under way and frees the client's threads and connections. */
  @Override
  void close();
}
