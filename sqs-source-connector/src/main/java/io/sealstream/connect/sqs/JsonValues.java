package io.sealstream.connect.sqs;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.jspecify.annotations.Nullable;

/**
 * Converts parsed JSON to Connect's values without ever losing anything silently: what the schema
 * does not allow is a {@link PoisonException} that names the path, the expected and the found type,
 * never the value.
 *
 * <p>The notation is that of Kafka's JsonConverter: BYTES as base64 text, a Date as days since the
 * epoch, a Time and a Timestamp as milliseconds. A Decimal is a JSON number.
 */
final class JsonValues {

  private static final int MAX_DECIMAL_DIGITS = 1000;
  private static final long MILLIS_PER_DAY = 86_400_000;
  private static final Pattern FIELD_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]{0,63}");

  private JsonValues() {}

  /** The value of {@code node} for {@code schema}; null only where the schema is optional. */
  static @Nullable Object toConnect(JsonNode node, Schema schema) {
    return convert(node, schema, "");
  }

  /** A JSON object as a map of strings, longs, doubles, booleans, lists, maps and nulls. */
  static Map<String, @Nullable Object> toMap(JsonNode node) {
    if (!node.isObject()) {
      throw mismatch("", "an object", node);
    }
    return schemalessMap(node, "");
  }

  private static @Nullable Object convert(@Nullable JsonNode node, Schema schema, String path) {
    if (node == null || node.isNull()) {
      return absent(node, schema, path);
    }
    String logical = schema.name();
    if (Decimal.LOGICAL_NAME.equals(logical)) {
      return decimal(node, schema, path);
    }
    if (Date.LOGICAL_NAME.equals(logical)) {
      return Date.toLogical(schema, (int) integer(node, "a Date", bounds(Integer.SIZE), path));
    }
    if (Time.LOGICAL_NAME.equals(logical)) {
      Range day = new Range(0, MILLIS_PER_DAY - 1);
      return Time.toLogical(schema, (int) integer(node, "a Time", day, path));
    }
    if (Timestamp.LOGICAL_NAME.equals(logical)) {
      return Timestamp.toLogical(schema, integer(node, "a Timestamp", bounds(Long.SIZE), path));
    }
    return plain(node, schema, path);
  }

  private static Object plain(JsonNode node, Schema schema, String path) {
    return switch (schema.type()) {
      case INT8 -> (byte) integer(node, "INT8", bounds(Byte.SIZE), path);
      case INT16 -> (short) integer(node, "INT16", bounds(Short.SIZE), path);
      case INT32 -> (int) integer(node, "INT32", bounds(Integer.SIZE), path);
      case INT64 -> integer(node, "INT64", bounds(Long.SIZE), path);
      case FLOAT32 -> float32(node, path);
      case FLOAT64 -> float64(node, path);
      case BOOLEAN -> bool(node, path);
      case STRING -> string(node, "STRING", path);
      case BYTES -> bytes(node, path);
      case ARRAY -> array(node, schema, path);
      case MAP -> map(node, schema, path);
      case STRUCT -> struct(node, schema, path);
    };
  }

  private static @Nullable Object absent(@Nullable JsonNode node, Schema schema, String path) {
    if (node == null && schema.defaultValue() != null) {
      return schema.defaultValue();
    }
    if (schema.isOptional()) {
      return null;
    }
    String found = node == null ? "nothing" : "null";
    throw new PoisonException(at(path) + "expected " + typeOf(schema) + ", found " + found);
  }

  private static Struct struct(JsonNode node, Schema schema, String path) {
    if (!node.isObject()) {
      throw mismatch(path, typeOf(schema), node);
    }
    Struct struct = new Struct(schema);
    for (Field field : schema.fields()) {
      String fieldPath = path.isEmpty() ? field.name() : path + "." + field.name();
      struct.put(field, convert(node.get(field.name()), field.schema(), fieldPath));
    }
    return struct;
  }

  private static List<@Nullable Object> array(JsonNode node, Schema schema, String path) {
    if (!node.isArray()) {
      throw mismatch(path, "ARRAY", node);
    }
    List<@Nullable Object> list = new ArrayList<>(node.size());
    for (int i = 0; i < node.size(); i++) {
      list.add(convert(node.get(i), schema.valueSchema(), path + "[" + i + "]"));
    }
    return list;
  }

  private static Map<String, @Nullable Object> map(JsonNode node, Schema schema, String path) {
    if (!node.isObject()) {
      throw mismatch(path, "MAP", node);
    }
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    // A key of the map is data, not a field's name: the path does not show it.
    String anyValue = path + "[*]";
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      map.put(
          encodable(entry.getKey(), path),
          convert(entry.getValue(), schema.valueSchema(), anyValue));
    }
    return map;
  }

  /** Inclusive bounds of an integer type. */
  private record Range(long min, long max) {}

  private static Range bounds(int bits) {
    long max = -1L >>> (Long.SIZE - bits + 1);
    return new Range(-max - 1, max);
  }

  private static long integer(JsonNode node, String type, Range range, String path) {
    if (!node.isIntegralNumber()) {
      throw mismatch(path, type, node);
    }
    if (!node.canConvertToLong()
        || node.longValue() < range.min()
        || node.longValue() > range.max()) {
      throw outOfRange(path, type);
    }
    return node.longValue();
  }

  /** Not by way of a double: rounded twice, 3.4028235e38, a float's largest, would be beyond it. */
  private static float float32(JsonNode node, String path) {
    if (!node.isNumber()) {
      throw mismatch(path, "FLOAT32", node);
    }
    float value = node.floatValue();
    if (Float.isInfinite(value) || isLost(value, node)) {
      throw outOfRange(path, "FLOAT32");
    }
    return value;
  }

  private static double float64(JsonNode node, String path) {
    if (!node.isNumber()) {
      throw mismatch(path, "FLOAT64", node);
    }
    double value = node.doubleValue();
    if (Double.isInfinite(value) || isLost(value, node)) {
      throw outOfRange(path, "FLOAT64");
    }
    return value;
  }

  /** Whether a number that is not zero became zero: too small for its type. */
  private static boolean isLost(double value, JsonNode node) {
    return value == 0 && node.decimalValue().signum() != 0;
  }

  private static BigDecimal decimal(JsonNode node, Schema schema, String path) {
    int scale = Integer.parseInt(schema.parameters().get(Decimal.SCALE_FIELD));
    if (!node.isNumber()) {
      throw mismatch(path, "a Decimal of scale " + scale, node);
    }
    BigDecimal value = node.decimalValue();
    // Before the arithmetic: 1e999999999 is ten characters of input and a gigabyte of digits.
    if (value.precision() - (long) value.scale() + scale > MAX_DECIMAL_DIGITS
        || (value.signum() != 0 && value.stripTrailingZeros().scale() > scale)) {
      throw outOfRange(path, "a Decimal of scale " + scale);
    }
    return value.setScale(scale);
  }

  private static boolean bool(JsonNode node, String path) {
    if (!node.isBoolean()) {
      throw mismatch(path, "BOOLEAN", node);
    }
    return node.booleanValue();
  }

  private static String string(JsonNode node, String type, String path) {
    if (!node.isTextual()) {
      throw mismatch(path, type, node);
    }
    return encodable(node.textValue(), path);
  }

  private static ByteBuffer bytes(JsonNode node, String path) {
    String base64 = string(node, "BYTES in base64", path);
    try {
      return ByteBuffer.wrap(java.util.Base64.getDecoder().decode(base64));
    } catch (IllegalArgumentException e) {
      throw new PoisonException(at(path) + "expected BYTES in base64, found other text");
    }
  }

  private static String encodable(String text, String path) {
    if (Surrogates.areUnpairedIn(text)) {
      throw new PoisonException(at(path) + "expected text, found an unpaired surrogate");
    }
    return text;
  }

  private static Map<String, @Nullable Object> schemalessMap(JsonNode node, String path) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      String name = encodable(entry.getKey(), path);
      String step = step(name);
      map.put(name, schemaless(entry.getValue(), path.isEmpty() ? step : path + "." + step));
    }
    return map;
  }

  /**
   * Without a schema a key may be a field's name or data, such as an address. What does not look
   * like a name is not shown; it could not be sent in an attribute of a dead letter either.
   */
  private static String step(String name) {
    return FIELD_NAME.matcher(name).matches() ? name : "*";
  }

  private static @Nullable Object schemaless(JsonNode node, String path) {
    return switch (node.getNodeType()) {
      case NULL -> null;
      case BOOLEAN -> node.booleanValue();
      case STRING -> string(node, "text", path);
      case NUMBER ->
          node.isIntegralNumber()
              ? (Object) integer(node, "INT64", bounds(Long.SIZE), path)
              : (Object) float64(node, path);
      case ARRAY -> schemalessList(node, path);
      case OBJECT -> schemalessMap(node, path);
      case BINARY, MISSING, POJO -> throw mismatch(path, "a JSON value", node);
    };
  }

  private static List<@Nullable Object> schemalessList(JsonNode node, String path) {
    List<@Nullable Object> list = new ArrayList<>(node.size());
    for (int i = 0; i < node.size(); i++) {
      list.add(schemaless(node.get(i), path + "[" + i + "]"));
    }
    return list;
  }

  private static PoisonException mismatch(String path, String expected, JsonNode found) {
    return new PoisonException(at(path) + "expected " + expected + ", found " + typeOf(found));
  }

  private static PoisonException outOfRange(String path, String type) {
    return new PoisonException(at(path) + "expected " + type + ", found a number out of its range");
  }

  private static String at(String path) {
    return path.isEmpty() ? "body: " : "field " + path + ": ";
  }

  private static String typeOf(Schema schema) {
    return schema.name() == null ? schema.type().name() : schema.type() + " " + schema.name();
  }

  /** What {@code node} is, in the words of JSON; never its value. */
  static String typeOf(JsonNode node) {
    if (node.isNumber() && !node.isIntegralNumber()) {
      return "a number with a fraction";
    }
    return node.getNodeType().name().toLowerCase(Locale.ROOT);
  }
}
