package io.sealstream.connect.mask;

import io.sealstream.connect.mask.crypto.CipherException;
import io.sealstream.connect.mask.crypto.DeterministicCipher;
import io.sealstream.connect.mask.crypto.KeysetException;
import io.sealstream.connect.mask.crypto.ParameterCipher;
import io.sealstream.connect.mask.crypto.Pseudonymizer;
import io.sealstream.connect.mask.crypto.TextMask;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Masks the values of one field: the canonical text of a value is replaced. Thread-safe.
 *
 * <p>The masked field is a STRING with the optionality and the documentation of the original. It is
 * no longer what a logical type such as {@code io.debezium.data.Uuid} promises, so it has no name
 * and no version; parameters may list clear values, as those of {@code io.debezium.data.Enum} do,
 * and a default is one. What the original was is in the parameters that {@link OriginalType}
 * writes.
 */
final class FieldMask implements FieldOperation {
  private final FieldPath path;
  private final TextMask values;
  private final @Nullable ParameterCipher parameters;
  private final int maxLength;

  private FieldMask(
      FieldPath path, TextMask values, @Nullable ParameterCipher parameters, int maxLength) {
    this.path = path;
    this.values = values;
    this.parameters = parameters;
    this.maxLength = maxLength;
  }

  /**
   * A mask that can be undone.
   *
   * @param parameters for what describes the original field
   * @param maxLength characters that a masked text may have at most
   * @throws KeysetException when a cipher does not work
   */
  static FieldMask encrypting(
      FieldPath path, DeterministicCipher values, ParameterCipher parameters, int maxLength)
      throws KeysetException {
    values.selfTest();
    parameters.selfTest();
    return new FieldMask(path, values, parameters, maxLength);
  }

  /**
   * A mask that nobody can undo, so nothing describes the original field.
   *
   * @param maxLength characters that a masked text may have at most
   * @throws KeysetException when the pseudonymizer does not work
   */
  static FieldMask pseudonymizing(FieldPath path, Pseudonymizer values, int maxLength)
      throws KeysetException {
    values.selfTest();
    return new FieldMask(path, values, null, maxLength);
  }

  @Override
  public FieldPath path() {
    return path;
  }

  @Override
  public Schema target(Schema source) {
    SchemaBuilder target = SchemaBuilder.string();
    Schemas.copyUse(source, target);
    ValueConverter converter = converter(source, target);
    if (parameters != null) {
      describe(source, target, parameters);
    }
    if (source.defaultValue() != null) {
      target.defaultValue(converter.convert(source.defaultValue()));
    }
    Schema built = target.build();
    return built.equals(source) ? source : built;
  }

  @Override
  public ValueConverter converter(Schema source, Schema target) {
    ValueText text = ValueText.of(source);
    if (text == null) {
      throw Problems.noText(path, Problems.typeName(source), source.type());
    }
    return value -> mask(value, text);
  }

  @Override
  public Object convert(Object value) {
    ValueText text = ValueText.ofValue(value);
    if (text == null) {
      throw Problems.noText(path, Problems.typeName(value), Problems.type(value));
    }
    return mask(value, text);
  }

  private void describe(Schema source, SchemaBuilder target, ParameterCipher cipher) {
    try {
      OriginalType.describe(source, target, cipher);
    } catch (CipherException e) {
      throw Problems.of(Refusal.VALUE, path, "a parameter of its schema " + e.getMessage());
    }
  }

  private String mask(Object value, ValueText text) {
    String masked;
    try {
      masked = values.mask(text.write(value));
    } catch (CipherException e) {
      throw Problems.of(Refusal.VALUE, path, "its text " + e.getMessage());
    } catch (DataException e) {
      throw Problems.of(RefusedRecordException.reasonOf(e), path, String.valueOf(e.getMessage()));
    }
    if (masked.length() > maxLength) {
      throw Problems.of(
          Refusal.LENGTH,
          path,
          "its masked text of %d characters is longer than the %d allowed"
              .formatted(masked.length(), maxLength));
    }
    return masked;
  }
}
