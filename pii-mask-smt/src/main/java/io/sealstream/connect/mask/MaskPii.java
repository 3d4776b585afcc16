package io.sealstream.connect.mask;

import io.sealstream.connect.mask.crypto.DeterministicCipher;
import io.sealstream.connect.mask.crypto.KeysetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.components.Versioned;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.transforms.Transformation;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts fields of a record's key ({@link Key}) or value ({@link Value}), deterministically:
 * equal values stay equal, and the keyset recovers them.
 *
 * <p>It fails closed: a record that cannot be masked as configured is an error, never passed on in
 * clear text. Null fields and tombstones pass. Topic, partition, timestamp and headers are kept,
 * and the input record is not changed. No exception holds a value, a key or a ciphertext.
 *
 * <p>{@link #apply} may be called by many threads at once, as Connect's contract asks; {@link
 * #configure} and {@link #close} by one. See docs/pii.md.
 *
 * @param <R> the type of record, of a source or of a sink
 */
public abstract class MaskPii<R extends ConnectRecord<R>> implements Transformation<R>, Versioned {
  private final Ciphers ciphers;
  private volatile @Nullable DataMasker masker;

  private MaskPii(Ciphers ciphers) {
    this.ciphers = ciphers;
  }

  /**
   * Checks the configuration, reads the keyset and tries it out.
   *
   * @throws ConfigException when anything is wrong; the transform stays unusable then
   */
  @Override
  public void configure(Map<String, ?> properties) {
    masker = null;
    masker = newMasker(new MaskPiiConfig(properties));
  }

  @Override
  public ConfigDef config() {
    return MaskPiiConfig.definition();
  }

  @Override
  public String version() {
    return Version.current();
  }

  /**
   * The record with its fields masked.
   *
   * @throws org.apache.kafka.connect.errors.DataException when the record does not have what the
   *     configuration says, or a ciphertext would be too long
   * @throws ConnectException when the transform is not configured, or closed
   */
  @Override
  public R apply(R record) {
    DataMasker current = masker;
    if (current == null) {
      throw new ConnectException("MaskPii is not configured");
    }
    return replace(record, current.mask(schema(record), data(record)));
  }

  @Override
  public void close() {
    masker = null;
  }

  abstract @Nullable Schema schema(R record);

  abstract @Nullable Object data(R record);

  abstract R replace(R record, DataMasker.Masked masked);

  private DataMasker newMasker(MaskPiiConfig config) {
    List<FieldMask> masks = new ArrayList<>();
    try {
      for (MaskedField field : config.fields()) {
        DeterministicCipher cipher = ciphers.create(config, field);
        cipher.selfTest();
        masks.add(new FieldMask(field.path(), cipher, config.maxLength()));
      }
    } catch (KeysetException e) {
      throw new ConfigException("The keyset " + e.getMessage());
    }
    return new DataMasker(FieldNode.root(masks), config.failOnMissing());
  }

  private static DeterministicCipher cipher(MaskPiiConfig config, MaskedField field)
      throws KeysetException {
    return config.keyset().cipher(field.domain());
  }

  /** Makes the cipher of a field; tests put broken ones here. */
  @FunctionalInterface
  interface Ciphers {
    DeterministicCipher create(MaskPiiConfig config, MaskedField field) throws KeysetException;
  }

  /**
   * Masks fields of the record's key.
   *
   * @param <R> the type of record
   */
  public static final class Key<R extends ConnectRecord<R>> extends MaskPii<R> {
    /** For Connect, which configures it next. */
    public Key() {
      this(MaskPii::cipher);
    }

    Key(Ciphers ciphers) {
      super(ciphers);
    }

    @Override
    @Nullable Schema schema(R record) {
      return record.keySchema();
    }

    @Override
    @Nullable Object data(R record) {
      return record.key();
    }

    @Override
    R replace(R record, DataMasker.Masked masked) {
      return record.newRecord(
          record.topic(),
          record.kafkaPartition(),
          masked.schema(),
          masked.value(),
          record.valueSchema(),
          record.value(),
          record.timestamp());
    }
  }

  /**
   * Masks fields of the record's value.
   *
   * @param <R> the type of record
   */
  public static final class Value<R extends ConnectRecord<R>> extends MaskPii<R> {
    /** For Connect, which configures it next. */
    public Value() {
      this(MaskPii::cipher);
    }

    Value(Ciphers ciphers) {
      super(ciphers);
    }

    @Override
    @Nullable Schema schema(R record) {
      return record.valueSchema();
    }

    @Override
    @Nullable Object data(R record) {
      return record.value();
    }

    @Override
    R replace(R record, DataMasker.Masked masked) {
      return record.newRecord(
          record.topic(),
          record.kafkaPartition(),
          record.keySchema(),
          record.key(),
          masked.schema(),
          masked.value(),
          record.timestamp());
    }
  }
}
