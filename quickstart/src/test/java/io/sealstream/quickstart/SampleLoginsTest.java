package io.sealstream.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SampleLoginsTest {
  private final ObjectMapper json = new ObjectMapper();

  @Test
  void sampleIsNinetyNineLoginsAndOneOddMessage() {
    List<JsonNode> messages = parsed(SampleLogins.sample());

    assertThat(messages).hasSize(100);
    assertThat(messages.stream().filter(message -> message.has("ip"))).hasSize(99);
    assertThat(messages.stream().filter(message -> message.has("foo"))).hasSize(1);
  }

  @Test
  void everyPassGivesTheSameBodies() {
    Messages sample = SampleLogins.sample();

    assertThat(bodies(sample)).isEqualTo(bodies(sample)).isEqualTo(bodies(SampleLogins.sample()));
  }

  @Test
  void hasWhatThePipelineMustNotLose() {
    List<JsonNode> logins =
        parsed(SampleLogins.sample()).stream().filter(message -> message.has("ip")).toList();

    assertThat(texts(logins, "app_version")).contains("2.0", "2.00");
    assertThat(logins).anyMatch(login -> login.get("locale").isNull());
    assertThat(logins).anyMatch(login -> login.get("locale").isTextual());
    assertThat(texts(logins, "ip").size()).isBetween(70, 98);
    assertThat(texts(logins, "device_id").size()).isBetween(70, 98);
  }

  @Test
  void addressesAreOfTheNetworkForBenchmarks() {
    assertThat(texts(parsed(SampleLogins.logins(2_000)), "ip"))
        .allMatch(ip -> ip.matches("198\\.1[89]\\.\\d{1,3}\\.\\d{1,3}"));
  }

  @Test
  void givesAsManyLoginsAsAreAskedFor() {
    Messages logins = SampleLogins.logins(2_345);

    assertThat(logins.count()).isEqualTo(2_345);
    assertThat(parsed(logins)).hasSize(2_345).allMatch(login -> login.path("ip").isTextual());
  }

  private List<JsonNode> parsed(Messages messages) {
    return bodies(messages).stream().map(this::parse).toList();
  }

  private static List<String> bodies(Messages messages) {
    try (Stream<String> bodies = messages.bodies()) {
      return bodies.toList();
    }
  }

  private JsonNode parse(String body) {
    try {
      return json.readTree(body);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> texts(List<JsonNode> nodes, String field) {
    return nodes.stream().map(node -> node.get(field).asText()).collect(Collectors.toSet());
  }
}
