package io.sealstream.benchmarks.mask;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * Logins of ten fields, four of which hold 23 characters of personal data. Each seed gives another
 * login, the same one every time.
 */
final class Logins {
  /** The fields that MaskPii encrypts. */
  static final List<String> MASKED = List.of("ip", "device_id", "email", "phone");

  /** The one of them that is encrypted where only one is. */
  static final String MASKED_ALONE = MASKED.get(0);

  /** What Kafka's MaskField writes instead of a value. */
  static final String REPLACEMENT = "masked";

  /** Characters, and UTF-8 bytes, of each of them. */
  static final int VALUE_LENGTH = 23;

  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789.:-";

  private Logins() {}

  /** A new schema object each time; all of them are equal. */
  static Schema schema() {
    return SchemaBuilder.struct()
        .name("io.sealstream.Login")
        .field("user_id", Schema.STRING_SCHEMA)
        .field("ip", Schema.STRING_SCHEMA)
        .field("device_id", Schema.STRING_SCHEMA)
        .field("email", Schema.OPTIONAL_STRING_SCHEMA)
        .field("phone", Schema.OPTIONAL_STRING_SCHEMA)
        .field("device_type", Schema.STRING_SCHEMA)
        .field("locale", Schema.OPTIONAL_STRING_SCHEMA)
        .field("app_version", Schema.INT32_SCHEMA)
        .field("created_at", Schema.INT64_SCHEMA)
        .field("trusted", Schema.BOOLEAN_SCHEMA)
        .build();
  }

  /** With a struct. */
  static SourceRecord structured(Schema schema, int seed) {
    Map<String, Object> fields = fields(seed);
    Struct struct = new Struct(schema);
    for (Field field : schema.fields()) {
      struct.put(field, fields.get(field.name()));
    }
    return record(schema, struct);
  }

  /** With a map, and no schema. */
  static SourceRecord schemaless(int seed) {
    return record(null, fields(seed));
  }

  /** Ten fields in all: four events in an array, and the masked ones are {@code events[*].ip}. */
  static SourceRecord nested(Schema schema, int seed) {
    Random random = new Random(seed);
    Schema event = schema.field("events").schema().valueSchema();
    List<Struct> events =
        IntStream.range(0, MASKED.size())
            .mapToObj(i -> new Struct(event).put("ip", text(random)).put("port", 443 + i))
            .toList();
    return record(
        schema,
        new Struct(schema).put("user_id", "user-" + seed).put("events", events).put("count", 4L));
  }

  /** For {@link #nested}: an array of structs. */
  static Schema nestedSchema() {
    Schema event =
        SchemaBuilder.struct()
            .field("ip", Schema.STRING_SCHEMA)
            .field("port", Schema.INT32_SCHEMA)
            .build();
    return SchemaBuilder.struct()
        .field("user_id", Schema.STRING_SCHEMA)
        .field("events", SchemaBuilder.array(event).build())
        .field("count", Schema.INT64_SCHEMA)
        .build();
  }

  private static Map<String, Object> fields(int seed) {
    Random random = new Random(seed);
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("user_id", "user-" + seed);
    MASKED.forEach(name -> fields.put(name, text(random)));
    fields.put("device_type", "android");
    fields.put("locale", "en_GB");
    fields.put("app_version", 230);
    fields.put("created_at", 1_700_000_000_000L + seed);
    fields.put("trusted", seed % 2 == 0);
    return fields;
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder(VALUE_LENGTH);
    for (int i = 0; i < VALUE_LENGTH; i++) {
      text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return text.toString();
  }

  private static SourceRecord record(@Nullable Schema schema, Object value) {
    return new SourceRecord(
        Map.of("queue", "logins"), Map.of("id", "1"), "logins", null, null, null, schema, value);
  }

  /** As many records as fit into a cache, so that no two in a row are equal. */
  static SourceRecord[] ring(IntFunction<SourceRecord> login) {
    return IntStream.range(0, Ring.SIZE).mapToObj(login).toArray(SourceRecord[]::new);
  }
}
