package io.sealstream.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The files of monitoring/, which operators take as they are. */
final class MonitoringFiles {

  static final Path FOLDER = Backends.PROJECT.resolve("monitoring");
  static final Path ALERTS = FOLDER.resolve("alerts.yaml");
  static final Path PAGE = Backends.PROJECT.resolve("docs/monitoring.md");

  static final Path EXPORTER = FOLDER.resolve("jmx-exporter.yaml");
  static final Path AGENT = Backends.DIST.resolve("agents/jmx_prometheus_javaagent.jar");

  private static final Pattern METRIC = Pattern.compile("\\b(?:sealstream|kafka|jvm)_[a-z0-9_]+");

  private MonitoringFiles() {}

  /** The JVM option that shows a worker's metrics on a port of the loopback interface. */
  static String agent(int port) {
    return "-javaagent:%s=127.0.0.1:%d:%s".formatted(AGENT, port, EXPORTER);
  }

  /**
   * A copy of the shipped prometheus.yaml that scrapes a port of this machine every two seconds,
   * which is also the time that a worker has to answer on a busy machine.
   *
   * @param rules a file of rules, by its absolute path
   */
  static Path configuration(Path folder, int port, Path rules) throws IOException {
    String shipped = Files.readString(FOLDER.resolve("prometheus.yaml"));
    return Files.writeString(
        folder.resolve("prometheus.yaml"),
        shipped
            .replace("scrape_interval: 15s", "scrape_interval: 2s")
            .replace("evaluation_interval: 15s", "evaluation_interval: 1s")
            .replace("- alerts.yaml", "- " + rules)
            .replace("127.0.0.1:9404\"]", "127.0.0.1:" + port + "\"]"));
  }

  /** The metrics that an expression names, but for Prometheus' own {@code up}. */
  static Set<String> metrics(String expression) {
    return METRIC
        .matcher(expression)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  static JsonNode dashboard() throws IOException {
    return new ObjectMapper().readTree(FOLDER.resolve("grafana-dashboard.json").toFile());
  }

  /** The dashboard's panels, without the rows that are headings. */
  static List<JsonNode> panels() throws IOException {
    List<JsonNode> panels = new ArrayList<>();
    for (JsonNode panel : dashboard().path("panels")) {
      if (!panel.path("type").asText().equals("row")) {
        panels.add(panel);
      }
    }
    return panels;
  }

  /** The expressions of a panel as Grafana sends them when everything is selected. */
  static List<String> expressions(JsonNode panel) {
    List<String> expressions = new ArrayList<>();
    for (JsonNode target : panel.path("targets")) {
      expressions.add(
          target
              .path("expr")
              .asText()
              .replace("$job", ".*")
              .replace("$connector", ".*")
              .replace("$__rate_interval", "10s"));
    }
    return expressions;
  }
}
