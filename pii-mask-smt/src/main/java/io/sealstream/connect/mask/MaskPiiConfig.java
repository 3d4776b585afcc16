package io.sealstream.connect.mask;

import static io.sealstream.connect.mask.ConfigChecks.invalid;
import static io.sealstream.connect.mask.ConfigChecks.oneOf;
import static io.sealstream.connect.mask.ConfigChecks.recommender;
import static io.sealstream.connect.mask.ConfigChecks.validator;

import io.sealstream.connect.mask.crypto.Keyset;
import io.sealstream.connect.mask.crypto.Pseudonymizer;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** The configuration of MaskPii. No message holds the keyset. */
final class MaskPiiConfig extends AbstractConfig {
  private static final String METHOD = "method";
  private static final String MAX_LENGTH = "max.length";
  private static final String ENCRYPT = "encrypt";
  private static final String HMAC = "hmac";

  private static final ConfigDef DEFINITION = define();

  private final FieldsConfig fields;
  private final KeysetConfig keyset;
  private final Method method;

  /** How a value is masked. */
  enum Method {
    /** So that the keyset recovers it. */
    ENCRYPT,
    /** So that nobody recovers it. */
    HMAC;

    private static Method of(@Nullable String word) {
      return MaskPiiConfig.HMAC.equals(word) ? HMAC : ENCRYPT;
    }
  }

  /**
   * Parses and checks everything, the keyset included.
   *
   * @throws ConfigException when anything is wrong; it names the key
   */
  MaskPiiConfig(Map<String, ?> properties) {
    // Values are not logged: somebody may have put a keyset where its path belongs.
    super(DEFINITION, properties, false);
    this.fields = new FieldsConfig(this);
    this.keyset = new KeysetConfig(this, MaskPiiConfig::problem);
    this.method = Method.of(getString(METHOD));
    checkMaxLength(maxLength(), keyset());
  }

  /** The keys, with their documentation and checks. */
  static ConfigDef definition() {
    return DEFINITION;
  }

  /** The fields to mask, at least one. */
  List<ConfiguredField> fields() {
    return fields.fields();
  }

  /** Of the kind that the method needs. */
  Keyset keyset() {
    return keyset.keyset();
  }

  Method method() {
    return method;
  }

  boolean failOnMissing() {
    return fields.failOnMissing();
  }

  /** Characters that a masked text may have; {@link Integer#MAX_VALUE} where nothing is set. */
  int maxLength() {
    String length = getString(MAX_LENGTH);
    return length == null ? Integer.MAX_VALUE : parseMaxLength(MAX_LENGTH, length);
  }

  private static ConfigDef define() {
    ConfigDef definition = new ConfigDef();
    FieldsConfig.define(
        definition,
        "The fields to mask. A field may be of any type that is not a struct, an array or a map;"
            + " masked it is a string.",
        "masked");
    KeysetConfig.define(
        definition,
        "AES256_SIV keys, keys that derive one for each domain, or HMAC PRF keys",
        MaskPiiConfig::problem);
    return definition
        .define(
            METHOD,
            ConfigDef.Type.STRING,
            ENCRYPT,
            oneOf(ENCRYPT, HMAC),
            Importance.MEDIUM,
            "How values are masked: encrypt, which the keyset can undo, or hmac, which nobody can"
                + " undo. The keyset must have keys for it.",
            FieldsConfig.GROUP,
            4,
            Width.SHORT,
            "Method",
            recommender(ENCRYPT, HMAC))
        .define(
            MAX_LENGTH,
            // Kafka's own parser of numbers would print what is none.
            ConfigDef.Type.STRING,
            null,
            validator(
                (name, value) -> parseMaxLength(name, (String) value), "a number, at least 1"),
            Importance.LOW,
            "How many characters a masked text may have, so that it fits the column it goes to; not"
                + " less than the masked empty text has. A longer one fails the record; nothing is"
                + " ever cut. Not set: no limit.",
            FieldsConfig.GROUP,
            5,
            Width.SHORT,
            "Maximum length",
            recommender(MaskPiiConfig::checkMaxLength));
  }

  private static int parseMaxLength(String name, String text) {
    int length;
    try {
      length = Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw invalid(name, "it must be a whole number, at most " + Integer.MAX_VALUE);
    }
    if (length < 1) {
      throw invalid(name, "it must be at least 1, but is " + length);
    }
    return length;
  }

  private static void checkMaxLength(Map<String, Object> all) {
    int length;
    try {
      length = parseMaxLength(MAX_LENGTH, String.valueOf(all.get(MAX_LENGTH)));
    } catch (ConfigException e) {
      return; // not set, or wrong in itself, and its own validator says so
    }
    // The empty text has no longer mask than a pseudonym: most often no keyset has to be read.
    if (length < Pseudonymizer.LENGTH) {
      KeysetConfig.find(all, MaskPiiConfig::problem)
          .ifPresent(keyset -> checkMaxLength(length, keyset));
    }
  }

  private static void checkMaxLength(int length, Keyset keyset) {
    int least = keyset.leastMaskedLength();
    if (length < least) {
      throw invalid(
          MAX_LENGTH,
          "it must be at least %d, the shortest that this keyset makes, but is %d"
              .formatted(least, length));
    }
  }

  private static @Nullable String problem(Keyset keyset, Map<String, ?> all) {
    // Any other word is an error of the method alone.
    Object method = all.get(METHOD);
    boolean hmacKeys = keyset.kind() == Keyset.Kind.HMAC;
    if ((method == null || method.equals(ENCRYPT)) && hmacKeys) {
      return "has HMAC keys, which cannot encrypt; set %s=%s, or give another keyset"
          .formatted(METHOD, HMAC);
    }
    if (HMAC.equals(method) && !hmacKeys) {
      return "has keys of kind %s, but %s=%s needs HMAC keys; give another keyset, or set %s=%s"
          .formatted(keyset.kind(), METHOD, HMAC, METHOD, ENCRYPT);
    }
    return null;
  }
}
