package io.sealstream.connect.mask;

import io.sealstream.connect.mask.crypto.Keyset;
import io.sealstream.connect.mask.crypto.KeysetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.components.Versioned;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.transforms.Transformation;
import org.jspecify.annotations.Nullable;

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
  private final RecordPart part;
  private final Masks masks;
  private volatile @Nullable DataConverter converter;

  private MaskPii(RecordPart part, Masks masks) {
    this.part = part;
    this.masks = masks;
  }

  /**
   * Checks the configuration, reads the keyset and tries it out.
   *
   * @throws ConfigException when anything is wrong; the transform stays unusable then
   */
  @Override
  public void configure(Map<String, ?> properties) {
    converter = null;
    converter = newConverter(new MaskPiiConfig(properties));
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
   * @throws ConnectException when the transform is not configured, or closed
   */
  @Override
  public R apply(R record) {
    DataConverter current = converter;
    if (current == null) {
      throw new ConnectException("MaskPii is not configured");
    }
    return part.convert(record, current);
  }

  @Override
  public void close() {
    converter = null;
  }

  private DataConverter newConverter(MaskPiiConfig config) {
    List<FieldMask> operations = new ArrayList<>();
    try {
      for (ConfiguredField field : config.fields()) {
        operations.add(masks.create(config, field));
      }
    } catch (KeysetException e) {
      throw new ConfigException("The keyset " + e.getMessage());
    }
    return new DataConverter(operations, config.failOnMissing());
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
