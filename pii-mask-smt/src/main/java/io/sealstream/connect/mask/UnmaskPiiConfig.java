package io.sealstream.connect.mask;

import static io.sealstream.connect.mask.ConfigChecks.oneOf;
import static io.sealstream.connect.mask.ConfigChecks.recommender;

import io.sealstream.connect.mask.crypto.Keyset;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** The configuration of UnmaskPii. No message holds the keyset. */
final class UnmaskPiiConfig extends AbstractConfig {
  private static final String ON_UNDECRYPTABLE = "on.undecryptable";
  private static final String FAIL = "fail";
  private static final String PASS = "pass";

  private static final ConfigDef DEFINITION = define();

  private final FieldsConfig fields;
  private final KeysetConfig keyset;

  /**
   * Parses and checks everything, the keyset included.
   *
   * @throws ConfigException when anything is wrong; it names the key
   */
  UnmaskPiiConfig(Map<String, ?> properties) {
    // Values are not logged: somebody may have put a keyset where its path belongs.
    super(DEFINITION, properties, false);
    this.fields = new FieldsConfig(this);
    this.keyset = new KeysetConfig(this, UnmaskPiiConfig::problem);
  }

  /** The keys, with their documentation and checks. */
  static ConfigDef definition() {
    return DEFINITION;
  }

  /** The fields to unmask, at least one. */
  List<ConfiguredField> fields() {
    return fields.fields();
  }

  /** One that can decrypt. */
  Keyset keyset() {
    return keyset.keyset();
  }

  boolean failOnMissing() {
    return fields.failOnMissing();
  }

  /** Whether a value that does not decrypt passes as it is. */
  boolean passUndecryptable() {
    return PASS.equals(getString(ON_UNDECRYPTABLE));
  }

  private static ConfigDef define() {
    ConfigDef definition = new ConfigDef();
    FieldsConfig.define(definition, "The fields to recover, which MaskPii encrypted.", "recovered");
    KeysetConfig.define(
        definition,
        "AES256_SIV keys, or keys that derive one for each domain",
        UnmaskPiiConfig::problem);
    return definition.define(
        ON_UNDECRYPTABLE,
        ConfigDef.Type.STRING,
        FAIL,
        oneOf(FAIL, PASS),
        Importance.MEDIUM,
        "What to do with a value that no enabled key of the keyset encrypted for the field's"
            + " domain: fail, or pass, which lets the value pass as it is. With pass, all fields"
            + " stay strings, since they may hold either.",
        FieldsConfig.GROUP,
        4,
        Width.SHORT,
        "On undecryptable values",
        recommender(FAIL, PASS));
  }

  private static @Nullable String problem(Keyset keyset, Map<String, ?> all) {
    return keyset.kind() == Keyset.Kind.HMAC
        ? "has HMAC keys, whose pseudonyms nobody can turn back"
        : null;
  }
}
