package io.sealstream.connect.sqs;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A service with a queue at every URL that it is asked for. Thread-safe. */
final class FakeSqsService implements SqsService {

  private final Map<String, FakeSqsQueue> queues = new TreeMap<>();
  private boolean closed;

  @Override
  public synchronized FakeSqsQueue queue(String url) {
    return queues.computeIfAbsent(url, FakeSqsQueue::at);
  }

  @Override
  public PayloadStore payloads() {
    throw new UnsupportedOperationException();
  }

  /** What was asked for. */
  synchronized Set<String> urls() {
    return Set.copyOf(queues.keySet());
  }

  @Override
  public synchronized void close() {
    closed = true;
  }

  synchronized boolean isClosed() {
    return closed;
  }
}
