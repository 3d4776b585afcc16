package io.sealstream.connect.mask;

import static io.sealstream.connect.mask.ConfigChecks.invalid;
import static io.sealstream.connect.mask.ConfigChecks.list;
import static io.sealstream.connect.mask.ConfigChecks.quoted;
import static io.sealstream.connect.mask.ConfigChecks.recommender;
import static io.sealstream.connect.mask.ConfigChecks.validator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;

/** The configuration of CheckText. */
final class CheckTextConfig extends AbstractConfig {
  private static final String MAX_LENGTHS = "max.lengths";

  private static final ConfigDef DEFINITION = define();

  private final List<TextCheck> checks;

  /**
   * Parses and checks.
   *
   * @throws ConfigException when anything is wrong; it names the key
   */
  CheckTextConfig(Map<String, ?> properties) {
    super(DEFINITION, properties, false);
    this.checks = parse(MAX_LENGTHS, list(getList(MAX_LENGTHS)));
  }

  /** The keys, with their documentation and checks. */
  static ConfigDef definition() {
    return DEFINITION;
  }

  /** At least one; no two paths overlap. */
  List<TextCheck> checks() {
    return checks;
  }

  private static ConfigDef define() {
    return new ConfigDef()
        .define(
            MAX_LENGTHS,
            ConfigDef.Type.LIST,
            // Not Kafka's "no default", as with the fields of MaskPii.
            null,
            validator((name, value) -> parse(name, (List<?>) value), "path:length pairs"),
            Importance.HIGH,
            "How many characters the text of a field may have: path:length pairs, separated by"
                + " commas. Characters are Unicode code points, as PostgreSQL counts them for"
                + " varchar. A longer text fails the record, and so does U+0000 in the text of a"
                + " listed field. Paths are written as for MaskPii's fields.",
            FieldsConfig.GROUP,
            1,
            Width.LONG,
            "Maximum lengths",
            recommender(CheckTextConfig::checkIsGiven));
  }

  private static void checkIsGiven(Map<String, Object> all) {
    if (all.get(MAX_LENGTHS) == null) {
      parse(MAX_LENGTHS, List.of());
    }
  }

  private static List<TextCheck> parse(String name, List<?> pairs) {
    FieldsConfig.checkUnicode(name, pairs);
    List<String> paths = new ArrayList<>();
    List<Integer> lengths = new ArrayList<>();
    for (int i = 0; i < pairs.size(); i++) {
      String pair = pairs.get(i).toString();
      // The last one: a field's name may have a colon, a length has none.
      int colon = pair.lastIndexOf(':');
      if (colon < 0) {
        throw invalid(name, quoted(pair) + " is not of the form path:length");
      }
      paths.add(pair.substring(0, colon).strip());
      lengths.add(
          parseLength(name, FieldsConfig.entry(i, pairs), pair.substring(colon + 1).strip()));
    }
    List<FieldPath> parsed = FieldsConfig.parsePaths(name, paths);
    List<TextCheck> checks = new ArrayList<>();
    for (int i = 0; i < parsed.size(); i++) {
      checks.add(new TextCheck(parsed.get(i), lengths.get(i)));
    }
    return List.copyOf(checks);
  }

  private static int parseLength(String name, String entry, String text) {
    int length;
    try {
      length = Integer.parseInt(text);
    } catch (NumberFormatException e) {
      length = 0;
    }
    if (length < 1) {
      throw invalid(
          name,
          "the length of %s must be a whole number, from 1 to %d"
              .formatted(entry, Integer.MAX_VALUE));
    }
    return length;
  }
}
