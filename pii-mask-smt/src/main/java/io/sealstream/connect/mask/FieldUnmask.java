package io.sealstream.connect.mask;

import io.sealstream.connect.mask.crypto.CipherException;
import io.sealstream.connect.mask.crypto.DeterministicCipher;
import io.sealstream.connect.mask.crypto.KeysetException;
import io.sealstream.connect.mask.crypto.ParameterCipher;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.SchemaBuilderException;

/**
 * Recovers what {@link FieldMask} encrypted: the value, and the schema as {@link OriginalType}
 * describes it. A value without a schema comes back as its text. Thread-safe.
 */
final class FieldUnmask implements FieldOperation {
  private final FieldPath path;
  private final DeterministicCipher values;
  private final ParameterCipher parameters;

  /**
   * @param parameters for what describes the original field
   * @throws KeysetException when a cipher does not work
   */
  FieldUnmask(FieldPath path, DeterministicCipher values, ParameterCipher parameters)
      throws KeysetException {
    values.selfTest();
    parameters.selfTest();
    this.path = path;
    this.values = values;
    this.parameters = parameters;
  }

  @Override
  public FieldPath path() {
    return path;
  }

  @Override
  public Schema target(Schema source) {
    SchemaBuilder target = restore(source);
    if (source.defaultValue() != null) {
      setDefault(target, unmask(source.defaultValue(), text(target)));
    }
    Schema built = target.build();
    return built.equals(source) ? source : built;
  }

  @Override
  public ValueConverter converter(Schema source, Schema target) {
    ValueText text = text(target);
    return value -> unmask(value, text);
  }

  @Override
  public Object convert(Object value) {
    return decryptText(value);
  }

  /**
   * Recovers the text of a value.
   *
   * @throws CipherException when it is no ciphertext of this field's domain
   */
  String decrypt(String ciphertext) throws CipherException {
    return values.decrypt(ciphertext);
  }

  private String decryptText(Object value) {
    if (!(value instanceof String ciphertext)) {
      throw Problems.wrongType(path, "STRING", Problems.typeName(value));
    }
    try {
      return decrypt(ciphertext);
    } catch (CipherException e) {
      throw Problems.of(Refusal.UNDECRYPTABLE, path, "its value " + e.getMessage());
    }
  }

  private Object unmask(Object value, ValueText text) {
    String plaintext = decryptText(value);
    try {
      return text.read(plaintext);
    } catch (DataException e) {
      throw Problems.of(RefusedRecordException.reasonOf(e), path, String.valueOf(e.getMessage()));
    }
  }

  private SchemaBuilder restore(Schema source) {
    if (source.type() != Schema.Type.STRING) {
      throw Problems.wrongType(path, "STRING", Problems.typeName(source));
    }
    try {
      return OriginalType.restore(source, parameters);
    } catch (CipherException e) {
      throw Problems.of(Refusal.UNDECRYPTABLE, path, "a parameter of its schema " + e.getMessage());
    } catch (DataException e) {
      throw Problems.of(RefusedRecordException.reasonOf(e), path, String.valueOf(e.getMessage()));
    }
  }

  private ValueText text(Schema original) {
    ValueText text = ValueText.of(original);
    if (text == null) {
      throw Problems.of(
          Refusal.TYPE, path, "its schema says that it was of type " + original.type());
    }
    return text;
  }

  private void setDefault(SchemaBuilder target, Object value) {
    try {
      target.defaultValue(value);
    } catch (SchemaBuilderException e) {
      // Not chained, like everything that another library says about a value.
      throw Problems.of(
          Refusal.VALUE, path, "its default is not of the type that its schema describes");
    }
  }
}
