package io.sealstream.connect.mask;

import io.sealstream.connect.mask.crypto.Keyset;
import io.sealstream.connect.mask.crypto.KeysetException;
import io.sealstream.connect.mask.crypto.KeysetFiles;
import io.sealstream.connect.mask.crypto.Keysets;
import io.sealstream.connect.mask.crypto.UnicodeText;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Recommender;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of MaskPii, and the only class that knows its keys.
 *
 * <p>What concerns one key is checked by its validator. What concerns two is checked by the
 * recommender of the key that the user should mend, because that is what the REST API's validation
 * runs with all values at hand, and by the constructor. No message holds the keyset.
 */
final class MaskPiiConfig extends AbstractConfig {
  private static final String FIELDS = "fields";
  private static final String DOMAINS = "domains";
  private static final String KEYSET = "keyset";
  private static final String KEYSET_FILE = "keyset.file";
  private static final String MISSING_FIELDS = "missing.fields";
  private static final String MAX_LENGTH = "max.length";

  // Not defined, since this version has neither. They are looked for because Connect ignores a key
  // that it does not know: who asks for a method that cannot be undone would get one that can, and
  // who names a KMS key would believe that the keyset is encrypted by it.
  private static final String METHOD = "method";
  private static final String KEK_URI = "kek.uri";
  private static final String ENCRYPT = "encrypt";

  private static final String FAIL = "fail";
  private static final String IGNORE = "ignore";

  /** What a user sets to let records without a masked field pass; for messages. */
  static final String IGNORE_MISSING = MISSING_FIELDS + "=" + IGNORE;

  // What a worker leaves in place when a config provider has no such key (KIP-297).
  private static final Pattern UNRESOLVED = Pattern.compile("\\$\\{[^{}:]+:[^{}]*}");

  private static final Pattern PATH = Pattern.compile("^[/.]|^[A-Za-z]:[/\\\\]|\\.json$");

  // Base64 may begin with a slash too. A long path without a dot is then not quoted either.
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9+/_-]{40,}=*");

  private static final ConfigDef DEFINITION = define();

  private final List<MaskedField> fields;
  private final Keyset keyset;

  /**
   * Parses and checks everything, the keyset included.
   *
   * @throws ConfigException when anything is wrong; it names the key
   */
  MaskPiiConfig(Map<String, ?> properties) {
    // Values are not logged: somebody may have put a keyset where its path belongs.
    super(DEFINITION, properties, false);
    checkUnsupported(originals());
    this.fields = maskedFields(list(get(FIELDS)), list(get(DOMAINS)));
    this.keyset = readKeyset(getPassword(KEYSET), getString(KEYSET_FILE));
  }

  /** The keys, with their documentation and checks. */
  static ConfigDef definition() {
    return DEFINITION;
  }

  /** The fields to mask, at least one. */
  List<MaskedField> fields() {
    return fields;
  }

  Keyset keyset() {
    return keyset;
  }

  boolean failOnMissing() {
    return FAIL.equals(getString(MISSING_FIELDS));
  }

  /** Characters that a ciphertext may have; {@link Integer#MAX_VALUE} where nothing is set. */
  int maxLength() {
    Integer length = getInt(MAX_LENGTH);
    return length == null ? Integer.MAX_VALUE : length;
  }

  private static ConfigDef define() {
    ConfigDef definition = new ConfigDef();
    defineFields(definition);
    defineKeys(definition);
    return definition;
  }

  private static void defineFields(ConfigDef definition) {
    String group = "Fields";
    definition
        .define(
            FIELDS,
            ConfigDef.Type.LIST,
            ConfigDef.NO_DEFAULT_VALUE,
            validator(MaskPiiConfig::checkFields, "paths of fields"),
            Importance.HIGH,
            "The fields to encrypt: paths, separated by commas. Names in a path are separated by"
                + " dots; a name that holds a dot stands between backticks (KIP-821). A field must"
                + " be a string.",
            group,
            1,
            Width.LONG,
            "Fields to encrypt")
        .define(
            DOMAINS,
            ConfigDef.Type.LIST,
            List.of(),
            validator(MaskPiiConfig::checkDomains, "path=domain pairs"),
            Importance.MEDIUM,
            "The domain of a field: path=domain pairs, separated by commas. Equal values have equal"
                + " ciphertexts inside one domain and nowhere else, and decryption needs the"
                + " domain's name. A field that is not listed has the last name of its path as its"
                + " domain.",
            group,
            2,
            Width.LONG,
            "Domains",
            recommender(MaskPiiConfig::checkDomainsBelong))
        .define(
            MISSING_FIELDS,
            ConfigDef.Type.STRING,
            FAIL,
            ValidString.in(FAIL, IGNORE),
            Importance.MEDIUM,
            "What to do with a record that does not have a listed field: fail, or ignore, which"
                + " lets the record pass with the other fields encrypted. A field that is there and"
                + " null is not missing, nor is a field of a parent that is null.",
            group,
            3,
            Width.SHORT,
            "Missing fields",
            recommender(all -> {}, FAIL, IGNORE))
        .define(
            MAX_LENGTH,
            ConfigDef.Type.INT,
            null,
            validator(MaskPiiConfig::checkMaxLength, "at least 1"),
            Importance.LOW,
            "How many characters a ciphertext may have, so that it fits the column it goes to. A"
                + " longer one fails the record; nothing is ever cut. Not set: no limit.",
            group,
            4,
            Width.SHORT,
            "Maximum length");
  }

  private static void defineKeys(ConfigDef definition) {
    String group = "Keys";
    definition
        .define(
            KEYSET,
            ConfigDef.Type.PASSWORD,
            null,
            validator(MaskPiiConfig::checkKeyset, "a Tink keyset in JSON"),
            Importance.HIGH,
            "The keyset: Tink's JSON format with AES256_SIV keys, normally given through a config"
                + " provider, such as ${file:...} or ${env:...}. Set either this or the file.",
            group,
            1,
            Width.LONG,
            "Keyset",
            recommender(MaskPiiConfig::checkKeysetIsGiven))
        .define(
            KEYSET_FILE,
            ConfigDef.Type.STRING,
            null,
            validator(MaskPiiConfig::checkKeysetFile, "a file that only its owner can read"),
            Importance.HIGH,
            "The path of a file, on every worker, with the keyset. Group and others must have no"
                + " access to it. Set either this or the keyset itself.",
            group,
            2,
            Width.LONG,
            "Keyset file",
            recommender(MaskPiiConfig::checkKeysetIsGivenOnce));
  }

  private static void checkFields(String name, Object value) {
    parsePaths(name, (List<?>) value);
  }

  private static List<FieldPath> parsePaths(String name, List<?> texts) {
    List<FieldPath> paths = new ArrayList<>();
    checkUnicode(name, texts);
    for (Object text : texts) {
      FieldPath path = parse(name, text.toString());
      if (path.segments().contains(FieldPath.Each.EACH)) {
        throw invalid(name, "'" + path + "': elements of arrays are not supported yet");
      }
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
  private static void checkUnicode(String name, List<?> entries) {
    for (int i = 0; i < entries.size(); i++) {
      if (!UnicodeText.isWellFormed(entries.get(i).toString())) {
        // Not quoted: neither a log nor a REST answer can carry it.
        throw invalid(
            name,
            "entry %d of %d is not well-formed Unicode: it has an unpaired surrogate"
                .formatted(i + 1, entries.size()));
      }
    }
  }

  /** A key that is there with a null value has no list. */
  private static List<?> list(@Nullable Object value) {
    return value instanceof List<?> list ? list : List.of();
  }

  private static void checkDistinct(String name, FieldPath one, FieldPath other) {
    if (one.equals(other)) {
      throw invalid(name, "'" + one + "' is listed twice");
    }
    if (covers(one, other) || covers(other, one)) {
      throw invalid(name, "'" + one + "' and '" + other + "' overlap; list only one of them");
    }
  }

  private static boolean covers(FieldPath one, FieldPath other) {
    int length = one.segments().size();
    return other.segments().size() >= length
        && other.segments().subList(0, length).equals(one.segments());
  }

  private static void checkDomains(String name, Object value) {
    parseDomains(name, (List<?>) value);
  }

  private static Map<FieldPath, String> parseDomains(String name, List<?> pairs) {
    Map<FieldPath, String> domains = new LinkedHashMap<>();
    checkUnicode(name, pairs);
    for (Object pair : pairs) {
      String text = pair.toString();
      // The last one: a field's name may have an equals sign, a domain's may not.
      int equals = text.lastIndexOf('=');
      if (equals < 0 || text.substring(equals + 1).isBlank()) {
        throw invalid(name, "'" + text + "' is not of the form path=domain");
      }
      FieldPath path = parse(name, text.substring(0, equals).strip());
      if (domains.put(path, text.substring(equals + 1).strip()) != null) {
        throw invalid(name, "'" + path + "' has two domains");
      }
    }
    return domains;
  }

  private static void checkMaxLength(String name, Object value) {
    if ((Integer) value < 1) {
      throw invalid(name, "it must be at least 1, but is " + value);
    }
  }

  private static void checkKeyset(String name, Object value) {
    parseKeyset(name, ((Password) value).value());
  }

  private static void checkKeysetFile(String name, Object value) {
    readKeysetFile(name, (String) value);
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
    checkBelong(paths, domains);
  }

  private static void checkBelong(List<FieldPath> paths, Map<FieldPath, String> domains) {
    for (FieldPath path : domains.keySet()) {
      if (!paths.contains(path)) {
        throw invalid(DOMAINS, "'" + path + "' is not among the " + FIELDS);
      }
    }
  }

  private static void checkKeysetIsGiven(Map<String, Object> all) {
    if (all.get(KEYSET) == null && all.get(KEYSET_FILE) == null) {
      throw invalid(KEYSET, "a keyset is required: set " + KEYSET + " or " + KEYSET_FILE);
    }
  }

  private static void checkKeysetIsGivenOnce(Map<String, Object> all) {
    if (all.get(KEYSET) != null && all.get(KEYSET_FILE) != null) {
      throw invalid(KEYSET_FILE, "set either " + KEYSET + " or " + KEYSET_FILE + ", not both");
    }
  }

  private static void checkUnsupported(Map<String, Object> given) {
    Object method = given.get(METHOD);
    if (method != null && !ENCRYPT.equals(method.toString().strip())) {
      throw invalid(METHOD, "a method other than " + ENCRYPT + " is not supported by this version");
    }
    if (given.get(KEK_URI) != null) {
      throw invalid(
          KEK_URI,
          "a keyset that a KMS key encrypts is not supported by this version; remove this, and"
              + " give a keyset that is not encrypted");
    }
  }

  private static List<MaskedField> maskedFields(List<?> texts, List<?> pairs) {
    List<FieldPath> paths = parsePaths(FIELDS, texts);
    Map<FieldPath, String> domains = parseDomains(DOMAINS, pairs);
    checkBelong(paths, domains);
    List<MaskedField> masked = new ArrayList<>();
    for (FieldPath path : paths) {
      masked.add(new MaskedField(path, domains.getOrDefault(path, String.valueOf(path.leaf()))));
    }
    return List.copyOf(masked);
  }

  private static Keyset readKeyset(@Nullable Password keyset, @Nullable String file) {
    Map<String, Object> given = new LinkedHashMap<>();
    given.put(KEYSET, keyset);
    given.put(KEYSET_FILE, file);
    checkKeysetIsGiven(given);
    checkKeysetIsGivenOnce(given);
    return keyset == null
        ? readKeysetFile(KEYSET_FILE, String.valueOf(file))
        : parseKeyset(KEYSET, keyset.value());
  }

  private static Keyset parseKeyset(String name, String json) {
    checkResolved(name, json);
    try {
      return Keysets.parse(json);
    } catch (KeysetException e) {
      throw invalid(name, "the keyset " + e.getMessage());
    }
  }

  private static Keyset readKeysetFile(String name, String file) {
    checkResolved(name, file);
    if (file.isBlank() || file.contains("{") || file.contains("\n")) {
      // Not quoted: it looks like the keyset itself.
      throw invalid(name, "it must be the path of a file");
    }
    String subject = looksLikePath(file) ? "the file '" + file + "'" : "the file at the given path";
    try {
      return KeysetFiles.read(Path.of(file));
    } catch (KeysetException e) {
      throw invalid(name, subject + " " + e.getMessage());
    } catch (InvalidPathException e) {
      throw invalid(name, "it must be the path of a file");
    }
  }

  /** Only what does may be quoted: somebody may have put a key where its path belongs. */
  private static boolean looksLikePath(String text) {
    return PATH.matcher(text).find() && !KEY.matcher(text).matches();
  }

  private static void checkResolved(String name, String value) {
    if (UNRESOLVED.matcher(value).find()) {
      throw invalid(
          name,
          "the reference to a config provider was not resolved; for ${env:NAME}, set NAME in the"
              + " worker's environment, and see that the worker's allowlist.pattern for that"
              + " provider, if it has one, does not hide it; for others, check the provider's path"
              + " and key");
    }
  }

  private static FieldPath parse(String name, String path) {
    try {
      return FieldPath.parse(path);
    } catch (IllegalArgumentException e) {
      throw invalid(name, e.getMessage());
    }
  }

  /** Without the value, on purpose: Kafka's own three-argument form would print it. */
  private static ConfigException invalid(String name, @Nullable String problem) {
    return new ConfigException("Invalid value for configuration " + name + ": " + problem);
  }

  /** A validator that leaves null to whether the key is required. */
  private static ConfigDef.Validator validator(ConfigDef.Validator check, String description) {
    return LambdaValidator.with(
        (name, value) -> {
          if (value != null) {
            check.ensureValid(name, value);
          }
        },
        () -> description);
  }

  /** A recommender that checks a key against the others, with their names as defined here. */
  private static Recommender recommender(CrossCheck check, String... values) {
    return new Recommender() {
      @Override
      public List<Object> validValues(String name, Map<String, Object> all) {
        check.accept(all);
        return new ArrayList<>(List.of(values));
      }

      @Override
      public boolean visible(String name, Map<String, Object> all) {
        return true;
      }
    };
  }

  private interface CrossCheck {
    void accept(Map<String, Object> all);
  }
}
