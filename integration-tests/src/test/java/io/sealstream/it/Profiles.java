package io.sealstream.it;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Messages with a personal field of every type, plain and inside of structs, arrays and maps. Every
 * personal value is unlike anything else in a topic, but for the booleans and the short numbers.
 */
final class Profiles {

  /** Numbers of a schema are compared digit by digit: 7.00 is not 7. */
  static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
          .build();

  /** What to mask: each leaf but the id and events[*].kind. */
  static final String FIELDS =
      "login,ip,country,plan,age,visits,score,ratio,vip,born,wake,seen,balance,photo,tags[*],"
          + "scores[*],home.ip,home.floor,events[*].ip,events[*].code,by_region[*].login,"
          + "by_region[*].count";

  /** What stands for a country that a message does not have. */
  static final String DEFAULT_COUNTRY = "country-nobody-named";

  /** A list of values in the schema's parameters, as those of an enumeration are. */
  static final String PLANS = "plan-of-gold,plan-of-silver";

  /** The schema, in full, as JsonConverter writes it. */
  static final String SCHEMA =
      struct(
          "\"name\":\"io.sealstream.Profile\"",
          leaf("id", "string", ""),
          leaf("login", "string", ""),
          optional("ip", "string", ",\"doc\":\"Where from\""),
          optional("country", "string", ",\"default\":\"" + DEFAULT_COUNTRY + "\""),
          leaf(
              "plan",
              "string",
              named("com.example.Plan", 3) + ",\"parameters\":{\"allowed\":\"" + PLANS + "\"}"),
          optional("age", "int32", ""),
          leaf("visits", "int64", ""),
          leaf("score", "double", ""),
          leaf("ratio", "float", ""),
          leaf("vip", "boolean", ""),
          optional("born", "int32", named("org.apache.kafka.connect.data.Date", 1)),
          leaf("wake", "int32", named("org.apache.kafka.connect.data.Time", 1)),
          leaf("seen", "int64", named("org.apache.kafka.connect.data.Timestamp", 1)),
          leaf(
              "balance",
              "bytes",
              named("org.apache.kafka.connect.data.Decimal", 1)
                  + ",\"parameters\":{\"scale\":\"2\"}"),
          leaf("photo", "bytes", ""),
          leaf("tags", "array", ",\"items\":{\"type\":\"string\",\"optional\":true}"),
          leaf("scores", "array", ",\"items\":{\"type\":\"int64\",\"optional\":false}"),
          field(
              "home",
              struct(
                  "\"name\":\"io.sealstream.Home\"",
                  leaf("ip", "string", ""),
                  leaf("floor", "int16", ""))),
          leaf(
              "events",
              "array",
              ",\"items\":"
                  + struct(
                      "\"version\":2",
                      leaf("kind", "string", ""),
                      leaf("ip", "string", ""),
                      optional("code", "int32", ""))),
          leaf(
              "by_region",
              "map",
              ",\"keys\":{\"type\":\"string\",\"optional\":false},\"values\":"
                  + struct(
                      "\"name\":\"io.sealstream.Region\"",
                      leaf("login", "string", ""),
                      leaf("count", "int64", ""))));

  private Profiles() {}

  static List<ObjectNode> of(int count) {
    return IntStream.range(0, count).mapToObj(Profiles::one).toList();
  }

  /** As it is sent: of every third the country is missing, of every fourth all that may be null. */
  private static ObjectNode one(int i) {
    ObjectNode profile =
        JSON.createObjectNode()
            .put("id", "profile-" + i)
            .put("login", login(i))
            .put("ip", ip(i))
            .put("plan", "plan-of-gold")
            .put("age", 1_234_567_890 + i)
            .put("visits", 9_007_199_254_740_881L + i)
            .put("score", 12345.678901 + i)
            .put("ratio", 4_321_987.5f + i)
            .put("vip", i % 2 == 0)
            .put("born", 7_000 + i)
            .put("wake", 25_689_123 + i)
            .put("seen", 1_795_000_000_123L + i)
            .put("balance", new BigDecimal("98765432.10").add(BigDecimal.valueOf(i)))
            .put("photo", ("photo-of-" + i).getBytes(StandardCharsets.UTF_8));
    if (i % 3 != 0) {
      profile.put("country", "country-of-" + i);
    }
    if (i % 4 == 3) {
      profile.putNull("ip").putNull("age").putNull("born");
    }
    profile.putArray("tags").add("tag-of-" + i).addNull().add("tag-of-all");
    profile.putArray("scores").add(8_111_222_333_444L + i).add(8_555_666_777_888L);
    profile.putObject("home").put("ip", ip(i)).put("floor", 30_000 + i);
    if (i % 4 != 3) {
      profile.putArray("events").addObject().put("kind", "login").put("ip", ip(i)).put("code", i);
      event(profile).put("kind", "logout").put("ip", ip(i + 1)).putNull("code");
      ObjectNode regions = profile.putObject("by_region");
      regions.putObject("eu").put("login", login(i)).put("count", 7_000_000_000L + i);
      regions.putObject("us").put("login", login(i + 1)).put("count", 7_111_111_111L);
    } else {
      profile.putArray("events");
      profile.putObject("by_region");
    }
    return profile;
  }

  private static ObjectNode event(ObjectNode profile) {
    return profile.withArray("events").addObject();
  }

  /** As a sink gets it: with the default that the schema has. */
  static JsonNode received(ObjectNode sent) {
    ObjectNode received = (ObjectNode) parse(sent.toString());
    if (!received.has("country")) {
      received.put("country", DEFAULT_COUNTRY);
    }
    return received;
  }

  /** The canonical texts that a profile has at a path; those that are null are left out. */
  static List<String> texts(JsonNode profile, String path) {
    List<String> texts = new ArrayList<>();
    for (JsonNode value : at(profile, path)) {
      texts.add(
          switch (path) {
            case "born" -> LocalDate.ofEpochDay(value.asInt()).toString();
            case "wake" -> LocalTime.ofNanoOfDay(value.asInt() * 1_000_000L).toString();
            case "seen" -> Instant.ofEpochMilli(value.asLong()).toString();
            case "balance", "score", "ratio" ->
                value.decimalValue().stripTrailingZeros().toPlainString();
            default -> value.asText();
          });
    }
    return texts;
  }

  /** The values at a path of {@link #FIELDS}; nulls are left out. */
  static List<JsonNode> at(JsonNode profile, String path) {
    List<JsonNode> nodes = List.of(profile);
    for (String step : path.replace("[*]", ".*").split("\\.")) {
      List<JsonNode> next = new ArrayList<>();
      for (JsonNode node : nodes) {
        if (step.equals("*")) {
          node.forEach(next::add);
        } else {
          next.add(node.path(step));
        }
      }
      nodes = next;
    }
    return nodes.stream().filter(node -> !node.isNull()).toList();
  }

  /** The last name of a path, which is its domain. */
  static String domain(String path) {
    return path.replace("[*]", "").replaceAll(".*\\.", "");
  }

  static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new IllegalStateException("not JSON", e);
    }
  }

  private static String login(int i) {
    return "login-of-" + i;
  }

  private static String ip(int i) {
    return "203.0.113." + i;
  }

  private static String struct(String more, String... fields) {
    return "{\"type\":\"struct\",\"optional\":false,%s,\"fields\":[%s]}"
        .formatted(more, String.join(",", fields));
  }

  private static String leaf(String name, String type, String more) {
    return field(name, "{\"type\":\"%s\",\"optional\":false%s}".formatted(type, more));
  }

  private static String optional(String name, String type, String more) {
    return field(name, "{\"type\":\"%s\",\"optional\":true%s}".formatted(type, more));
  }

  private static String field(String name, String schema) {
    return schema.substring(0, schema.length() - 1) + ",\"field\":\"" + name + "\"}";
  }

  private static String named(String name, int version) {
    return ",\"name\":\"%s\",\"version\":%d".formatted(name, version);
  }
}
