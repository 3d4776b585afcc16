package io.sealstream.benchmarks.rig;

/**
 * A message as one receive got it: what the queue may change later is copied.
 *
 * @param message for what never changes in it
 */
record Delivery(
    StoredMessage message, String receiptHandle, int receiveCount, long firstReceivedAt) {}
