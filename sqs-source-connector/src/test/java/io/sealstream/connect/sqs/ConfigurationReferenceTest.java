package io.sealstream.connect.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.Test;

/**
 * docs/sqs-source.md ends with a table of all settings, printed from the ConfigDef. After a change
 * of the ConfigDef, {@code mvn test -pl sqs-source-connector -Dsealstream.docs.update=true} writes
 * it.
 */
class ConfigurationReferenceTest {

  private static final Path PAGE = Path.of("..", "docs", "sqs-source.md");
  private static final String BEGIN =
      "<!-- settings: printed from the ConfigDef by the build -->\n";

  @Test
  void thePageShowsTheSettingsAsTheyAre() throws Exception {
    String page = Files.readString(PAGE);
    String upToDate = page.substring(0, page.indexOf(BEGIN) + BEGIN.length()) + table();
    if (Boolean.getBoolean("sealstream.docs.update")) {
      Files.writeString(PAGE, upToDate);
    } else {
      assertThat(page).isEqualTo(upToDate);
    }
  }

  private static String table() {
    StringBuilder table = new StringBuilder();
    List<String> groups = new ArrayList<>(SqsSourceConfig.CONFIG_DEF.groups());
    for (String group : groups) {
      table.append("\n### ").append(group).append("\n\n| key | default | allowed | meaning |\n");
      table.append("|---|---|---|---|\n");
      SqsSourceConfig.CONFIG_DEF.configKeys().values().stream()
          .filter(key -> group.equals(key.group))
          .sorted(Comparator.comparingInt(key -> key.orderInGroup))
          .forEach(key -> table.append(row(key)));
    }
    return table.toString();
  }

  private static String row(ConfigDef.ConfigKey key) {
    return "| `%s` | %s | %s | %s |\n"
        .formatted(key.name, defaultOf(key), allowed(key), key.documentation.replace("|", "\\|"));
  }

  private static String defaultOf(ConfigDef.ConfigKey key) {
    if (!key.hasDefault()) {
      return "required";
    }
    if (key.defaultValue == null) {
      return "not set";
    }
    String text =
        key.defaultValue instanceof List<?> list
            ? String.join(",", list.stream().map(String::valueOf).toList())
            : key.defaultValue.toString();
    return text.isEmpty() ? "none" : "`" + text + "`";
  }

  private static String allowed(ConfigDef.ConfigKey key) {
    return key.validator == null ? key.type.toString().toLowerCase() : key.validator.toString();
  }
}
