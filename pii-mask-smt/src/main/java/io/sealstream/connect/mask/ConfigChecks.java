package io.sealstream.connect.mask;

import io.sealstream.connect.mask.crypto.KeyText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Recommender;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/**
 * The forms in which a configuration is checked.
 *
 * <p>What concerns one key is checked by its validator. What concerns two is checked by the
 * recommender of the key that the user should mend, because that is what the REST API's validation
 * runs with all values at hand, and by the constructor.
 */
final class ConfigChecks {
  private static final Pattern HARMLESS = Pattern.compile("[^{}\"]{0,100}");

  // What a worker leaves in place when a config provider has no such key (KIP-297).
  private static final Pattern UNRESOLVED = Pattern.compile("\\$\\{[^{}:]+:[^{}]*}");

  private ConfigChecks() {}

  /**
   * Whether a text of the user's may be in a message: somebody may have put a key or a keyset where
   * something else belongs.
   */
  static boolean mayBeQuoted(String text) {
    return HARMLESS.matcher(text).matches() && !KeyText.mayHold(text);
  }

  /** The text in quotation marks, or its length. */
  static String quoted(String text) {
    return mayBeQuoted(text) ? "'" + text + "'" : "an entry of " + text.length() + " characters";
  }

  /** Without the value, on purpose: Kafka's own three-argument form would print it. */
  static ConfigException invalid(String name, @Nullable String problem) {
    return new ConfigException("Invalid value for configuration " + name + ": " + problem);
  }

  /**
   * A validator that leaves null to whether the key is required, and takes no value that should
   * have come from a config provider and did not: such a name of a field or a domain would be one.
   */
  static ConfigDef.Validator validator(ConfigDef.Validator check, String description) {
    return LambdaValidator.with(
        (name, value) -> {
          if (value != null) {
            checkResolved(name, value);
            check.ensureValid(name, value);
          }
        },
        () -> description);
  }

  /**
   * A validator for one of some words; null counts as not set. Kafka's own would print the value,
   * and somebody may have put a keyset there.
   */
  static ConfigDef.Validator oneOf(String... words) {
    List<String> allowed = List.of(words);
    return validator(
        (name, value) -> {
          if (!(value instanceof String word) || !allowed.contains(word)) {
            throw invalid(name, "it must be one of: " + String.join(", ", allowed));
          }
        },
        allowed.toString());
  }

  /** A recommender that checks a key against the others, with their names as defined here. */
  static Recommender recommender(CrossCheck check, String... values) {
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

  /** A recommender of words alone. */
  static Recommender recommender(String... values) {
    return recommender(all -> {}, values);
  }

  /** A key that is there with a null value has no list. */
  static List<?> list(@Nullable Object value) {
    return value instanceof List<?> list ? list : List.of();
  }

  private static void checkResolved(String name, Object value) {
    String text = value instanceof Password password ? password.value() : value.toString();
    if (UNRESOLVED.matcher(text).find()) {
      throw invalid(
          name,
          "the reference to a config provider was not resolved; for ${env:NAME}, set NAME in the"
              + " worker's environment, and see that the worker's allowlist.pattern for that"
              + " provider, if it has one, does not hide it; for others, check the provider's path"
              + " and key");
    }
  }

  /** Checks a key against the others; the values are parsed, or null where they are wrong. */
  interface CrossCheck {
    void accept(Map<String, Object> all);
  }
}
