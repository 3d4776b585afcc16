package io.sealstream.connect.sqs;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Messages and queues as values, for tests in which nothing is received or deleted. */
final class SampleMessages {

  static final String QUEUE_URL = "https://sqs.eu-central-1.amazonaws.com/123456789012/logins";

  private SampleMessages() {}

  static SqsMessage withBody(String body) {
    return new SqsMessage("id-1", "handle-1", body, Map.of(), Map.of());
  }

  static SqsMessage withAttributes(Map<String, MessageAttribute> attributes) {
    return new SqsMessage("id-1", "handle-1", "body", attributes, Map.of());
  }

  static SqsMessage withSystemAttributes(Map<String, String> systemAttributes) {
    return new SqsMessage("id-1", "handle-1", "body", Map.of(), systemAttributes);
  }

  static InFlightMessage inFlight(SqsMessage message) {
    return new InFlightMessage(queue(QUEUE_URL), message, message.sizeInBytes(), 0, 0, 0);
  }

  /** A queue that has a name and nothing else. */
  static SqsQueue queue(String url) {
    return new NamedQueue(url);
  }

  private record NamedQueue(String url) implements SqsQueue {

    @Override
    public CompletableFuture<QueueAttributes> attributes() {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<List<SqsMessage>> receive(int max, Duration visibility) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<List<EntryFailure>> delete(List<String> receiptHandles) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<List<EntryFailure>> changeVisibility(
        List<String> receiptHandles, Duration visibility) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Void> send(
        String body, Map<String, MessageAttribute> attributes, FifoPlace place) {
      throw new UnsupportedOperationException();
    }
  }
}
