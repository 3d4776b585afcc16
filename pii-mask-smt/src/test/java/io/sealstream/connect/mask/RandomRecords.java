package io.sealstream.connect.mask;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;

/** Schemas, values of them, and paths through them, as one seed gives them. */
final class RandomRecords {
  private static final List<String> NAMES =
      List.of("ip", "a.b", "x`y", "Zo\u00eb", "with space", "[z]", "`", "e=f", "n\ud834\udd1e");
  private static final long DAY = 86_400_000L;
  private static final double[] SPECIAL = {
    Double.NaN, Double.POSITIVE_INFINITY, -0.0, Double.MIN_VALUE, Double.MAX_VALUE, 0.1
  };

  private final Random random;
  private final boolean onlyTexts;
  private boolean hasEquals = true;

  /**
   * @param onlyTexts whether all leaves are plain strings
   */
  RandomRecords(Random random, boolean onlyTexts) {
    this.random = random;
    this.onlyTexts = onlyTexts;
  }

  /** Of a record's value: a container. */
  Schema root() {
    return switch (random.nextInt(6)) {
      case 0 -> array(3);
      case 1 -> map(3);
      default -> struct(3);
    };
  }

  Object value(Schema schema) {
    return switch (schema.type()) {
      case STRUCT -> structValue(schema);
      case ARRAY -> listValue(schema);
      case MAP -> mapValue(schema);
      default -> leafValue(schema);
    };
  }

  /** Whether Connect's own equals holds for all that was made: no bytes, no struct as default. */
  boolean hasEquals() {
    return hasEquals;
  }

  /** Some of the paths to the leaves, at least one, which do not overlap. */
  List<FieldPath> paths(Schema root) {
    List<FieldPath> all = new ArrayList<>();
    while (all.isEmpty()) {
      collect(root, List.of(), false, all);
    }
    List<FieldPath> some = new ArrayList<>(all);
    some.removeIf(path -> random.nextInt(3) == 0);
    return some.isEmpty() ? all.subList(0, 1) : some;
  }

  /** The same data without a schema. */
  static Object schemaless(Object value) {
    if (value instanceof Struct struct) {
      Map<String, Object> map = new LinkedHashMap<>();
      for (Field field : struct.schema().fields()) {
        map.put(field.name(), schemaless(struct.getWithoutDefault(field.name())));
      }
      return map;
    }
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> converted = new LinkedHashMap<>();
      map.forEach((key, each) -> converted.put(key, schemaless(each)));
      return converted;
    }
    if (value instanceof List<?> list) {
      List<Object> converted = new ArrayList<>();
      list.forEach(each -> converted.add(schemaless(each)));
      return converted;
    }
    return value;
  }

  private Schema any(int depth) {
    if (depth == 0 || random.nextBoolean()) {
      return leaf();
    }
    return switch (random.nextInt(3)) {
      case 0 -> array(depth);
      case 1 -> map(depth);
      default -> struct(depth);
    };
  }

  private Schema struct(int depth) {
    SchemaBuilder builder = SchemaBuilder.struct();
    int fields = 1 + random.nextInt(4);
    for (int i = 0; i < fields; i++) {
      String name = NAMES.get(random.nextInt(NAMES.size())) + (random.nextBoolean() ? i : "");
      if (builder.field(name) == null) {
        builder.field(name, any(depth - 1));
      }
    }
    dressed(builder);
    if (!onlyTexts && random.nextInt(8) == 0) {
      // Connect wants it over the builder, and builders have no equals.
      hasEquals = false;
      builder.defaultValue(structValue(builder));
    }
    return builder.build();
  }

  private Schema array(int depth) {
    return withDefault(dressed(SchemaBuilder.array(any(depth - 1))));
  }

  private Schema map(int depth) {
    Schema key = random.nextInt(3) == 0 ? Schema.INT32_SCHEMA : Schema.STRING_SCHEMA;
    return withDefault(dressed(SchemaBuilder.map(key, any(depth - 1))));
  }

  private Schema leaf() {
    if (onlyTexts) {
      return random.nextBoolean() ? Schema.STRING_SCHEMA : Schema.OPTIONAL_STRING_SCHEMA;
    }
    SchemaBuilder builder =
        switch (random.nextInt(14)) {
          case 0 -> SchemaBuilder.int8();
          case 1 -> SchemaBuilder.int16();
          case 2 -> SchemaBuilder.int32();
          case 3 -> SchemaBuilder.int64();
          case 4 -> SchemaBuilder.float32();
          case 5 -> SchemaBuilder.float64();
          case 6 -> SchemaBuilder.bool();
          case 7 -> SchemaBuilder.bytes();
          case 8 -> Decimal.builder(random.nextInt(8) - 2);
          case 9 -> Date.builder();
          case 10 -> Time.builder();
          case 11 -> Timestamp.builder();
          default -> SchemaBuilder.string();
        };
    return withDefault(dressed(builder));
  }

  private SchemaBuilder dressed(SchemaBuilder builder) {
    if (random.nextInt(3) == 0) {
      builder.optional();
    }
    if (random.nextInt(3) == 0) {
      builder.doc("doc " + random.nextInt(9));
    }
    if (builder.name() == null && random.nextInt(3) == 0) {
      builder.name("org.example.Name" + random.nextInt(9)).version(random.nextInt(9));
    }
    if (random.nextInt(3) == 0) {
      builder.parameter("p" + random.nextInt(3), text()).parameter("other", "x");
    }
    return builder;
  }

  private Schema withDefault(SchemaBuilder builder) {
    Schema plain = builder.build();
    return !onlyTexts && random.nextInt(4) == 0
        ? builder.defaultValue(value(plain)).build()
        : plain;
  }

  private Struct structValue(Schema schema) {
    Struct struct = new Struct(schema);
    for (Field field : schema.fields()) {
      boolean mayBeNull = field.schema().isOptional() || field.schema().defaultValue() != null;
      if (!mayBeNull || random.nextInt(3) > 0) {
        struct.put(field, value(field.schema()));
      }
    }
    return struct;
  }

  private Object element(Schema schema) {
    return schema.isOptional() && random.nextInt(4) == 0 ? null : value(schema);
  }

  private List<Object> listValue(Schema schema) {
    List<Object> list = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      list.add(element(schema.valueSchema()));
    }
    return list;
  }

  private Map<Object, Object> mapValue(Schema schema) {
    boolean texts = schema.keySchema().type() == Schema.Type.STRING;
    Map<Object, Object> map = new HashMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      map.put(texts ? NAMES.get(i) : (Object) i, element(schema.valueSchema()));
    }
    return map;
  }

  private Object leafValue(Schema schema) {
    if (Decimal.LOGICAL_NAME.equals(schema.name())) {
      int scale = Integer.parseInt(schema.parameters().get(Decimal.SCALE_FIELD));
      return new BigDecimal(new BigInteger(random.nextInt(90), random), scale);
    }
    if (Date.LOGICAL_NAME.equals(schema.name())) {
      return new java.util.Date((random.nextInt(60_000) - 20_000) * DAY);
    }
    if (Time.LOGICAL_NAME.equals(schema.name())) {
      return new java.util.Date(random.nextInt((int) DAY));
    }
    if (Timestamp.LOGICAL_NAME.equals(schema.name())) {
      return new java.util.Date((random.nextInt(60_000) - 20_000) * DAY + random.nextInt(1 << 24));
    }
    return switch (schema.type()) {
      case INT8 -> (byte) random.nextInt();
      case INT16 -> (short) random.nextInt();
      case INT32 -> random.nextInt();
      case INT64 -> random.nextLong();
      case FLOAT32 -> (float) number();
      case FLOAT64 -> number();
      case BOOLEAN -> random.nextBoolean();
      case BYTES -> bytes();
      default -> text();
    };
  }

  private double number() {
    return random.nextInt(4) == 0
        ? SPECIAL[random.nextInt(SPECIAL.length)]
        : random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20);
  }

  private Object bytes() {
    hasEquals = false;
    byte[] bytes = new byte[2 + random.nextInt(20)];
    random.nextBytes(bytes);
    return random.nextBoolean() ? bytes : ByteBuffer.wrap(bytes, 1, bytes.length - 2);
  }

  private String text() {
    return random
        .ints(random.nextInt(20), 0, 0x3000)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /**
   * @param shared whether a map's entry is named above, so that types cannot change
   */
  private void collect(
      Schema schema, List<FieldPath.Segment> above, boolean shared, List<FieldPath> paths) {
    switch (schema.type()) {
      case STRUCT ->
          schema
              .fields()
              .forEach(
                  field ->
                      collect(
                          field.schema(),
                          with(above, new FieldPath.Name(field.name())),
                          shared,
                          paths));
      case ARRAY -> collect(schema.valueSchema(), with(above, FieldPath.Each.EACH), shared, paths);
      case MAP -> collectMap(schema, above, shared, paths);
      default -> {
        if (!shared || schema.type() == Schema.Type.STRING) {
          paths.add(new FieldPath(above));
        }
      }
    }
  }

  private void collectMap(
      Schema schema, List<FieldPath.Segment> above, boolean shared, List<FieldPath> paths) {
    if (schema.keySchema().type() == Schema.Type.STRING && random.nextInt(3) == 0) {
      for (String name : NAMES.subList(0, 3)) {
        collect(schema.valueSchema(), with(above, new FieldPath.Name(name)), true, paths);
      }
    } else {
      collect(schema.valueSchema(), with(above, FieldPath.Each.EACH), shared, paths);
    }
  }

  private static List<FieldPath.Segment> with(
      List<FieldPath.Segment> above, FieldPath.Segment segment) {
    List<FieldPath.Segment> path = new ArrayList<>(above);
    path.add(segment);
    return path;
  }
}
