package io.sealstream.connect.mask;

import static io.sealstream.connect.mask.ConfigChecks.invalid;
import static io.sealstream.connect.mask.ConfigChecks.recommender;
import static io.sealstream.connect.mask.ConfigChecks.validator;

import io.sealstream.connect.mask.crypto.KeyText;
import io.sealstream.connect.mask.crypto.Keyset;
import io.sealstream.connect.mask.crypto.KeysetException;
import io.sealstream.connect.mask.crypto.KeysetFiles;
import io.sealstream.connect.mask.crypto.Keysets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
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
  private static final String KEK_URI = "kek.uri";

  private static final Pattern PATH = Pattern.compile("^[/.]|^[A-Za-z]:[/\\\\]|\\.json$");

  private static final ConfigDef.Validator KEYSET_CHECK =
      validator((name, value) -> {}, "a Tink keyset in JSON");
  private static final ConfigDef.Validator FILE_CHECK =
      validator((name, value) -> path(name, (String) value), "a file that only its owner can read");
  private static final ConfigDef.Validator KEK_URI_CHECK =
      validator((name, value) -> checkKekUri(name, (String) value), "the URI of a KMS key");

  private final Keyset keyset;

  /**
   * Reads and checks the keyset.
   *
   * @throws ConfigException when anything is wrong; it names the key
   */
  KeysetConfig(AbstractConfig config, Use use) {
    this.keyset = readOnlyOne(config.values(), use);
  }

  /** What a configuration needs the keyset for. */
  @FunctionalInterface
  interface Use {
    /**
     * Why this keyset does not fit.
     *
     * @return a verb phrase whose subject is the keyset; null when it fits
     */
    @Nullable String problem(Keyset keyset, Map<String, ?> all);
  }

  /** The keyset for another check; none where something is wrong, which its own key tells. */
  static Optional<Keyset> find(Map<String, ?> all, Use use) {
    try {
      return isRightInItself(all) ? Optional.of(readOnlyOne(all, use)) : Optional.empty();
    } catch (ConfigException e) {
      return Optional.empty();
    }
  }

  Keyset keyset() {
    return keyset;
  }

  /**
   * Adds the keys to a definition.
   *
   * <p>The keyset is read once in a validation, by the recommender of the key that gives it: it may
   * need the key beside it, and be a request to a KMS. Who asks for it again with {@link #find}
   * does so only where the answer hangs on it.
   *
   * @param keys what kinds of keys the keyset may have, for the documentation
   */
  static void define(ConfigDef definition, String keys, Use use) {
    definition
        .define(
            KEYSET,
            ConfigDef.Type.PASSWORD,
            null,
            KEYSET_CHECK,
            Importance.HIGH,
            "The keyset: Tink's JSON format with "
                + keys
                + ", normally given through a config provider, such as ${file:...} or ${env:...}."
                + " Set either this or the file.",
            GROUP,
            1,
            Width.LONG,
            "Keyset",
            recommender(all -> checkKeyset(all, use)))
        .define(
            KEYSET_FILE,
            ConfigDef.Type.STRING,
            null,
            FILE_CHECK,
            Importance.HIGH,
            "The path of a file, on every worker, with the keyset. Only its owner may have access to"
                + " it. Set either this or the keyset itself.",
            GROUP,
            2,
            Width.LONG,
            "Keyset file",
            recommender(all -> checkKeysetFile(all, use)))
        .define(
            KEK_URI,
            ConfigDef.Type.STRING,
            null,
            KEK_URI_CHECK,
            Importance.MEDIUM,
            "The URI of the KMS key that encrypts the keyset, such as aws-kms://arn:aws:kms:... ."
                + " The client of the KMS (Tink's tink-awskms and what it depends on) must be beside"
                + " the plugin. Not set: the keyset is not encrypted.",
            GROUP,
            3,
            Width.LONG,
            "KMS key");
  }

  private static void checkKeyset(Map<String, Object> all, Use use) {
    checkIsGiven(all);
    if (all.get(KEYSET) != null && all.get(KEYSET_FILE) == null && isRightInItself(all)) {
      read(all, use);
    }
  }

  private static void checkKeysetFile(Map<String, Object> all, Use use) {
    checkIsGivenOnce(all);
    if (all.get(KEYSET_FILE) != null && isRightInItself(all)) {
      read(all, use);
    }
  }

  /** Where it is not, a validator says so at the key that is wrong, and that is enough. */
  private static boolean isRightInItself(Map<String, ?> all) {
    try {
      KEYSET_CHECK.ensureValid(KEYSET, all.get(KEYSET));
      FILE_CHECK.ensureValid(KEYSET_FILE, all.get(KEYSET_FILE));
      KEK_URI_CHECK.ensureValid(KEK_URI, all.get(KEK_URI));
      return true;
    } catch (ConfigException e) {
      return false;
    }
  }

  private static void checkIsGiven(Map<String, ?> all) {
    if (all.get(KEYSET) == null && all.get(KEYSET_FILE) == null) {
      throw invalid(KEYSET, "a keyset is required: set " + KEYSET + " or " + KEYSET_FILE);
    }
  }

  private static void checkIsGivenOnce(Map<String, ?> all) {
    if (all.get(KEYSET) != null && all.get(KEYSET_FILE) != null) {
      throw invalid(KEYSET_FILE, "set either " + KEYSET + " or " + KEYSET_FILE + ", not both");
    }
  }

  private static Keyset readOnlyOne(Map<String, ?> all, Use use) {
    checkIsGiven(all);
    checkIsGivenOnce(all);
    return read(all, use);
  }

  private static Keyset read(Map<String, ?> all, Use use) {
    String kekUri = (String) all.get(KEK_URI);
    if (all.get(KEYSET) instanceof Password keyset) {
      return parse(keyset.value(), kekUri, all, use);
    }
    return readFile(String.valueOf(all.get(KEYSET_FILE)), kekUri, all, use);
  }

  private static Keyset parse(String json, @Nullable String kekUri, Map<String, ?> all, Use use) {
    try {
      return checked(KEYSET, "the keyset", Keysets.parse(json, kekUri), all, use);
    } catch (KeysetException e) {
      throw invalid(KEYSET, "the keyset " + e.getMessage());
    }
  }

  private static Keyset readFile(
      String file, @Nullable String kekUri, Map<String, ?> all, Use use) {
    Path path = path(KEYSET_FILE, file);
    String subject = looksLikePath(file) ? "the file '" + file + "'" : "the file at the given path";
    try {
      return checked(KEYSET_FILE, subject, KeysetFiles.read(path, kekUri), all, use);
    } catch (KeysetException e) {
      throw invalid(KEYSET_FILE, subject + " " + e.getMessage());
    }
  }

  private static Keyset checked(
      String name, String subject, Keyset keyset, Map<String, ?> all, Use use) {
    String problem = use.problem(keyset, all);
    if (problem != null) {
      throw invalid(name, subject + " " + problem);
    }
    return keyset;
  }

  private static void checkKekUri(String name, String uri) {
    try {
      Keysets.checkKekUri(uri);
    } catch (KeysetException e) {
      throw invalid(name, "the keyset " + e.getMessage());
    }
  }

  private static Path path(String name, String file) {
    if (file.isBlank() || file.contains("{") || file.contains("\n")) {
      // Not quoted: it looks like the keyset itself.
      throw invalid(name, "it must be the path of a file");
    }
    try {
      return Path.of(file);
    } catch (InvalidPathException e) {
      throw invalid(name, "it must be the path of a file");
    }
  }

  /** Only what does may be quoted: somebody may have put a key where its path belongs. */
  private static boolean looksLikePath(String text) {
    return PATH.matcher(text).find() && !KeyText.mayHold(text);
  }
}
