package org.apache.kafka.connect.runtime;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducersThread;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;

/**
 * Asks of a task's records what Connect's worker asks with exactly once, in its order and from its
 * package: {@code ExactlyOnceWorkerSourceTask} with the transaction boundary {@code poll}.
 */
public final class ExactlyOnceWorkerSourceTaskDouble {

  private final SourceTask task;
  private final Consumer<Map<Map<String, Object>, Map<String, Object>>> store;
  private final Map<SourceRecord, RecordMetadata> committable = new LinkedHashMap<>();
  private final Map<Map<String, Object>, Map<String, Object>> offsets = new HashMap<>();
  private final List<SourceRecord> unacknowledged = new ArrayList<>();

  /**
   * @param store takes the offsets of a transaction that is committed
   */
  public ExactlyOnceWorkerSourceTaskDouble(
      SourceTask task, Consumer<Map<Map<String, Object>, Map<String, Object>>> store) {
    this.task = task;
    this.store = store;
  }

  /** A transform has dropped it, or it failed and that is tolerated. */
  public void drop(SourceRecord record) {
    committable.put(record, null);
  }

  /** It is given to the producer. */
  @SuppressWarnings("unchecked")
  public void dispatch(SourceRecord record) {
    offsets.put(
        (Map<String, Object>) record.sourcePartition(),
        (Map<String, Object>) record.sourceOffset());
    unacknowledged.add(record);
  }

  /** Kafka acknowledges what was dispatched. */
  public void acknowledge() throws InterruptedException {
    for (SourceRecord record : unacknowledged) {
      RecordMetadata metadata = new RecordMetadata(new TopicPartition("topic", 0), 0, 0, 0, 0, 0);
      ProducersThread.run(() -> committable.put(record, metadata));
    }
    unacknowledged.clear();
  }

  /** It is given to the producer, and Kafka acknowledges it before the worker has noted that. */
  public void dispatchAcknowledged(SourceRecord record) throws InterruptedException {
    RecordMetadata metadata = new RecordMetadata(new TopicPartition("topic", 0), 0, 0, 0, 0, 0);
    ProducersThread.run(() -> committable.put(record, metadata));
    dispatch(record);
    unacknowledged.remove(record);
  }

  /** The batch is over: commits, where there is anything to commit. */
  public void commit() throws InterruptedException {
    if (!offsets.isEmpty()) {
      Map<Map<String, Object>, Map<String, Object>> written = new HashMap<>();
      offsets.forEach((partition, offset) -> written.put(partition, new HashMap<>(offset)));
      offsets.clear();
      store.accept(written);
      committable.forEach(
          (record, metadata) -> {
            try {
              task.commitRecord(record, metadata);
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          });
      committable.clear();
    }
    task.commit();
  }

  /** All of a batch, and nothing goes wrong. */
  public void deliver(List<SourceRecord> batch) throws InterruptedException {
    batch.forEach(this::dispatch);
    acknowledge();
    commit();
  }
}
