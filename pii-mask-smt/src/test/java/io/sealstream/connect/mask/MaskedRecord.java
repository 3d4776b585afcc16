package io.sealstream.connect.mask;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealstream.connect.mask.crypto.CipherException;
import io.sealstream.connect.mask.crypto.DeterministicCipher;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Looks for clear text in a masked record, with a walk of its own: masking and unmasking share
 * theirs, so a field that both of them skip comes back, too.
 */
final class MaskedRecord {
  private final List<ConfiguredField> fields;

  MaskedRecord(Map<String, String> config) {
    this.fields = new MaskPiiConfig(config).fields();
  }

  /**
   * Every value at a path is its ciphertext, and every default at one is the ciphertext of some
   * configured domain: entries of a map share a default, whatever their domains are.
   */
  void check(SinkRecord clear, SinkRecord masked) {
    for (ConfiguredField field : fields) {
      Walk walk = new Walk(field, fields);
      walk.value(clear.valueSchema(), clear.value(), masked.value(), 0);
      if (masked.valueSchema() != null) {
        walk.defaults(masked.valueSchema(), 0);
      }
    }
  }

  private static final class Walk {
    private final ConfiguredField field;
    private final List<FieldPath.Segment> segments;
    private final DeterministicCipher cipher;
    private final List<DeterministicCipher> ciphers;

    Walk(ConfiguredField field, List<ConfiguredField> all) {
      this.field = field;
      this.segments = field.path().segments();
      this.cipher = cipher(field);
      this.ciphers = all.stream().map(Walk::cipher).toList();
    }

    private static DeterministicCipher cipher(ConfiguredField field) {
      try {
        return TestKeysets.goldenKeyset().cipher(field.domain());
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }

    /**
     * @param schema of the clear value; null when it has none
     */
    void value(Schema schema, Object clear, Object masked, int depth) {
      if (clear == null) {
        assertThat(masked).as(where()).isNull();
      } else if (depth == segments.size()) {
        ValueText text = schema == null ? ValueText.ofValue(clear) : ValueText.of(schema);
        assertThat(masked).as(where()).isEqualTo(encrypt(text.write(clear)));
      } else if (clear instanceof Struct struct) {
        String name = name(depth);
        value(
            schema.field(name).schema(),
            struct.getWithoutDefault(name),
            ((Struct) masked).getWithoutDefault(name),
            depth + 1);
      } else if (clear instanceof List<?> list) {
        elements(schema, list, (List<?>) masked, depth);
      } else {
        entries(schema, (Map<?, ?>) clear, (Map<?, ?>) masked, depth);
      }
    }

    private void elements(Schema schema, List<?> clear, List<?> masked, int depth) {
      assertThat(masked).as(where()).hasSameSizeAs(clear);
      for (int i = 0; i < clear.size(); i++) {
        value(below(schema), clear.get(i), masked.get(i), depth + 1);
      }
    }

    private void entries(Schema schema, Map<?, ?> clear, Map<?, ?> masked, int depth) {
      assertThat(masked.keySet()).as(where()).isEqualTo(clear.keySet());
      for (Object key : clear.keySet()) {
        if (isEach(depth) || key.equals(name(depth))) {
          value(below(schema), clear.get(key), masked.get(key), depth + 1);
        }
      }
    }

    /** The default of this schema, and those of the schemas below it. */
    void defaults(Schema schema, int depth) {
      content(schema.defaultValue(), depth);
      if (depth < segments.size()) {
        Schema below =
            schema.type() == Schema.Type.STRUCT
                ? schema.field(name(depth)).schema()
                : schema.valueSchema();
        defaults(below, depth + 1);
      }
    }

    private void content(Object value, int depth) {
      if (value == null) {
        return;
      }
      if (depth == segments.size()) {
        assertThat(ciphers).as("default at " + where()).anyMatch(any -> decrypts(any, value));
      } else if (value instanceof Struct struct) {
        content(struct.getWithoutDefault(name(depth)), depth + 1);
      } else if (value instanceof List<?> list) {
        list.forEach(each -> content(each, depth + 1));
      } else {
        ((Map<?, ?>) value)
            .forEach(
                (key, each) -> {
                  if (isEach(depth) || key.equals(name(depth))) {
                    content(each, depth + 1);
                  }
                });
      }
    }

    private boolean isEach(int depth) {
      return segments.get(depth) == FieldPath.Each.EACH;
    }

    private String name(int depth) {
      return ((FieldPath.Name) segments.get(depth)).name();
    }

    private static Schema below(Schema schema) {
      return schema == null ? null : schema.valueSchema();
    }

    private String where() {
      return field.path().toString();
    }

    private String encrypt(String text) {
      try {
        return cipher.encrypt(text);
      } catch (CipherException e) {
        throw new AssertionError(e);
      }
    }

    private static boolean decrypts(DeterministicCipher cipher, Object value) {
      try {
        cipher.decrypt((String) value);
        return true;
      } catch (CipherException e) {
        return false;
      }
    }
  }
}
