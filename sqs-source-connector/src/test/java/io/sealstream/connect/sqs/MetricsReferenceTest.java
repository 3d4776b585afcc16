package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * docs/metrics.md has a table of all metrics of the source, printed from the registry. After a
 * change of the metrics, {@code mvn test -pl sqs-source-connector -Dsealstream.docs.update=true}
 * writes it.
 */
class MetricsReferenceTest {

  private static final Path PAGE = Path.of("..", "docs", "metrics.md");
  private static final String BEGIN =
      "<!-- metrics of the source: printed from the registry by the build -->\n";
  private static final String END = "\n<!-- end of the metrics of the source -->\n";

  @Test
  void thePageShowsTheMetricsAsTheyAre() throws Exception {
    String page = Files.readString(PAGE);
    String upToDate =
        page.substring(0, page.indexOf(BEGIN) + BEGIN.length())
            + table()
            + page.substring(page.indexOf(END));
    if (Boolean.getBoolean("sealstream.docs.update")) {
      Files.writeString(PAGE, upToDate);
    } else {
      assertThat(page).isEqualTo(upToDate);
    }
  }

  private static String table() {
    SourceMetrics metrics = new SourceMetrics("any", 0, new ManualTime());
    metrics.watchInFlight(() -> 0, () -> 0, () -> 0);
    metrics.showLimits(0, 0);
    metrics.watchDepth("any", () -> 0);
    metrics.watchCommittedIds(() -> 0, () -> 0);
    metrics.watchEvents(() -> 0);
    Map<String, String> descriptions = new TreeMap<>(metrics.descriptions());
    StringBuilder table = new StringBuilder("\n| metric | unit | meaning |\n|---|---|---|\n");
    descriptions.forEach(
        (name, description) -> {
          String rate = withRate(name);
          if (name.endsWith("-rate")) {
            assertThat(descriptions).containsKey(name.replaceAll("-rate$", "-total"));
          } else {
            int colon = description.indexOf(": ");
            table.append(
                "| `%s`%s | %s | %s |\n"
                    .formatted(
                        name,
                        rate,
                        description.substring(0, colon),
                        description.substring(colon + 2)));
          }
        });
    return table.toString();
  }

  /** A total and its rate share a row. */
  private static String withRate(String name) {
    return name.endsWith("-total") ? ", `" + name.replaceAll("-total$", "-rate") + "`" : "";
  }
}
