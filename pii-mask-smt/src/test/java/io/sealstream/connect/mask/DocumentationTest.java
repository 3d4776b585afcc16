package io.sealstream.connect.mask;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

/** What docs/pii.md says, as far as it can be run. */
class DocumentationTest {
  private static final Path PAGE = Path.of("../docs/pii.md");
  private static final Path WORKER = Path.of("../connect-configs/worker.properties");

  @Test
  void theTableHasTheKeysOfThisRelease() throws IOException {
    assertThat(matches("(?m)^\\| `([a-z.]+)` \\|"))
        .containsExactlyInAnyOrderElementsOf(MaskPiiConfig.definition().names());
  }

  @Test
  void theExamplesNameVariablesThatTheShippedWorkerShows() throws IOException {
    Properties worker = new Properties();
    try (InputStream in = Files.newInputStream(WORKER)) {
      worker.load(in);
    }
    String shown = worker.getProperty("config.providers.env.param.allowlist.pattern");
    assertThat(matches("\\$\\{env:(\\w+)}")).isNotEmpty().allMatch(name -> name.matches(shown));
  }

  @Test
  void theFirstExampleIsComplete() throws IOException {
    Map<String, String> example = example(0);
    assertThat(example).containsEntry("type", MaskPii.Value.class.getName());
    assertThat(example.remove("keyset.file")).isEqualTo("${env:PII_KEYSET_FILE}");
    Map<?, ?> masked =
        mask(
            example, Map.of("ip", "clear", "device_id", "clear", "user", Map.of("email", "clear")));
    assertThat(masked.toString()).contains("device_id", "email").doesNotContain("clear");
  }

  @Test
  void domainsKeepApartAndJoinWhatTheExampleSays() throws IOException {
    Map<String, String> example = example(1);
    Map<String, Object> value =
        Map.of(
            "user",
            Map.of("name", "x"),
            "company",
            Map.of("name", "x"),
            "ip",
            "x",
            "client_address",
            "x");

    Map<?, ?> masked = mask(example, value);

    assertThat(masked.get("user")).isNotEqualTo(masked.get("company"));
    assertThat(masked.get("ip")).isEqualTo(masked.get("client_address"));
    example.remove("domains");
    Map<?, ?> byDefault = mask(example, value);
    assertThat(byDefault.get("user")).isEqualTo(byDefault.get("company"));
    assertThat(byDefault.get("ip")).isNotEqualTo(byDefault.get("client_address"));
  }

  private static Map<?, ?> mask(Map<String, String> properties, Map<String, ?> value) {
    properties.put("keyset", TestKeysets.golden());
    try (MaskPii.Value<SourceRecord> mask = new MaskPii.Value<>()) {
      mask.configure(properties);
      SourceRecord record = new SourceRecord(Map.of(), Map.of(), "t", null, value);
      return (Map<?, ?>) mask.apply(record).value();
    }
  }

  /** The transform's own settings in one of the page's examples. */
  private static Map<String, String> example(int index) throws IOException {
    String text = matches("(?s)```json\\n(.*?)```").get(index);
    Map<String, String> properties = new HashMap<>();
    Matcher setting =
        Pattern.compile("\"transforms\\.mask\\.([^\"]+)\": \"([^\"]*)\"").matcher(text);
    while (setting.find()) {
      properties.put(setting.group(1), setting.group(2));
    }
    return properties;
  }

  private static List<String> matches(String pattern) throws IOException {
    List<String> found = new ArrayList<>();
    Matcher matcher = Pattern.compile(pattern).matcher(Files.readString(PAGE));
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }
}
