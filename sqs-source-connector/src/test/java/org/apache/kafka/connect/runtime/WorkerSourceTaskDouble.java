package org.apache.kafka.connect.runtime;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Asks what a worker without transactions asks of a record before it sends it, and keeps its
 * offset: of each source partition, the one before which everything was acknowledged is committed.
 */
public final class WorkerSourceTaskDouble {

  private static final class Submitted {
    private final SourceRecord record;
    private final Map<String, Object> offset;
    private boolean acknowledged;

    Submitted(SourceRecord record, Map<String, Object> offset) {
      this.record = record;
      this.offset = offset;
    }
  }

  private final Map<Map<String, Object>, Deque<Submitted>> submitted = new LinkedHashMap<>();

  /** A record is about to be sent. */
  @SuppressWarnings("unchecked")
  public void submit(SourceRecord record) {
    submitted
        .computeIfAbsent((Map<String, Object>) record.sourcePartition(), p -> new ArrayDeque<>())
        .add(new Submitted(record, (Map<String, Object>) record.sourceOffset()));
  }

  /** It cannot be sent now, and will be submitted once more. */
  public void drop(SourceRecord record) {
    submitted.values().forEach(all -> all.removeIf(one -> one.record == record));
  }

  /** Kafka has acknowledged it. */
  public void acknowledge(SourceRecord record) {
    submitted.values().stream()
        .flatMap(Deque::stream)
        .filter(one -> one.record == record)
        .forEach(one -> one.acknowledged = true);
  }

  /** The offsets to commit now. */
  public Map<Map<String, Object>, Map<String, Object>> committable() {
    Map<Map<String, Object>, Map<String, Object>> offsets = new HashMap<>();
    submitted.forEach(
        (partition, waiting) -> {
          while (!waiting.isEmpty() && waiting.peek().acknowledged) {
            offsets.put(partition, waiting.remove().offset);
          }
        });
    return offsets;
  }
}
