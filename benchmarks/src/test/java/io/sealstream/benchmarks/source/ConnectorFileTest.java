package io.sealstream.benchmarks.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealstream.benchmarks.servers.BenchmarkException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectorFileTest {

  @TempDir private Path folder;

  @Test
  void aChangeLeavesTheOriginalAsItWas() {
    ConnectorFile plain = ConnectorFile.plain();

    ConnectorFile changed = plain.with("tasks.max", "4");

    assertThat(changed.json().at("/config/tasks.max").asText()).isEqualTo("4");
    assertThat(plain.json().at("/config/tasks.max").asText()).isEqualTo("1");
  }

  @Test
  void losesItsTransformsAndNothingElse() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("c.json"),
            """
            {"name": "c", "config": {"topic": "t", "transforms": "a", "transforms.a.type": "A"}}
            """);

    ConnectorFile without = ConnectorFile.read(file).withoutTransforms();

    assertThat(without.json()).hasToString("{\"name\":\"c\",\"config\":{\"topic\":\"t\"}}");
  }

  @Test
  void isPostedAsItWasRead() throws Exception {
    Path file =
        Files.writeString(folder.resolve("c.json"), "{\"name\":\"c\",\"config\":{\"a\":\"b\"}}");

    Path posted = ConnectorFile.read(file).writeTo(folder.resolve("posted.json"));

    assertThat(posted).hasSameTextualContentAs(file);
    assertThat(ConnectorFile.read(posted).name()).isEqualTo("c");
  }

  @Test
  void saysWhatIsMissing() throws Exception {
    Path file = Files.writeString(folder.resolve("c.json"), "{\"name\": \"c\"}");

    assertThatThrownBy(() -> ConnectorFile.read(file))
        .isInstanceOf(BenchmarkException.class)
        .hasMessage(file + " is no JSON object with a name and a config.");
    Path none = folder.resolve("none.json");
    assertThatThrownBy(() -> ConnectorFile.read(none))
        .isInstanceOf(BenchmarkException.class)
        .hasMessage(none + " cannot be read.");
  }
}
