package io.sealstream.benchmarks.mask;

import com.google.crypto.tink.DeterministicAead;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Set;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * What someone would write for {@link Logins} alone: no paths, no checks, no cache. It makes the
 * same records as MaskPii, since a string that is masked stays a string.
 */
final class HandWritten {
  private final Schema schema;
  private final Field[] fields;
  private final byte[] @Nullable [] domains;
  private final DeterministicAead cipher;

  HandWritten(Schema schema, Set<String> masked, DeterministicAead cipher) {
    this.schema = schema;
    this.fields = schema.fields().toArray(Field[]::new);
    this.cipher = cipher;
    this.domains = new byte[fields.length][];
    for (Field field : fields) {
      if (masked.contains(field.name())) {
        domains[field.index()] = field.name().getBytes(StandardCharsets.UTF_8);
      }
    }
  }

  SourceRecord mask(SourceRecord login) throws GeneralSecurityException {
    Struct source = (Struct) login.value();
    Struct target = new Struct(schema);
    for (Field field : fields) {
      byte @Nullable [] domain = domains[field.index()];
      Object value = source.get(field);
      target.put(field, domain == null ? value : mask((String) value, domain));
    }
    return login.newRecord(
        login.topic(),
        login.kafkaPartition(),
        login.keySchema(),
        login.key(),
        schema,
        target,
        login.timestamp());
  }

  private String mask(String text, byte[] domain) throws GeneralSecurityException {
    byte[] plaintext = text.getBytes(StandardCharsets.UTF_8);
    return Base64.getEncoder().encodeToString(cipher.encryptDeterministically(plaintext, domain));
  }
}
