package io.sealstream.connect.sqs;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * Reads a body as strict JSON (RFC 8259): a duplicate key, trailing text and an empty body are
 * {@link PoisonException}, whose text holds a position and nothing of the body. Thread-safe.
 */
final class StrictJson {

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              // Jackson's limit of twenty million characters is too low for a payload in S3, and a
              // body's size is bounded before it comes here.
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
                  .build())
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private StrictJson() {}

  /** The root of {@code body}; never missing, but possibly JSON's null. */
  static JsonNode read(String body) {
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
