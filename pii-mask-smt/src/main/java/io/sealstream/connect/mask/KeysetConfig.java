package io.sealstream.connect.mask;

import static io.sealstream.connect.mask.ConfigChecks.invalid;
import static io.sealstream.connect.mask.ConfigChecks.recommender;
import static io.sealstream.connect.mask.ConfigChecks.validator;

import io.sealstream.connect.mask.crypto.Keyset;
import io.sealstream.connect.mask.crypto.KeysetException;
import io.sealstream.connect.mask.crypto.KeysetFiles;
import io.sealstream.connect.mask.crypto.Keysets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/** The part of a configuration that says where the keyset is. No message holds any of it. */
final class KeysetConfig {
  private static final String GROUP = "Keys";
  private static final String KEYSET = "keyset";
  private static final String KEYSET_FILE = "keyset.file";

  // Not defined, since this version has none. It is looked for because Connect ignores a key that
  // it does not know, and who names a KMS key would believe that the keyset is encrypted by it.
  private static final String KEK_URI = "kek.uri";

  // What a worker leaves in place when a config provider has no such key (KIP-297).
  private static final Pattern UNRESOLVED = Pattern.compile("\\$\\{[^{}:]+:[^{}]*}");

  private static final Pattern PATH = Pattern.compile("^[/.]|^[A-Za-z]:[/\\\\]|\\.json$");

  // Base64 may begin with a slash too. A long path without a dot is then not quoted either.
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9+/_-]{40,}=*");

  private final Keyset keyset;

  /**
   * Reads and checks the keyset.
   *
   * @throws ConfigException when anything is wrong; it names the key
   */
  KeysetConfig(AbstractConfig config) {
    checkUnsupported(config.originals());
    this.keyset = read(config.getPassword(KEYSET), config.getString(KEYSET_FILE));
  }

  Keyset keyset() {
    return keyset;
  }

  /**
   * Adds the keys to a definition.
   *
   * @param keys what kinds of keys the keyset may have, for the documentation
   * @param check what the keyset of a given configuration must be; see {@link #given}
   */
  static void define(ConfigDef definition, String keys, ConfigChecks.CrossCheck check) {
    definition
        .define(
            KEYSET,
            ConfigDef.Type.PASSWORD,
            null,
            validator(KeysetConfig::checkKeyset, "a Tink keyset in JSON"),
            Importance.HIGH,
            "The keyset: Tink's JSON format with "
                + keys
                + ", normally given through a config provider, such as ${file:...} or ${env:...}."
                + " Set either this or the file.",
            GROUP,
            1,
            Width.LONG,
            "Keyset",
            recommender(
                all -> {
                  checkIsGiven(all);
                  check.accept(all);
                }))
        .define(
            KEYSET_FILE,
            ConfigDef.Type.STRING,
            null,
            validator(KeysetConfig::checkKeysetFile, "a file that only its owner can read"),
            Importance.HIGH,
            "The path of a file, on every worker, with the keyset. Group and others must have no"
                + " access to it. Set either this or the keyset itself.",
            GROUP,
            2,
            Width.LONG,
            "Keyset file",
            recommender(KeysetConfig::checkIsGivenOnce));
  }

  /** The keyset of a configuration that is being validated; null where there is no good one. */
  static @Nullable Keyset given(Map<String, Object> all) {
    try {
      return read((Password) all.get(KEYSET), (String) all.get(KEYSET_FILE));
    } catch (ConfigException e) {
      return null; // its own validator says so
    }
  }

  /**
   * A problem with the kind of the keyset.
   *
   * @param problem a verb phrase whose subject is the keyset
   */
  static ConfigException refused(String problem) {
    return invalid(KEYSET, "the keyset " + problem);
  }

  private static Keyset read(@Nullable Password keyset, @Nullable String file) {
    Map<String, Object> given = new HashMap<>();
    given.put(KEYSET, keyset);
    given.put(KEYSET_FILE, file);
    checkIsGiven(given);
    checkIsGivenOnce(given);
    return keyset == null
        ? readFile(KEYSET_FILE, String.valueOf(file))
        : parse(KEYSET, keyset.value());
  }

  private static void checkUnsupported(Map<String, Object> given) {
    if (given.get(KEK_URI) != null) {
      throw invalid(
          KEK_URI,
          "a keyset that a KMS key encrypts is not supported by this version; remove this, and"
              + " give a keyset that is not encrypted");
    }
  }

  private static void checkKeyset(String name, Object value) {
    parse(name, ((Password) value).value());
  }

  private static void checkKeysetFile(String name, Object value) {
    readFile(name, (String) value);
  }

  private static void checkIsGiven(Map<String, Object> all) {
    if (all.get(KEYSET) == null && all.get(KEYSET_FILE) == null) {
      throw invalid(KEYSET, "a keyset is required: set " + KEYSET + " or " + KEYSET_FILE);
    }
  }

  private static void checkIsGivenOnce(Map<String, Object> all) {
    if (all.get(KEYSET) != null && all.get(KEYSET_FILE) != null) {
      throw invalid(KEYSET_FILE, "set either " + KEYSET + " or " + KEYSET_FILE + ", not both");
    }
  }

  private static Keyset parse(String name, String json) {
    checkResolved(name, json);
    try {
      return Keysets.parse(json);
    } catch (KeysetException e) {
      throw invalid(name, "the keyset " + e.getMessage());
    }
  }

  private static Keyset readFile(String name, String file) {
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
}
