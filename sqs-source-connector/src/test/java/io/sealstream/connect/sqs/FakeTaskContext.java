package io.sealstream.connect.sqs;

import java.util.Collection;
import java.util.Map;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;

/** A task's context whose offsets are read under their own lock. */
final class FakeTaskContext implements SourceTaskContext {

  private final FakeOffsets offsets;

  FakeTaskContext(FakeOffsets offsets) {
    this.offsets = offsets;
  }

  @Override
  public Map<String, String> configs() {
    return Map.of();
  }

  @Override
  public PluginMetrics pluginMetrics() {
    throw new UnsupportedOperationException("not there before Kafka 4.1");
  }

  @Override
  public OffsetStorageReader offsetStorageReader() {
    return new OffsetStorageReader() {
      @Override
      public <T> Map<String, Object> offset(Map<String, T> partition) {
        throw new UnsupportedOperationException("one by one");
      }

      @Override
      @SuppressWarnings("unchecked")
      public <T> Map<Map<String, T>, Map<String, Object>> offsets(
          Collection<Map<String, T>> partitions) {
        synchronized (offsets) {
          return (Map<Map<String, T>, Map<String, Object>>)
              (Map<?, ?>)
                  offsets.read((Collection<Map<String, Object>>) (Collection<?>) partitions);
        }
      }
    };
  }
}
