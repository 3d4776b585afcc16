package io.sealstream.connect.mask;

import io.sealstream.connect.mask.crypto.KeysetException;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.config.ConfigException;
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
  private volatile @Nullable DataConverter data;

  /**
   * @param transform the name that messages give it
   */
  RecordConverter(String transform, RecordPart part) {
    this.transform = transform;
    this.part = part;
  }

  /** Makes the operation of a field. */
  @FunctionalInterface
  interface Operations {
    FieldOperation create(ConfiguredField field) throws KeysetException;
  }

  /**
   * Makes it usable.
   *
   * @throws ConfigException when an operation does not work
   */
  void configure(List<ConfiguredField> fields, Operations operations, boolean failOnMissing) {
    List<FieldOperation> created = new ArrayList<>();
    try {
      for (ConfiguredField field : fields) {
        created.add(operations.create(field));
      }
    } catch (KeysetException e) {
      throw new ConfigException("The keyset " + e.getMessage());
    }
    configure(created, failOnMissing);
  }

  /**
   * Makes it usable.
   *
   * @param operations at least one, of paths that do not overlap
   */
  void configure(List<? extends FieldOperation> operations, boolean failOnMissing) {
    data = new DataConverter(operations, failOnMissing);
  }

  /**
   * Converts the part of a record.
   *
   * @throws org.apache.kafka.connect.errors.DataException as {@link Plan#convert}
   * @throws ConnectException when it is not configured, or closed
   */
  <R extends ConnectRecord<R>> R convert(R record) {
    DataConverter current = data;
    if (current == null) {
      throw new ConnectException(transform + " is not configured");
    }
    return part.convert(record, current);
  }

  /** Makes it unusable. */
  void close() {
    data = null;
  }
}
