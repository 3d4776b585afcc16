package org.apache.kafka.connect.runtime;

import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;

/** Asks what a worker without transactions asks of a record before it sends it. */
public final class WorkerSourceTaskDouble {

  private WorkerSourceTaskDouble() {}

  /** The record's offset. */
  public static Map<String, ?> submit(SourceRecord record) {
    return record.sourceOffset();
  }
}
