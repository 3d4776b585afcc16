package io.sealstream.connect.mask;

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
 * Recovers fields of a record's key ({@link Key}) or value ({@link Value}) that {@link MaskPii}
 * encrypted, for a sink that may see clear text. Data with a schema comes back as it was, schema
 * included; a field without a schema comes back as text.
 *
 * <p>A value that was not made by an enabled key of the keyset for the field's domain is an error,
 * or passes as it is with {@code on.undecryptable=pass}. Null fields and tombstones pass. Topic,
 * partition, timestamp and headers are kept, and the input record is not changed. No exception
 * holds a value, a key or a ciphertext.
 *
 * <p>{@link #apply} may be called by many threads at once, as Connect's contract asks; {@link
 * #configure} and {@link #close} by one. See docs/pii.md.
 *
 * @param <R> the type of record, of a source or of a sink
 */
public abstract class UnmaskPii<R extends ConnectRecord<R>>
    implements Transformation<R>, Versioned {
  private final RecordPart part;
  private volatile @Nullable DataConverter converter;

  private UnmaskPii(RecordPart part) {
    this.part = part;
  }

  /**
   * Checks the configuration, reads the keyset and tries it out.
   *
   * @throws ConfigException when anything is wrong; the transform stays unusable then
   */
  @Override
  public void configure(Map<String, ?> properties) {
    converter = null;
    converter = newConverter(new UnmaskPiiConfig(properties));
  }

  @Override
  public ConfigDef config() {
    return UnmaskPiiConfig.definition();
  }

  @Override
  public String version() {
    return Version.current();
  }

  /**
   * The record with its fields in clear text.
   *
   * @throws org.apache.kafka.connect.errors.DataException when the record does not have what the
   *     configuration says, or a value does not decrypt
   * @throws ConnectException when the transform is not configured, or closed
   */
  @Override
  public R apply(R record) {
    DataConverter current = converter;
    if (current == null) {
      throw new ConnectException("UnmaskPii is not configured");
    }
    return part.convert(record, current);
  }

  @Override
  public void close() {
    converter = null;
  }

  private static DataConverter newConverter(UnmaskPiiConfig config) {
    List<FieldOperation> operations = new ArrayList<>();
    try {
      for (ConfiguredField field : config.fields()) {
        FieldUnmask unmask =
            new FieldUnmask(
                field.path(),
                config.keyset().cipher(field.domain()),
                config.keyset().parameterCipher(field.domain()));
        operations.add(config.passUndecryptable() ? new LenientUnmask(unmask) : unmask);
      }
    } catch (KeysetException e) {
      throw new ConfigException("The keyset " + e.getMessage());
    }
    return new DataConverter(operations, config.failOnMissing());
  }

  /**
   * Recovers fields of the record's key.
   *
   * @param <R> the type of record
   */
  public static final class Key<R extends ConnectRecord<R>> extends UnmaskPii<R> {
    /** For Connect, which configures it next. */
    public Key() {
      super(RecordPart.KEY);
    }
  }

  /**
   * Recovers fields of the record's value.
   *
   * @param <R> the type of record
   */
  public static final class Value<R extends ConnectRecord<R>> extends UnmaskPii<R> {
    /** For Connect, which configures it next. */
    public Value() {
      super(RecordPart.VALUE);
    }
  }
}
