package io.sealstream.connect.mask;

import io.sealstream.connect.mask.crypto.Keyset;
import io.sealstream.connect.mask.crypto.KeysetException;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.components.Versioned;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.transforms.Transformation;

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
  private final RecordConverter converter;

  private UnmaskPii(RecordPart part) {
    this.converter = new RecordConverter("UnmaskPii", part);
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
    UnmaskPiiConfig config = new UnmaskPiiConfig(properties);
    converter.configure(
        config.fields(), (field, passed) -> unmask(config, field, passed), config.failOnMissing());
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

  private static FieldOperation unmask(
      UnmaskPiiConfig config, ConfiguredField field, Runnable passed) throws KeysetException {
    Keyset keyset = config.keyset();
    String domain = field.domain();
    FieldUnmask unmask =
        new FieldUnmask(field.path(), keyset.cipher(domain), keyset.parameterCipher(domain));
    return config.passUndecryptable() ? new LenientUnmask(unmask, passed) : unmask;
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
