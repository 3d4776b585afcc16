package io.sealstream.connect.sqs;

/** A service with one queue, whatever is asked for. */
final class SingleQueueService implements SqsService {

  private final SqsQueue queue;
  private volatile boolean closed;

  SingleQueueService(SqsQueue queue) {
    this.queue = queue;
  }

  @Override
  public SqsQueue queue(String url) {
    return queue;
  }

  @Override
  public PayloadStore payloads() {
    throw new UnsupportedOperationException("no payloads here");
  }

  @Override
  public void close() {
    closed = true;
  }

  boolean isClosed() {
    return closed;
  }
}
