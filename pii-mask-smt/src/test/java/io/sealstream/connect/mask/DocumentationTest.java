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
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.ExtractField;
import org.apache.kafka.connect.transforms.HoistField;
import org.apache.kafka.connect.transforms.Transformation;
import org.junit.jupiter.api.Test;

/** What docs/pii.md and the table in docs/jdbc-sinks.md say, as far as it can be run. */
class DocumentationTest {
  private static final Path PAGE = Path.of("../docs/pii.md");
  private static final Path WORKER = Path.of("../connect-configs/worker.properties");

  @Test
  void theTableHasTheKeysOfThisRelease() throws IOException {
    assertThat(keysOfTheTable()).containsExactlyInAnyOrderElementsOf(keys());
  }

  @Test
  void theTableOfTheSinksHasTheKeysOfCheckText() throws IOException {
    assertThat(keysOf(Files.readString(Path.of("../docs/jdbc-sinks.md"))))
        .containsExactlyInAnyOrderElementsOf(CheckTextConfig.definition().names());
  }

  private static List<String> keysOfTheTable() throws IOException {
    return keysOf(matches("(?s)\n## Configuration\n(.*?)\n## ").get(0));
  }

  private static List<String> keysOf(String section) {
    return Pattern.compile("(?m)^\\| `([a-z.]+)` \\|")
        .matcher(section)
        .results()
        .map(row -> row.group(1))
        .toList();
  }

  private static Set<String> keys() {
    Set<String> keys = new TreeSet<>(MaskPiiConfig.definition().names());
    keys.addAll(UnmaskPiiConfig.definition().names());
    return keys;
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
  void theFirstExampleMasksAndTheOneOfUnmaskPiiGivesBack() throws IOException {
    Map<String, Object> clear =
        Map.of(
            "ip",
            "clear",
            "device_id",
            "clear",
            "user",
            Map.of("emails", List.of("clear", "clear")),
            "events",
            List.of(Map.of("ip", "clear"), Map.of("ip", "clear")));
    Map<String, String> mask = example(0, "mask");
    assertThat(mask.remove("keyset.file")).isEqualTo("${env:PII_KEYSET_FILE}");
    Map<?, ?> masked = mask(mask, clear);
    assertThat(masked.toString()).contains("device_id", "emails").doesNotContain("clear");

    Map<String, String> unmask = example(3, "unmask");
    assertThat(unmask.remove("keyset.file")).isEqualTo("${env:PII_KEYSET_FILE}");
    assertThat(apply(new UnmaskPii.Value<>(), unmask, record(null, masked)).value())
        .isEqualTo(clear);
  }

  @Test
  void aPlainKeyIsMaskedBetweenTwoStockTransforms() throws Exception {
    SourceRecord record = record("user-1", Map.of());

    record = apply(new HoistField.Key<>(), example(2, "hoist"), record);
    record = apply(new MaskPii.Key<>(), example(2, "mask"), record);
    record = apply(new ExtractField.Key<>(), example(2, "extract"), record);

    assertThat(record.key())
        .isEqualTo(TestKeysets.goldenKeyset().cipher("user_id").encrypt("user-1"));
  }

  @Test
  void domainsKeepApartAndJoinWhatTheExampleSays() throws IOException {
    Map<String, String> example = example(1, "mask");
    example.put("type", MaskPii.Value.class.getName());
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

    Map<?, ?> masked = mask(new HashMap<>(example), value);

    assertThat(masked.get("user")).isNotEqualTo(masked.get("company"));
    assertThat(masked.get("ip")).isEqualTo(masked.get("client_address"));
    example.remove("domains");
    Map<?, ?> byDefault = mask(example, value);
    assertThat(byDefault.get("user")).isEqualTo(byDefault.get("company"));
    assertThat(byDefault.get("ip")).isNotEqualTo(byDefault.get("client_address"));
  }

  private static Map<?, ?> mask(Map<String, String> properties, Map<String, ?> value) {
    return (Map<?, ?>) apply(new MaskPii.Value<>(), properties, record(null, value)).value();
  }

  private static SourceRecord record(String key, Object value) {
    return new SourceRecord(Map.of(), Map.of(), "t", null, null, key, null, value);
  }

  private static SourceRecord apply(
      Transformation<SourceRecord> transformation,
      Map<String, String> properties,
      SourceRecord record) {
    assertThat(properties.remove("type")).isEqualTo(transformation.getClass().getName());
    if (transformation.config().names().contains("keyset")) {
      properties.put("keyset", TestKeysets.golden());
    }
    try (transformation) {
      transformation.configure(properties);
      return transformation.apply(record);
    }
  }

  /** A transform's own settings in one of the page's examples. */
  private static Map<String, String> example(int index, String transform) throws IOException {
    String text = matches("(?s)```json\\n(.*?)```").get(index);
    Map<String, String> properties = new HashMap<>();
    Matcher setting =
        Pattern.compile("\"transforms\\." + transform + "\\.([^\"]+)\": \"([^\"]*)\"")
            .matcher(text);
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
