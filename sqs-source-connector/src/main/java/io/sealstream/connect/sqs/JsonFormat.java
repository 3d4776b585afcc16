package io.sealstream.connect.sqs;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.jspecify.annotations.Nullable;

/**
 * A body of strict JSON (RFC 8259): with a schema a value of that schema, without one a schemaless
 * map. Duplicate keys, trailing text and whatever the schema does not allow are poison; unknown
 * extra fields are ignored. Thread-safe.
 */
final class JsonFormat implements ValueFormat {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private final @Nullable Schema schema;

  /**
   * @param schema the value's schema, or null for schemaless maps
   */
  JsonFormat(@Nullable Schema schema) {
    this.schema = schema;
  }

  @Override
  public SchemaAndValue parse(String body) {
    JsonNode root = read(body);
    return schema == null
        ? new SchemaAndValue(null, JsonValues.toMap(root))
        : new SchemaAndValue(schema, JsonValues.toConnect(root, schema));
  }

  private static JsonNode read(String body) {
    JsonNode root;
    try {
      root = MAPPER.readTree(body);
    } catch (JsonProcessingException e) {
      // Not chained and not quoted: Jackson's message holds a part of the body.
      throw new PoisonException("the body is not valid JSON" + position(e));
    } catch (NumberFormatException e) {
      // What Jackson throws, with the number in it, for an exponent that no BigDecimal can hold.
      throw new PoisonException("the body holds a number whose exponent is out of range");
    }
    if (root.isMissingNode()) {
      throw new PoisonException("the body is empty where JSON is expected");
    }
    return root;
  }

  private static String position(JsonProcessingException e) {
    return e.getLocation() == null
        ? ""
        : " at line " + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr();
  }
}
