package io.sealstream.connect.mask;

import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.components.Versioned;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.transforms.Transformation;

/**
 * Fails records whose key ({@link Key}) or value ({@link Value}) has a text that a column of
 * PostgreSQL cannot hold: one that is longer than the column, or that holds U+0000. Before a sink
 * this makes such a record one of Connect's dead letters, where the database's refusal would stop
 * the task.
 *
 * <p>Nothing is ever changed or cut. Null and missing fields pass, and tombstones. No exception
 * holds a value.
 *
 * <p>{@link #apply} may be called by many threads at once, as Connect's contract asks; {@link
 * #configure} and {@link #close} by one. See docs/jdbc-sinks.md.
 *
 * @param <R> the type of record, of a source or of a sink
 */
public abstract class CheckText<R extends ConnectRecord<R>>
    implements Transformation<R>, Versioned {
  private final RecordConverter converter;

  private CheckText(RecordPart part) {
    this.converter = new RecordConverter("CheckText", part);
  }

  /**
   * Reads the configuration.
   *
   * @throws org.apache.kafka.common.config.ConfigException when anything is wrong; the transform
   *     stays unusable then
   */
  @Override
  public void configure(Map<String, ?> properties) {
    converter.close();
    converter.configure(new CheckTextConfig(properties).checks(), false);
  }

  @Override
  public ConfigDef config() {
    return CheckTextConfig.definition();
  }

  @Override
  public String version() {
    return Version.current();
  }

  /**
   * The record as it is.
   *
   * @throws org.apache.kafka.connect.errors.DataException when a listed field is too long, holds
   *     U+0000 or is no text
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

  /**
   * Checks fields of the record's key.
   *
   * @param <R> the type of record
   */
  public static final class Key<R extends ConnectRecord<R>> extends CheckText<R> {
    /** For Connect, which configures it next. */
    public Key() {
      super(RecordPart.KEY);
    }
  }

  /**
   * Checks fields of the record's value.
   *
   * @param <R> the type of record
   */
  public static final class Value<R extends ConnectRecord<R>> extends CheckText<R> {
    /** For Connect, which configures it next. */
    public Value() {
      super(RecordPart.VALUE);
    }
  }
}
