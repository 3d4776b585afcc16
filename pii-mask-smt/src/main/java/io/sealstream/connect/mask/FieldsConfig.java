package io.sealstream.connect.mask;

import static io.sealstream.connect.mask.ConfigChecks.invalid;
import static io.sealstream.connect.mask.ConfigChecks.list;
import static io.sealstream.connect.mask.ConfigChecks.oneOf;
import static io.sealstream.connect.mask.ConfigChecks.quoted;
import static io.sealstream.connect.mask.ConfigChecks.recommender;
import static io.sealstream.connect.mask.ConfigChecks.validator;

import io.sealstream.connect.mask.crypto.UnicodeText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** The part of a configuration that says which fields, of which domains. */
final class FieldsConfig {
  static final String GROUP = "Fields";
  private static final String FIELDS = "fields";
  private static final String DOMAINS = "domains";
  private static final String MISSING_FIELDS = "missing.fields";
  private static final String FAIL = "fail";
  private static final String IGNORE = "ignore";

  /** What a user sets to let records without a configured field pass; for messages. */
  static final String IGNORE_MISSING = MISSING_FIELDS + "=" + IGNORE;

  private final List<ConfiguredField> fields;
  private final boolean failOnMissing;

  /**
   * Parses and checks.
   *
   * @throws ConfigException when anything is wrong; it names the key
   */
  FieldsConfig(AbstractConfig config) {
    List<FieldPath> paths = parsePaths(FIELDS, list(config.getList(FIELDS)));
    this.fields = withDomains(paths, parseDomains(DOMAINS, list(config.getList(DOMAINS))));
    this.failOnMissing = !IGNORE.equals(config.getString(MISSING_FIELDS));
  }

  /** At least one; no two overlap. */
  List<ConfiguredField> fields() {
    return fields;
  }

  boolean failOnMissing() {
    return failOnMissing;
  }

  /**
   * Adds the keys to a definition.
   *
   * @param fields the documentation of the key for the paths
   * @param change what happens to the fields that are there when another one is missing
   */
  static void define(ConfigDef definition, String fields, String change) {
    definition
        .define(
            FIELDS,
            ConfigDef.Type.LIST,
            // Not Kafka's "no default": with that a key that is not there is told twice, as it goes
            // through the validator as null; and what ignores null there lets "fields": null pass.
            null,
            validator(FieldsConfig::checkFields, "paths of fields"),
            Importance.HIGH,
            fields
                + " Paths, separated by commas. Names in a path are separated by dots; a name that"
                + " holds a dot stands between backticks (KIP-821). [*] stands for every element"
                + " of an array or every value of a map, as in user.emails[*] and events[*].ip.",
            GROUP,
            1,
            Width.LONG,
            "Fields",
            recommender(FieldsConfig::checkIsGiven))
        .define(
            DOMAINS,
            ConfigDef.Type.LIST,
            List.of(),
            validator(FieldsConfig::checkDomains, "path=domain pairs"),
            Importance.MEDIUM,
            "The domain of a field: path=domain pairs, separated by commas. Equal values are masked"
                + " alike inside one domain and nowhere else, and decryption needs the domain's"
                + " name. A field that is not listed has the last name of its path as its domain.",
            GROUP,
            2,
            Width.LONG,
            "Domains",
            recommender(FieldsConfig::checkDomainsBelong))
        .define(
            MISSING_FIELDS,
            ConfigDef.Type.STRING,
            FAIL,
            oneOf(FAIL, IGNORE),
            Importance.MEDIUM,
            "What to do with a record that does not have a listed field: fail, or ignore, which"
                + " lets the record pass with the other fields "
                + change
                + ". A field that is there and null is not missing, nor is a field of a parent that"
                + " is null.",
            GROUP,
            3,
            Width.SHORT,
            "Missing fields",
            recommender(FAIL, IGNORE));
  }

  private static void checkIsGiven(Map<String, Object> all) {
    if (all.get(FIELDS) == null) {
      parsePaths(FIELDS, List.of());
    }
  }

  private static void checkFields(String name, Object value) {
    parsePaths(name, (List<?>) value);
  }

  /**
   * The paths of a list, at least one; no two overlap.
   *
   * @throws ConfigException when they are not; it names the key
   */
  static List<FieldPath> parsePaths(String name, List<?> texts) {
    List<FieldPath> paths = new ArrayList<>();
    checkUnicode(name, texts);
    for (Object text : texts) {
      FieldPath path = parse(name, text.toString());
      for (FieldPath other : paths) {
        checkDistinct(name, other, path);
      }
      paths.add(path);
    }
    if (paths.isEmpty()) {
      throw invalid(name, "name at least one field");
    }
    return paths;
  }

  /** A name that UTF-8 cannot carry is no domain, and no name of any record. */
  static void checkUnicode(String name, List<?> entries) {
    for (int i = 0; i < entries.size(); i++) {
      if (!UnicodeText.isWellFormed(entries.get(i).toString())) {
        // Not quoted: neither a log nor a REST answer can carry it.
        throw invalid(
            name, entry(i, entries) + " is not well-formed Unicode: it has an unpaired surrogate");
      }
    }
  }

  /** What to call an entry that is not quoted. */
  static String entry(int index, List<?> entries) {
    return "entry %d of %d".formatted(index + 1, entries.size());
  }

  private static void checkDistinct(String name, FieldPath one, FieldPath other) {
    if (one.equals(other)) {
      throw invalid(name, quoted(one.toString()) + " is listed twice");
    }
    int same = sameSegments(one, other);
    if (same == one.segments().size() || same == other.segments().size()) {
      throw invalid(name, both(one, other) + " overlap; list only one of them");
    }
    boolean each = one.segments().get(same) == FieldPath.Each.EACH;
    if (each != (other.segments().get(same) == FieldPath.Each.EACH)) {
      throw invalid(
          name,
          both(one, other)
              + " overlap: one has [*] where the other has a name; write the same in both");
    }
  }

  private static String both(FieldPath one, FieldPath other) {
    return quoted(one.toString()) + " and " + quoted(other.toString());
  }

  private static int sameSegments(FieldPath one, FieldPath other) {
    int most = Math.min(one.segments().size(), other.segments().size());
    int same = 0;
    while (same < most && one.segments().get(same).equals(other.segments().get(same))) {
      same++;
    }
    return same;
  }

  private static void checkDomains(String name, Object value) {
    parseDomains(name, (List<?>) value);
  }

  private static Map<FieldPath, String> parseDomains(String name, List<?> pairs) {
    Map<FieldPath, String> domains = new LinkedHashMap<>();
    checkUnicode(name, pairs);
    for (int i = 0; i < pairs.size(); i++) {
      String text = pairs.get(i).toString();
      // The last one: a field's name may have an equals sign, a domain's may not.
      int equals = text.lastIndexOf('=');
      String domain = text.substring(equals + 1).strip();
      if (equals < 0 || domain.isEmpty()) {
        throw invalid(name, quoted(text) + " is not of the form path=domain");
      }
      if (hasControlCharacter(domain)) {
        // Not quoted: a line of a log should not end there.
        throw invalid(name, "the domain of " + entry(i, pairs) + " has a control character");
      }
      FieldPath path = parse(name, text.substring(0, equals).strip());
      if (domains.put(path, domain) != null) {
        throw invalid(name, quoted(path.toString()) + " has two domains");
      }
    }
    return domains;
  }

  private static boolean hasControlCharacter(String domain) {
    return domain.chars().anyMatch(Character::isISOControl);
  }

  private static void checkDomainsBelong(Map<String, Object> all) {
    List<FieldPath> paths;
    Map<FieldPath, String> domains;
    try {
      paths = parsePaths(FIELDS, list(all.get(FIELDS)));
      domains = parseDomains(DOMAINS, list(all.get(DOMAINS)));
    } catch (ConfigException e) {
      return; // one of the two is wrong in itself, and its own validator says so
    }
    withDomains(paths, domains);
  }

  private static List<ConfiguredField> withDomains(
      List<FieldPath> paths, Map<FieldPath, String> domains) {
    for (FieldPath path : domains.keySet()) {
      if (!paths.contains(path)) {
        throw invalid(DOMAINS, quoted(path.toString()) + " is not among the " + FIELDS);
      }
    }
    List<ConfiguredField> fields = new ArrayList<>();
    for (int i = 0; i < paths.size(); i++) {
      FieldPath path = paths.get(i);
      String domain = domains.get(path);
      fields.add(
          new ConfiguredField(path, domain == null ? ownDomain(path, entry(i, paths)) : domain));
    }
    return List.copyOf(fields);
  }

  private static String ownDomain(FieldPath path, String entry) {
    @Nullable String name = path.leaf();
    if (name == null) {
      throw invalid(
          DOMAINS,
          "'%s' has no name that could be its domain; add %s=domain".formatted(path, path));
    }
    if (hasControlCharacter(name)) {
      throw invalid(
          DOMAINS,
          "the last name of %s of the %s has a control character, so it is no domain; add one for"
                  .formatted(entry, FIELDS)
              + " that path, as path=domain");
    }
    return name;
  }

  private static FieldPath parse(String name, String path) {
    try {
      return FieldPath.parse(path);
    } catch (IllegalArgumentException e) {
      throw invalid(name, e.getMessage());
    }
  }
}
