package io.sealstream.quickstart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What was sent in clear, by message id, so that it can be compared with what arrived. It stays in
 * memory and is bounded: of the messages after the bound nothing is kept. Thread-safe.
 */
final class SentLogins implements MessageSender.Listener {
  /** How many messages are kept at most. */
  static final int TRACKED_MAX = 100_000;

  private final ObjectMapper json = new ObjectMapper();
  private final Map<String, Login> logins = new ConcurrentHashMap<>();

  /**
   * A login as it was sent.
   *
   * @param index its place among all messages
   */
  record Login(long index, String messageId, String ip, String deviceId) {
    /** Keeps clear values out of every text that is made by accident. */
    @Override
    public String toString() {
      return "login " + index;
    }
  }

  @Override
  public void sent(long index, String messageId, String body) {
    if (index < TRACKED_MAX) {
      login(index, messageId, body).ifPresent(login -> logins.put(messageId, login));
    }
  }

  /** The login with this message id, if it is one that is kept. */
  Optional<Login> find(String messageId) {
    return Optional.ofNullable(logins.get(messageId));
  }

  /** How many logins are kept. */
  int size() {
    return logins.size();
  }

  private Optional<Login> login(long index, String messageId, String body) {
    try {
      JsonNode node = json.readTree(body);
      if (node.path("ip").isTextual() && node.path("device_id").isTextual()) {
        return Optional.of(
            new Login(index, messageId, node.path("ip").asText(), node.path("device_id").asText()));
      }
    } catch (JsonProcessingException e) {
      // No JSON, so no login: the connector's dead letter will say so, this class need not.
    }
    return Optional.empty();
  }
}
