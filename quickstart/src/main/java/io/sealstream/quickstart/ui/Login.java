package io.sealstream.quickstart.ui;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A login as somebody typed it. What was left empty is null, and not in the message: without a
 * field that must be there the message is a dead letter, which is worth seeing too.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record Login(
    @JsonProperty("user_id") @Nullable String userId,
    @JsonProperty("ip") @Nullable String ip,
    @JsonProperty("device_id") @Nullable String deviceId,
    @JsonProperty("device_type") @Nullable String deviceType,
    @JsonProperty("locale") @Nullable String locale,
    @JsonProperty("app_version") @Nullable String appVersion) {

  /** More than any column holds, so that a text that is too long can be tried as well. */
  static final int TEXT_MAX = 500;

  /** Escapes what SQS does not take in a body as it is, such as most control characters. */
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  static Login of(String body) {
    try {
      return JSON.readValue(body, Login.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A generated login is none");
    }
  }

  /** The message's body. */
  String body() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A record of texts has its JSON");
    }
  }

  boolean isTooLong() {
    return Stream.of(userId, ip, deviceId, deviceType, locale, appVersion)
        .anyMatch(text -> text != null && text.length() > TEXT_MAX);
  }

  /** No value of it: it is personal data. */
  @Override
  public String toString() {
    return "Login";
  }
}
