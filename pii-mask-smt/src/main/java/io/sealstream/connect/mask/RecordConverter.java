package io.sealstream.connect.mask;

import io.sealstream.connect.mask.crypto.KeysetException;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/**
 * What a transform does with records, from its configuration until it is closed. Any number of
 * threads may convert at once; one configures and closes.
 */
final class RecordConverter {
  private final String transform;
  private final RecordPart part;
  private volatile @Nullable Active active;

  /**
   * @param transform the name that messages and metrics give it
   */
  RecordConverter(String transform, RecordPart part) {
    this.transform = transform;
    this.part = part;
  }

  /** What one configuration gave. */
  private record Active(DataConverter data, TransformMetrics metrics) {}

  /** Makes the operation of a field. */
  @FunctionalInterface
  interface Operations {
    /**
     * The operation, tried out.
     *
     * @param passed to call for a value that the operation lets pass as it is
     */
    FieldOperation create(ConfiguredField field, Runnable passed) throws KeysetException;
  }

  /**
   * Makes it usable.
   *
   * @throws ConfigException when an operation does not work
   */
  void configure(List<ConfiguredField> fields, Operations operations, boolean failOnMissing) {
    TransformMetrics metrics = metrics();
    List<FieldOperation> created = new ArrayList<>();
    try {
      for (ConfiguredField field : fields) {
        created.add(operations.create(field, metrics::valuePassed));
      }
    } catch (KeysetException e) {
      throw new ConfigException("The keyset " + e.getMessage());
    }
    activate(created, failOnMissing, metrics);
  }

  /**
   * Makes it usable.
   *
   * @param operations at least one, of paths that do not overlap
   */
  void configure(List<? extends FieldOperation> operations, boolean failOnMissing) {
    activate(operations, failOnMissing, metrics());
  }

  private TransformMetrics metrics() {
    return new TransformMetrics(transform, part, Time.SYSTEM);
  }

  private void activate(
      List<? extends FieldOperation> operations, boolean failOnMissing, TransformMetrics metrics) {
    List<CountedOperation> counted =
        operations.stream()
            .map(operation -> new CountedOperation(operation, metrics::valueConverted))
            .toList();
    active = new Active(new DataConverter(counted, failOnMissing), metrics);
  }

  /**
   * Converts the part of a record.
   *
   * @throws org.apache.kafka.connect.errors.DataException as {@link Plan#convert}
   * @throws ConnectException when it is not configured, or closed
   */
  <R extends ConnectRecord<R>> R convert(R record) {
    Active current = active;
    if (current == null) {
      throw new ConnectException(transform + " is not configured");
    }
    TransformMetrics metrics = current.metrics;
    metrics.recordComes();
    try {
      R converted = part.convert(record, current.data);
      metrics.converted();
      return converted;
    } catch (RuntimeException e) {
      metrics.refused(RefusedRecordException.reasonOf(e));
      throw e;
    }
  }

  /** Makes it unusable. */
  void close() {
    Active last = active;
    active = null;
    if (last != null) {
      last.metrics.close();
    }
  }
}
