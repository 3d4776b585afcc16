package io.sealstream.connect.mask;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * The canonical text of the values of one type, and the way back. It is what MaskPii encrypts, so
 * it never changes from release to release. Equal numbers have equal texts, whatever their width:
 * an INT32, an INT64, a FLOAT64 and a Decimal of seven are all "7". Stateless and thread-safe.
 */
interface ValueText {

  /**
   * The way that values of this schema are written. The logical types are those of Connect itself;
   * any other name, or one of these on a type that it does not belong to, says nothing.
   *
   * <p>A Decimal schema without a usable scale has a text too, which refuses every value: so a
   * record in which the field is null still passes, as it does in Connect's own converters.
   *
   * @return null for a struct, an array and a map, which have no text
   */
  static @Nullable ValueText of(Schema schema) {
    Schema.Type type = schema.type();
    String name = schema.name();
    if (name != null) {
      if (type == Schema.Type.BYTES && name.equals(Decimal.LOGICAL_NAME)) {
        return DecimalText.of(schema);
      }
      if (type == Schema.Type.INT32
          && name.equals(org.apache.kafka.connect.data.Date.LOGICAL_NAME)) {
        return TimeText.DATE;
      }
      if (type == Schema.Type.INT32 && name.equals(Time.LOGICAL_NAME)) {
        return TimeText.TIME;
      }
      if (type == Schema.Type.INT64 && name.equals(Timestamp.LOGICAL_NAME)) {
        return TimeText.TIMESTAMP;
      }
    }
    return ofType(type);
  }

  /**
   * The way that a value without a schema is written. Its Java class says which: a {@link Date} is
   * a Timestamp, a {@link BigDecimal} or {@link BigInteger} a number of any scale.
   *
   * @return null for a struct, a collection and a map, which have no text, and for a class that
   *     Connect does not know
   */
  static @Nullable ValueText ofValue(Object value) {
    // Connect could tell the type as well, but takes one lock for the whole worker to do so.
    if (value instanceof String) {
      return StringText.INSTANCE;
    }
    if (value instanceof Number number) {
      return ofNumber(number);
    }
    if (value instanceof Boolean) {
      return BooleanText.INSTANCE;
    }
    if (value instanceof Date) {
      return TimeText.TIMESTAMP;
    }
    return value instanceof byte[] || value instanceof ByteBuffer ? BytesText.INSTANCE : null;
  }

  private static @Nullable ValueText ofNumber(Number value) {
    if (value instanceof Long) {
      return IntegerText.INT64;
    }
    if (value instanceof Integer) {
      return IntegerText.INT32;
    }
    if (value instanceof Double) {
      return FloatText.FLOAT64;
    }
    if (value instanceof BigDecimal || value instanceof BigInteger) {
      return NumberText.INSTANCE;
    }
    if (value instanceof Float) {
      return FloatText.FLOAT32;
    }
    if (value instanceof Short) {
      return IntegerText.INT16;
    }
    return value instanceof Byte ? IntegerText.INT8 : null;
  }

  private static @Nullable ValueText ofType(Schema.Type type) {
    return switch (type) {
      case STRING -> StringText.INSTANCE;
      case BYTES -> BytesText.INSTANCE;
      case BOOLEAN -> BooleanText.INSTANCE;
      case INT8 -> IntegerText.INT8;
      case INT16 -> IntegerText.INT16;
      case INT32 -> IntegerText.INT32;
      case INT64 -> IntegerText.INT64;
      case FLOAT32 -> FloatText.FLOAT32;
      case FLOAT64 -> FloatText.FLOAT64;
      case STRUCT, ARRAY, MAP -> null;
    };
  }

  /**
   * Writes a value.
   *
   * @throws DataException when it is not of this type; the message is a phrase that names types,
   *     lengths and scales only, never the value
   */
  String write(Object value);

  /**
   * Reads what {@link #write} wrote, and nothing else: the value that it gives has this text.
   *
   * @throws DataException when the text is not one that {@link #write} gives; the message never
   *     holds the text
   */
  Object read(String text);

  /** Text is its own canonical text; nothing is normalized. */
  enum StringText implements ValueText {
    INSTANCE;

    @Override
    public String write(Object value) {
      if (value instanceof String text) {
        return text;
      }
      throw TextProblems.wrongType("STRING", value);
    }

    @Override
    public Object read(String text) {
      return text;
    }
  }

  /** "true" and "false". */
  enum BooleanText implements ValueText {
    INSTANCE;

    @Override
    public String write(Object value) {
      if (value instanceof Boolean truth) {
        return truth.toString();
      }
      throw TextProblems.wrongType("BOOLEAN", value);
    }

    @Override
    public Object read(String text) {
      return switch (text) {
        case "true" -> true;
        case "false" -> false;
        default -> throw TextProblems.notTheTextOf("a BOOLEAN");
      };
    }
  }
}
