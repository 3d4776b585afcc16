package io.sealstream.connect.mask;

import io.sealstream.connect.mask.crypto.Keyset;
import io.sealstream.connect.mask.crypto.KeysetException;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.components.Versioned;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.transforms.Transformation;

/**
 * Masks fields of a record's key ({@link Key}) or value ({@link Value}), deterministically: equal
 * values stay equal. With {@code method=encrypt} the keyset recovers them, as {@link UnmaskPii}
 * does; with {@code method=hmac} nothing does.
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
  private final RecordConverter converter;
  private final Masks masks;

  private MaskPii(RecordPart part, Masks masks) {
    this.converter = new RecordConverter("MaskPii", part);
    this.masks = masks;
  }

  /**
   * Checks the configuration, reads the keyset and tries it out.
   *
   * @throws org.apache.kafka.common.config.ConfigException when anything is wrong; the transform
   *     stays unusable then
   */
  @Override
  public void configure(Map<String, ?> properties) {
    converter.close();
    MaskPiiConfig config = new MaskPiiConfig(properties);
    converter.configure(
        config.fields(), (field, passed) -> masks.create(config, field), config.failOnMissing());
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
   *     configuration says, or a masked text would be too long
   * @throws org.apache.kafka.connect.errors.ConnectException when the transform is not configured,
   *     or closed
   */
  @Override
  public R apply(R record) {
    return converter.convert(record);
  }

  @Override
  public void close() {
    converter.close();
  }

  private static FieldMask mask(MaskPiiConfig config, ConfiguredField field)
      throws KeysetException {
    Keyset keyset = config.keyset();
    String domain = field.domain();
    return switch (config.method()) {
      case ENCRYPT ->
          FieldMask.encrypting(
              field.path(),
              keyset.cipher(domain),
              keyset.parameterCipher(domain),
              config.maxLength());
      case HMAC ->
          FieldMask.pseudonymizing(field.path(), keyset.pseudonymizer(domain), config.maxLength());
    };
  }

  /** Makes the mask of a field; tests put broken ones here. */
  @FunctionalInterface
  interface Masks {
    FieldMask create(MaskPiiConfig config, ConfiguredField field) throws KeysetException;
  }

  /**
   * Masks fields of the record's key.
   *
   * @param <R> the type of record
   */
  public static final class Key<R extends ConnectRecord<R>> extends MaskPii<R> {
    /** For Connect, which configures it next. */
    public Key() {
      super(RecordPart.KEY, MaskPii::mask);
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
      this(MaskPii::mask);
    }

    Value(Masks masks) {
      super(RecordPart.VALUE, masks);
    }
  }
}
