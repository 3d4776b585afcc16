package io.sealstream.connect.mask;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Time;
import org.junit.jupiter.api.Test;

/**
 * docs/metrics.md has a table of all metrics of the transforms, printed from the registry. After a
 * change of the metrics, {@code mvn test -pl pii-mask-smt -Dtest=MetricsReferenceTest
 * -Dsealstream.docs.update=true} writes it.
 */
class MetricsReferenceTest {
  private static final Path PAGE = Path.of("..", "docs", "metrics.md");
  private static final String BEGIN =
      "<!-- metrics of the masks: printed from the registry by the build -->\n";
  private static final String END = "\n<!-- end of the metrics of the masks -->\n";

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
    Map<String, String> descriptions =
        new TreeMap<>(new TransformMetrics("any", RecordPart.VALUE, Time.SYSTEM).descriptions());
    StringBuilder table = new StringBuilder("\n| metric | unit | meaning |\n|---|---|---|\n");
    descriptions.forEach(
        (name, description) -> {
          if (name.endsWith("-total")) {
            String rate = name.replaceAll("-total$", "-rate");
            assertThat(descriptions).containsKey(rate);
            int colon = description.indexOf(": ");
            table.append(
                "| `%s`, `%s` | %s | %s |\n"
                    .formatted(
                        name,
                        rate,
                        description.substring(0, colon),
                        description.substring(colon + 2)));
          } else {
            assertThat(name).endsWith("-rate");
          }
        });
    return table.toString();
  }
}
