package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The files of monitoring/ by themselves, as Prometheus' own tools see them. */
@ExtendWith(NeedsPrometheus.class)
class MonitoringFilesIT {

  private static List<JsonNode> rules;

  @TempDir private static Path folder;

  @BeforeAll
  static void loadRules() throws Exception {
    Path configuration = MonitoringFiles.FOLDER.resolve("prometheus.yaml");
    try (Prometheus prometheus = Prometheus.start(folder, configuration)) {
      rules = prometheus.rules();
    }
    assertThat(rules).hasSizeGreaterThan(15);
  }

  @Test
  void promtoolFindsNoFault() throws Exception {
    assertThat(Prometheus.promtool(MonitoringFiles.FOLDER, "check", "config", "prometheus.yaml"))
        .contains("SUCCESS: " + rules.size() + " rules found");
  }

  @Test
  void everyRuleFiresAboveItsLimitAndNoneOnHealthySeries() throws Exception {
    Prometheus.promtool(MonitoringFiles.FOLDER, "test", "rules", "alerts-test.yaml");

    String tests = Files.readString(MonitoringFiles.FOLDER.resolve("alerts-test.yaml"));
    assertThat(rules)
        .allSatisfy(
            rule ->
                assertThat(tests)
                    .containsPattern("alertname=\"" + name(rule) + "\"[^}]*}', value: 1"));
  }

  @Test
  void everyRuleSaysWhatItMeansWhatToDoAndWhyItsLimitIsWhatItIs() throws Exception {
    String page = Files.readString(MonitoringFiles.PAGE);
    for (JsonNode rule : rules) {
      JsonNode annotations = rule.path("annotations");
      for (String what : List.of("summary", "description", "threshold")) {
        assertThat(annotations.path(what).asText()).as(name(rule) + " " + what).isNotBlank();
      }
      assertThat(annotations.path("runbook_url").asText())
          .isEqualTo("docs/monitoring.md#" + name(rule).toLowerCase(Locale.ROOT));
      String severity = rule.path("labels").path("severity").asText();
      assertThat(severity).isIn("critical", "warning");
      assertThat(page)
          .contains(
              "| [%s](#%s) | %s |"
                  .formatted(name(rule), name(rule).toLowerCase(Locale.ROOT), severity));
      assertThat(flat(section(page, name(rule))))
          .as("the texts of the rule, on the page")
          .contains(flat(annotations.path("description").asText()))
          .contains("Why this limit: " + flat(annotations.path("threshold").asText()));
    }
  }

  private static String section(String page, String heading) {
    int from = page.indexOf("\n### " + heading + "\n");
    assertThat(from).as("a section " + heading).isNotNegative();
    int to = page.indexOf("\n### ", from + 1);
    return page.substring(from, to < 0 ? page.length() : to);
  }

  /** On one line, without marks of code, and with a name in the place of a label. */
  private static String flat(String text) {
    return text.replaceAll("\\{\\{ \\$labels\\.connector\\s*}}", "NAME")
        .replace("`", "")
        .replaceAll("\\s+", " ")
        .strip();
  }

  @Test
  void thePageExplainsEveryPanelAndNoOther() throws Exception {
    Set<String> titles = new HashSet<>();
    for (JsonNode panel : MonitoringFiles.panels()) {
      titles.add(panel.path("title").asText());
    }
    String page = Files.readString(MonitoringFiles.PAGE);
    String section = page.substring(page.indexOf("\n## The dashboard\n"));
    assertThat(
            section
                .substring(0, section.indexOf("\n## ", 1))
                .lines()
                .filter(line -> line.startsWith("| **"))
                .map(line -> line.substring("| **".length(), line.indexOf("** |")))
                .collect(Collectors.toSet()))
        .isEqualTo(titles);
  }

  @Test
  void everyPanelHasATitleADescriptionAUnitAndAPlaceOfItsOwn() throws Exception {
    String page = Files.readString(MonitoringFiles.PAGE);
    Set<Integer> ids = new HashSet<>();
    Set<String> places = new HashSet<>();
    for (JsonNode panel : MonitoringFiles.dashboard().path("panels")) {
      assertThat(ids.add(panel.path("id").asInt())).as(panel.path("title").asText()).isTrue();
      JsonNode place = panel.path("gridPos");
      assertThat(place.path("x").asInt() + place.path("w").asInt()).isBetween(1, 24);
      for (int x = 0; x < place.path("w").asInt(); x++) {
        for (int y = 0; y < place.path("h").asInt(); y++) {
          String cell = (place.path("x").asInt() + x) + "," + (place.path("y").asInt() + y);
          assertThat(places.add(cell)).as(panel.path("title").asText()).isTrue();
        }
      }
    }
    for (JsonNode panel : MonitoringFiles.panels()) {
      String title = panel.path("title").asText();
      assertThat(panel.path("description").asText()).as(title).isNotBlank();
      assertThat(page)
          .contains("| **%s** | %s |".formatted(title, panel.path("description").asText()));
      assertThat(panel.path("fieldConfig").path("defaults").path("unit").asText())
          .as(title)
          .isNotBlank();
      assertThat(panel.path("datasource").path("uid").asText())
          .as(title)
          .isEqualTo("${datasource}");
      assertThat(MonitoringFiles.expressions(panel)).as(title).isNotEmpty();
    }
  }

  /** Over a time it would be the last number that there was, of a worker that is gone too. */
  @Test
  void aSingleNumberIsThatOfNow() throws Exception {
    int numbers = 0;
    for (JsonNode panel : MonitoringFiles.panels()) {
      if (panel.path("type").asText().equals("stat")) {
        numbers++;
        for (JsonNode target : panel.path("targets")) {
          assertThat(target.path("instant").asBoolean()).as(panel.path("title").asText()).isTrue();
          assertThat(target.path("range").asBoolean(true)).isFalse();
          assertThat(target.path("expr").asText())
              .as("whatever time the dashboard shows")
              .doesNotContain("$__rate_interval");
        }
      }
    }
    assertThat(numbers).isPositive();
  }

  @Test
  void everyExpressionOfADashboardIsOneOfPrometheus() throws Exception {
    StringBuilder file = new StringBuilder("groups:\n  - name: dashboard\n    rules:\n");
    int count = 0;
    for (JsonNode panel : MonitoringFiles.panels()) {
      for (String expression : MonitoringFiles.expressions(panel)) {
        file.append("      - record: panel:" + count++ + "\n        expr: |-\n          ")
            .append(expression)
            .append('\n');
      }
    }
    Files.writeString(folder.resolve("dashboard.yaml"), file.toString());

    assertThat(Prometheus.promtool(folder, "check", "rules", "dashboard.yaml"))
        .contains("SUCCESS: " + count + " rules found");
  }

  private static String name(JsonNode rule) {
    return rule.path("name").asText();
  }
}
