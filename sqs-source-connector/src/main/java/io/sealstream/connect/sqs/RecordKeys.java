package io.sealstream.connect.sqs;

/**
 * Where the keys of records come from, by the kind of queue: one connector may read both.
 *
 * @param standard for the messages of standard queues
 * @param fifo for those of FIFO queues
 */
record RecordKeys(RecordKey standard, RecordKey fifo) {

  /** One for both kinds. */
  static RecordKeys all(RecordKey key) {
    return new RecordKeys(key, key);
  }

  RecordKey of(SqsQueue queue) {
    return queue.isFifo() ? fifo : standard;
  }
}
