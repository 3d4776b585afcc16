package io.sealstream.benchmarks.rig;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a rig in a process of its own can be asked and told over HTTP: {@code GET /rig/stats}, and
 * {@code POST /rig/settings} with a JSON object of the members below, carried out in this order.
 *
 * <ul>
 *   <li>{@code roundTripMillis}: a number
 *   <li>{@code queues}: {@code [{"name": …, "attributes": {…}}]}, made where they do not exist
 *   <li>{@code fill}: {@code [{"queue": …, "count": …, "bodyBytes": …, "groups": …}]}; groups are
 *       for a FIFO queue; {@code bodies}, texts that are taken in turn, instead of {@code
 *       bodyBytes}
 *   <li>{@code purge} and {@code deleteQueues}: names of queues
 *   <li>{@code refuse}: {@code {action: error code}}; {@code allow}: names of actions
 *   <li>{@code faults}: {@code {"seed": …, "rules": [{"kind": …, "rate": …, "actions": […],
 *       "delayMillis": …}]}}, instead of those before
 *   <li>{@code resetCounters}: true
 *   <li>{@code outageMillis}: for so long no connection is accepted, and none is kept
 * </ul>
 */
final class RigControl {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;
  private static final int NOT_FOUND = 404;
  private static final int DEFAULT_BODY_BYTES = 200;

  private static final Set<String> MEMBERS =
      Set.of(
          "roundTripMillis",
          "queues",
          "fill",
          "purge",
          "deleteQueues",
          "refuse",
          "allow",
          "faults",
          "resetCounters",
          "outageMillis");

  private final SqsRig rig;

  RigControl(SqsRig rig) {
    this.rig = rig;
  }

  /** What to answer. */
  record Answer(int status, String json) {}

  Answer get(String path) {
    return path.equals("/rig/stats")
        ? answer(OK, rig.stats())
        : answer(NOT_FOUND, Map.of("error", "There is GET /rig/stats only"));
  }

  Answer post(String path, byte[] body) {
    if (!path.equals("/rig/settings")) {
      return answer(NOT_FOUND, Map.of("error", "There is POST /rig/settings only"));
    }
    try {
      apply(JSON.readTree(body));
      return answer(OK, Map.of());
    } catch (IOException e) {
      return answer(BAD_REQUEST, Map.of("error", "The settings are not JSON"));
    } catch (IllegalArgumentException | SqsException e) {
      return answer(BAD_REQUEST, Map.of("error", String.valueOf(e.getMessage())));
    }
  }

  private void apply(JsonNode settings) {
    settings.fieldNames().forEachRemaining(RigControl::requireKnown);
    if (settings.has("roundTripMillis")) {
      rig.roundTrip(Duration.ofNanos((long) (settings.get("roundTripMillis").asDouble() * 1e6)));
    }
    settings.path("queues").forEach(this::makeQueue);
    settings.path("fill").forEach(this::fill);
    settings.path("purge").forEach(name -> rig.queue(name.asText()).purge());
    settings.path("deleteQueues").forEach(name -> rig.deleteQueue(name.asText()));
    texts(settings.path("refuse")).forEach(rig::refuse);
    settings.path("allow").forEach(action -> rig.allow(action.asText()));
    if (settings.has("faults")) {
      rig.faults(faults(settings.get("faults")));
    }
    if (settings.path("resetCounters").asBoolean()) {
      rig.resetCounters();
    }
    if (settings.has("outageMillis")) {
      rig.outage(Duration.ofMillis(settings.get("outageMillis").asLong()));
    }
  }

  private static void requireKnown(String member) {
    if (!MEMBERS.contains(member)) {
      throw new IllegalArgumentException("The rig has no setting " + member);
    }
  }

  private void makeQueue(JsonNode queue) {
    rig.createQueue(queue.path("name").asText(), texts(queue.path("attributes")));
  }

  private void fill(JsonNode fill) {
    List<String> bodies = bodies(fill);
    int groups = fill.path("groups").asInt(1);
    RigQueue queue = rig.queue(fill.path("queue").asText());
    queue.fillMessages(
        fill.path("count").asInt(),
        i -> {
          RigMessage message = RigMessage.of(bodies.get(i % bodies.size()));
          return queue.isFifo() ? message.inGroup("group-" + i % groups) : message;
        });
  }

  private static List<String> bodies(JsonNode fill) {
    List<String> given = new ArrayList<>();
    fill.path("bodies").forEach(body -> given.add(body.asText()));
    return given.isEmpty()
        ? List.of("x".repeat(fill.path("bodyBytes").asInt(DEFAULT_BODY_BYTES)))
        : given;
  }

  private static Map<String, String> texts(JsonNode object) {
    Map<String, String> texts = new HashMap<>();
    object.properties().forEach(e -> texts.put(e.getKey(), e.getValue().asText()));
    return texts;
  }

  private static Faults faults(JsonNode json) {
    Faults faults = Faults.seeded(json.path("seed").asLong());
    for (JsonNode rule : json.path("rules")) {
      Set<String> actions = new HashSet<>();
      rule.path("actions").forEach(action -> actions.add(action.asText()));
      faults =
          faults.with(
              new Faults.Rule(
                  Faults.Kind.valueOf(rule.path("kind").asText()),
                  rule.path("rate").asDouble(),
                  actions,
                  Duration.ofMillis(rule.path("delayMillis").asLong())));
    }
    return faults;
  }

  private static Answer answer(int status, Object value) {
    try {
      return new Answer(status, JSON.writeValueAsString(value));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Counters and texts are JSON", e);
    }
  }
}
