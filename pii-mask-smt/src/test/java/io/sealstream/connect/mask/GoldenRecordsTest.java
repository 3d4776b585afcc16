package io.sealstream.connect.mask;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/**
 * What MaskPii makes of fields of every type under the golden keysets, schema included, and that
 * UnmaskPii gives the fields back. The file was written by Python, from texts that were written by
 * hand, hmac, and the AESSIV and HKDF of its package cryptography. A line that fails is a change of
 * format, which is never allowed: a release that cannot join or recover what an earlier one wrote.
 * Never adapt the file to the code.
 */
class GoldenRecordsTest {
  private static final String FILE = "/io/sealstream/connect/mask/golden-records.csv";
  private static final String CONNECT = "org.apache.kafka.connect.data.";
  private static final String PREFIX = "io.sealstream.pii.";

  @ParameterizedTest
  @CsvFileSource(resources = FILE, numLinesToSkip = 1)
  void recordsNeverChange(
      String keyType,
      String domain,
      Schema.Type type,
      String name,
      String parameter,
      String text,
      String masked,
      String maskedParameter) {
    boolean hmac = keyType.equals("HMAC");
    Schema schema = record(domain, field(type, name, parameter));
    Struct original = new Struct(schema).put(domain, value(type, name, text));

    SinkRecord result = apply(new MaskPii.Value<>(), keyType, domain, record(schema, original));

    Schema expected =
        record(
            domain,
            hmac ? Schema.STRING_SCHEMA : maskedField(type, name, parameter, maskedParameter));
    assertThat(((Struct) result.value()).get(domain)).isEqualTo(masked);
    assertThat(result.valueSchema()).isEqualTo(expected);
    assertThat(parameters(result.valueSchema(), domain)).isEqualTo(parameters(expected, domain));
    if (!hmac) {
      SinkRecord back = apply(new UnmaskPii.Value<>(), keyType, domain, result);
      assertThat(back.valueSchema()).isEqualTo(schema);
      assertThat(back.value()).isEqualTo(original);
    }
  }

  /** Seven is the one number that is in the file as every type that can hold it. */
  @Test
  void equalNumbersOfAllTypesHaveOneCiphertext() throws Exception {
    for (String keyType : List.of("AES_SIV", "DERIVING", "HMAC")) {
      for (String domain : List.of("ip", "device_id")) {
        List<String[]> sevens =
            lines()
                .map(line -> line.split(","))
                .filter(line -> line[0].equals(keyType) && line[1].equals(domain))
                .filter(line -> line[5].equals("7") || line[5].equals("7.00"))
                .toList();
        assertThat(sevens)
            .extracting(line -> line[2])
            .containsExactlyInAnyOrder(
                "STRING", "INT8", "INT16", "INT32", "INT64", "FLOAT32", "FLOAT64", "BYTES");
        assertThat(sevens).extracting(line -> line[6]).containsOnly(sevens.get(0)[6]);
      }
    }
  }

  @Test
  void everyTypeDomainAndKindHasItsVectors() throws Exception {
    Set<String> expected = new TreeSet<>();
    for (String keyType : List.of("AES_SIV", "DERIVING", "HMAC")) {
      for (String domain : List.of("ip", "device_id")) {
        for (Schema.Type type : Schema.Type.values()) {
          if (type.isPrimitive()) {
            expected.add(keyType + "," + domain + "," + type + ",\"\"");
          }
        }
        for (String logical : List.of("BYTES,%sDecimal", "INT32,%sDate", "INT32,%sTime")) {
          expected.add(keyType + "," + domain + "," + logical.formatted(CONNECT));
        }
        expected.add(keyType + "," + domain + ",INT64," + CONNECT + "Timestamp");
        expected.add(keyType + "," + domain + ",STRING,io.debezium.data.Uuid");
      }
    }
    assertThat(lines()).hasSize(324);
    assertThat(lines().map(line -> line.replaceFirst("^(([^,]*,){3}[^,]*),.*", "$1")))
        .containsAll(expected);
  }

  private static Stream<String> lines() throws Exception {
    try (InputStream in = GoldenRecordsTest.class.getResourceAsStream(FILE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().skip(1);
    }
  }

  private static SinkRecord apply(
      Transformation<SinkRecord> transform, String keyType, String domain, SinkRecord record) {
    boolean masks = transform instanceof MaskPii;
    String keyset =
        switch (keyType) {
          case "AES_SIV" -> TestKeysets.golden();
          case "DERIVING" -> TestKeysets.derivingJson();
          case "HMAC" -> TestKeysets.hmacJson();
          default -> throw new AssertionError(keyType);
        };
    String method = keyType.equals("HMAC") ? "hmac" : "encrypt";
    transform.configure(
        masks
            ? Map.of("fields", domain, "keyset", keyset, "method", method)
            : Map.of("fields", domain, "keyset", keyset));
    return transform.apply(record);
  }

  private static SinkRecord record(Schema schema, Object value) {
    return new SinkRecord("logins", 0, null, null, schema, value, 0);
  }

  private static Schema record(String domain, Schema field) {
    return SchemaBuilder.struct().field(domain, field).build();
  }

  private static Map<String, String> parameters(Schema schema, String domain) {
    return schema.field(domain).schema().parameters();
  }

  private static Schema field(Schema.Type type, String name, String parameter) {
    SchemaBuilder field = SchemaBuilder.type(type);
    if (!name.isEmpty()) {
      field.name(name);
    }
    if (!parameter.isEmpty()) {
      String[] pair = parameter.split("=", 2);
      field.parameter(pair[0], pair[1]);
    }
    // As Connect's own logical types are
    return name.startsWith(CONNECT) ? field.version(1).build() : field.build();
  }

  private static Schema maskedField(
      Schema.Type type, String name, String parameter, String maskedParameter) {
    SchemaBuilder field = SchemaBuilder.string();
    if (type == Schema.Type.STRING && name.isEmpty() && parameter.isEmpty()) {
      return field.build();
    }
    field.parameter(PREFIX + "type", type.name());
    if (!name.isEmpty()) {
      field.parameter(PREFIX + "name", name);
    }
    if (name.startsWith(CONNECT)) {
      field.parameter(PREFIX + "version", "1");
    }
    if (!maskedParameter.isEmpty()) {
      String[] pair = maskedParameter.split("=", 2);
      field.parameter(PREFIX + "parameter." + pair[0], pair[1]);
    }
    return field.build();
  }

  private static Object value(Schema.Type type, String name, String text) {
    if (text.startsWith("ms:")) {
      return new Date(Long.parseLong(text.substring(3)));
    }
    if (name.equals(Decimal.LOGICAL_NAME)) {
      return new BigDecimal(text);
    }
    boolean bits = text.startsWith("bits:");
    return switch (type) {
      case STRING -> text;
      case BYTES -> HexFormat.of().parseHex(text.substring("hex:".length()));
      case BOOLEAN -> Boolean.valueOf(text);
      case INT8 -> Byte.valueOf(text);
      case INT16 -> Short.valueOf(text);
      case INT32 -> Integer.valueOf(text);
      case INT64 -> Long.valueOf(text);
      case FLOAT32 ->
          bits
              ? Float.intBitsToFloat(Integer.parseUnsignedInt(text.substring(5), 16))
              : Float.valueOf(text);
      case FLOAT64 ->
          bits
              ? Double.longBitsToDouble(Long.parseUnsignedLong(text.substring(5), 16))
              : Double.valueOf(text);
      default -> throw new AssertionError(type);
    };
  }
}
