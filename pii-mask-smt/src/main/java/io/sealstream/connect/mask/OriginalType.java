package io.sealstream.connect.mask;

import io.sealstream.connect.mask.crypto.CipherException;
import io.sealstream.connect.mask.crypto.ParameterCipher;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * What the schema of a masked field says about the original: parameters whose names begin with
 * {@value #PREFIX}. The type, the name and the version are in clear text. The original's own
 * parameters are encrypted, since they may list values. A plain STRING needs none of them.
 */
final class OriginalType {
  private static final String PREFIX = "io.sealstream.pii.";
  private static final String TYPE = PREFIX + "type";
  private static final String NAME = PREFIX + "name";
  private static final String VERSION = PREFIX + "version";
  private static final String PARAMETER = PREFIX + "parameter.";

  private OriginalType() {}

  /**
   * Writes what there is to say about the original.
   *
   * @throws CipherException when a parameter cannot be encrypted
   */
  static void describe(Schema original, SchemaBuilder masked, ParameterCipher cipher)
      throws CipherException {
    if (isPlainString(original)) {
      return;
    }
    masked.parameter(TYPE, original.type().name());
    if (original.name() != null) {
      masked.parameter(NAME, original.name());
    }
    if (original.version() != null) {
      masked.parameter(VERSION, original.version().toString());
    }
    for (Map.Entry<String, String> parameter : parameters(original).entrySet()) {
      String name = parameter.getKey();
      String value = parameter.getValue();
      // Connect lets a parameter be null, which tells nothing.
      masked.parameter(PARAMETER + name, value == null ? null : cipher.encrypt(name, value));
    }
  }

  /**
   * The original as far as it was described, without its default; nothing described is a STRING.
   *
   * @throws CipherException when a parameter does not decrypt
   * @throws DataException when the description is not one of {@link #describe}
   */
  static SchemaBuilder restore(Schema masked, ParameterCipher cipher) throws CipherException {
    Map<String, String> described = parameters(masked);
    SchemaBuilder original = SchemaBuilder.type(type(described.get(TYPE)));
    Schemas.copyUse(masked, original);
    String name = described.getOrDefault(NAME, masked.name());
    if (name != null) {
      original.name(name);
    }
    Integer version = version(described.get(VERSION), masked.version());
    if (version != null) {
      original.version(version);
    }
    original.parameters(restoreParameters(described, cipher));
    return original;
  }

  private static boolean isPlainString(Schema schema) {
    return schema.type() == Schema.Type.STRING
        && schema.name() == null
        && schema.version() == null
        && parameters(schema).isEmpty();
  }

  private static Map<String, String> parameters(Schema schema) {
    return schema.parameters() == null ? Map.of() : schema.parameters();
  }

  private static Schema.Type type(@Nullable String name) {
    try {
      return name == null ? Schema.Type.STRING : Schema.Type.valueOf(name);
    } catch (IllegalArgumentException e) {
      throw unknown(TYPE);
    }
  }

  private static @Nullable Integer version(@Nullable String text, @Nullable Integer otherwise) {
    try {
      return text == null ? otherwise : Integer.valueOf(text);
    } catch (NumberFormatException e) {
      throw unknown(VERSION);
    }
  }

  private static Map<String, @Nullable String> restoreParameters(
      Map<String, String> described, ParameterCipher cipher) throws CipherException {
    Map<String, @Nullable String> parameters = new LinkedHashMap<>();
    for (Map.Entry<String, String> each : described.entrySet()) {
      String name = each.getKey();
      if (name.startsWith(PARAMETER)) {
        String own = name.substring(PARAMETER.length());
        String value = each.getValue();
        parameters.put(own, value == null ? null : cipher.decrypt(own, value));
      } else if (!name.startsWith(PREFIX)) {
        // Somebody else's, who added it after the field was masked.
        parameters.put(name, each.getValue());
      }
    }
    return parameters;
  }

  private static RefusedRecordException unknown(String parameter) {
    return new RefusedRecordException(
        Refusal.VALUE, "its schema's parameter " + parameter + " is not what MaskPii writes");
  }
}
