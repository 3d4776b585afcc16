package io.sealstream.connect.sqs;

/**
 * Whether Kafka's producer is at work below the caller: Connect tells a task of what became of a
 * record without saying who told it, and only the call stack knows.
 */
final class ProducerCallback {

  private static final String PRODUCER = "org.apache.kafka.clients.producer.";

  private ProducerCallback() {}

  /**
   * Whether the producer called, from its callback on its I/O thread or within {@code send}; else
   * it was Connect's own loop. Walks the stack, so it is not for every record.
   */
  static boolean isUnderWay() {
    return StackWalker.getInstance()
        .walk(frames -> frames.anyMatch(frame -> frame.getClassName().startsWith(PRODUCER)));
  }
}
