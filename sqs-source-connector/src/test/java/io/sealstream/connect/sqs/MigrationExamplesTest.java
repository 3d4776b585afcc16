package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The configurations of ours in docs/migrating.md are ones that a task would start with. */
class MigrationExamplesTest {

  private static final Path PAGE = Path.of("..", "docs", "migrating.md");
  private static final Pattern BLOCK = Pattern.compile("```json\\n(.*?)```", Pattern.DOTALL);
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void everyExampleOfOursIsValid() throws IOException {
    List<Map<String, String>> examples = examples();
    assertThat(examples).as("one for each connector to come from").hasSize(2);

    for (Map<String, String> example : examples) {
      assertThat(SqsSourceConfig.unknownKeys(example)).isEmpty();
      assertThat(SqsSourceConfig.conflicts(example, Set.of()).byKey()).isEmpty();
      new SqsSourceConfig(example);
    }
  }

  private static List<Map<String, String>> examples() throws IOException {
    List<Map<String, String>> ours = new ArrayList<>();
    Matcher blocks = BLOCK.matcher(Files.readString(PAGE));
    while (blocks.find()) {
      JsonNode config = JSON.readTree(blocks.group(1)).path("config");
      if (config.path("connector.class").asText().equals(SqsSourceConnector.class.getName())) {
        ours.add(JSON.convertValue(config, new TypeReference<Map<String, String>>() {}));
      }
    }
    return ours;
  }
}
