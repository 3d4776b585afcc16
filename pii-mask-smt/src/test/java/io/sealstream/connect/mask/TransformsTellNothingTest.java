package io.sealstream.connect.mask;

import io.sealstream.connect.mask.crypto.BrokenAead;
import io.sealstream.connect.mask.crypto.Keysets;
import io.sealstream.connect.mask.crypto.TestKms;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every error that MaskPii, UnmaskPii and CheckText can end in, with a value, a ciphertext and keys
 * that nobody may see; and that it is every one.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "POSIX permissions")
class TransformsTellNothingTest {
  private static final Map<String, String> UNREACHABLE =
      Map.of(
          "Version.read", "the jar that has the class has the resource",
          "TransformMetrics.mbean", "Kafka quotes whatever a name cannot hold");

  private static final Schema STRINGS = SchemaBuilder.array(Schema.STRING_SCHEMA).build();
  private static final Schema MAP =
      SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.STRING_SCHEMA).build();
  private static final Schema IP = SchemaBuilder.struct().field("ip", Schema.STRING_SCHEMA).build();
  private static final String UNPAIRED = Markers.CLEAR + "\ud834";

  private final ErrorPaths errors = new ErrorPaths();
  private final List<Transformation<SinkRecord>> configured = new ArrayList<>();

  @TempDir private Path folder;

  @Test
  void noErrorTellsAValueAKeyOrACiphertext() throws Exception {
    texts();
    pathsOfFields();
    recordsThatDoNotFit();
    valuesThatCannotBeMasked();
    schemasThatCannotBeMasked();
    valuesThatCannotBeUnmasked();
    schemasThatCannotBeUnmasked();
    textsThatDoNotFit();
    unconfigured();
    fieldsThatAreWrong();
    keysetsThatAreWrong();
    keysetFilesThatAreWrong();
    objects();
    try (ThrowSites sites = new ThrowSites("io.sealstream.connect.mask");
        TaskThread task = new TaskThread("errors", 0)) {
      errors.run(Level.ALL);
      errors.toldNothingOf(Markers.secrets());
      errors.toldByMBeans("refused-undecryptable-total = 1.0", "refused-type-total = 1.0");
      sites.allRanBut(UNREACHABLE);
    } finally {
      configured.forEach(Transformation::close);
    }
  }

  private void texts() {
    Map<String, ValueText> texts = new LinkedHashMap<>();
    for (Schema.Type type : Schema.Type.values()) {
      if (type.isPrimitive()) {
        texts.put(type.name(), ValueText.of(SchemaBuilder.type(type).build()));
      }
    }
    texts.put("Decimal", ValueText.of(Decimal.schema(2)));
    texts.put("Decimal without scale", ValueText.of(decimal(null)));
    texts.put("Decimal of a wrong scale", ValueText.of(decimal(Markers.CLEAR)));
    texts.put("Date", ValueText.of(org.apache.kafka.connect.data.Date.SCHEMA));
    texts.put("Time", ValueText.of(Time.SCHEMA));
    texts.put("Timestamp", ValueText.of(Timestamp.SCHEMA));
    texts.put("number", NumberText.INSTANCE);
    texts.forEach(
        (name, text) -> {
          errors.add("write another class as " + name, () -> text.write(new Telling()));
          if (!name.equals("STRING")) {
            errors.add("read a text as " + name, () -> text.read(Markers.CLEAR));
            errors.add(
                "read digits and a text as " + name,
                () -> text.read(Markers.NUMBER + Markers.CLEAR));
          }
        });
    BigDecimal number = BigDecimal.valueOf(Markers.NUMBER);
    write("a Decimal of another scale", Decimal.schema(2), number);
    write(
        "a Decimal of too many digits",
        Decimal.schema(-20_000),
        new BigDecimal(BigInteger.valueOf(Markers.NUMBER), -20_000));
    errors.add(
        "a number of too many digits",
        () -> NumberText.INSTANCE.write(number.scaleByPowerOfTen(20_000)));
    write(
        "a Date with a time", org.apache.kafka.connect.data.Date.SCHEMA, new Date(Markers.NUMBER));
    write("a Time of another day", Time.SCHEMA, new Date(Markers.NUMBER));
  }

  private void write(String name, Schema schema, Object value) {
    errors.add(name, () -> ValueText.of(schema).write(value));
    masking(name, "[*]", SchemaBuilder.array(schema).build(), List.of(value));
  }

  private void pathsOfFields() {
    for (String path : List.of("", "a..b", "a[1]", "a[*]b", "`a", "[*]".repeat(101))) {
      errors.add("the path " + path, () -> FieldPath.parse(path));
    }
  }

  private void recordsThatDoNotFit() {
    String clear = Markers.CLEAR;
    Map<String, Object> flat = Map.of("ip", clear);
    Schema other = SchemaBuilder.struct().field("x", Schema.STRING_SCHEMA).build();
    masking("a field is missing", "x", IP, new Struct(IP).put("ip", clear));
    masking("a field is missing, no schema", "x", null, flat);
    masking("an entry is missing", "x", MAP, Map.of("ip", clear));
    masking("a name in a text", "ip.x", IP, new Struct(IP).put("ip", clear));
    masking("a name in a text, no schema", "ip.x", null, flat);
    masking("[*] of a text", "ip[*]", IP, new Struct(IP).put("ip", clear));
    masking("[*] of a text, no schema", "ip[*]", null, flat);
    masking("a name in an array", "x", STRINGS, List.of(clear));
    masking("a name in an array, no schema", "x", null, List.of(clear));
    masking("a text instead of a struct", "ip", IP, clear);
    masking("a struct of another schema", "ip", IP, new Struct(other).put("x", clear));
    Schema structs = SchemaBuilder.map(Schema.STRING_SCHEMA, IP).build();
    Map<String, Object> others = Map.of("a", new Struct(other).put("x", clear));
    masking("a struct of another schema in a map", "a.ip", structs, others);
    masking("a text instead of an array", "[*]", STRINGS, clear);
    masking("a text instead of a map", "[*]", MAP, clear);
    masking("a text instead of a map with an entry", "ip", MAP, clear);
    masking("a number instead of a text", "[*]", STRINGS, List.of(Markers.NUMBER));
    masking("null instead of a text", "ip", IP, new Struct(IP));
    Schema numbered = SchemaBuilder.map(Schema.INT64_SCHEMA, Schema.STRING_SCHEMA).build();
    masking("keys that are numbers", "ip", numbered, Map.of(Markers.NUMBER, clear));
    masking("a key that is a number", "ip", MAP, Map.of(Markers.NUMBER, clear));
    masking("a key that is a number, no schema", "ip", null, Map.of(Markers.NUMBER, clear));
    masking("a key that tells", "ip", null, Map.of(new Telling(), clear));
  }

  private void valuesThatCannotBeMasked() {
    masking("an array", "ip", null, Map.of("ip", List.of(Markers.CLEAR)));
    masking("a map", "ip", null, Map.of("ip", Map.of("x", Markers.CLEAR)));
    masking("a struct", "ip", null, Map.of("ip", new Struct(IP).put("ip", Markers.CLEAR)));
    masking("an object", "ip", null, Map.of("ip", new Telling()));
    masking("an unpaired surrogate", "ip", IP, new Struct(IP).put("ip", UNPAIRED));
    masking("an unpaired surrogate, no schema", "ip", null, Map.of("ip", UNPAIRED));
    error(
        "a ciphertext that is too long",
        mask("fields", "ip", "max.length", "28"),
        IP,
        new Struct(IP).put("ip", Markers.CLEAR));
    errors.add(
        "a cipher that does not work",
        () -> {
          new MaskPii.Value<SinkRecord>(
                  (config, field) ->
                      FieldMask.encrypting(
                          field.path(),
                          BrokenAead.CANNOT_ENCRYPT.cipher(),
                          config.keyset().parameterCipher("ip"),
                          10))
              .configure(properties("fields", "ip"));
        });
  }

  private void schemasThatCannotBeMasked() {
    for (Schema leaf : List.of(IP, STRINGS, MAP)) {
      Schema schema = SchemaBuilder.struct().field("ip", leaf).build();
      masking("a leaf that is a " + leaf.type(), "ip", schema, new Struct(schema));
    }
    Schema parameter = SchemaBuilder.string().parameter("p", UNPAIRED).build();
    Schema described = SchemaBuilder.struct().field("ip", parameter).build();
    masking("a parameter", "ip", described, new Struct(described));
    Schema withDefault = SchemaBuilder.string().defaultValue(UNPAIRED).build();
    Schema defaulted = SchemaBuilder.struct().field("ip", withDefault).build();
    masking("a default", "ip", defaulted, new Struct(defaulted));
    masking("elements without a schema", "[*]", untyped(Schema.Type.ARRAY), List.of(Markers.CLEAR));
    masking("keys without a schema", "ip", untyped(Schema.Type.MAP), Map.of("ip", Markers.CLEAR));
    Schema numbers = SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.INT64_SCHEMA).build();
    masking("one number of a map", "ip", numbers, Map.of("ip", Markers.NUMBER));
    Schema other = SchemaBuilder.struct().field("x", Schema.STRING_SCHEMA).build();
    Schema odd =
        SchemaBuilder.struct()
            .field("s", withDefault(IP, new Struct(other).put("x", Markers.CLEAR)))
            .build();
    masking("a default of another schema", "s.ip", odd, new Struct(odd));
  }

  private void valuesThatCannotBeUnmasked() throws Exception {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("clear text", Markers.CLEAR);
    values.put("a cut ciphertext", Markers.ciphertext().substring(0, 30));
    values.put("an altered end", Markers.ciphertext().replaceFirst("..$", "=="));
    values.put("another domain's", Keysets.parse(Markers.aesSiv()).cipher("x").encrypt("7"));
    values.put("base64", Base64.getEncoder().encodeToString(Markers.CLEAR.getBytes("UTF-8")));
    values.put("a ciphertext of another key", TestKeysets.goldenKeyset().cipher("ip").encrypt("7"));
    values.forEach(
        (name, value) -> {
          unmasking(name, IP, new Struct(IP).put("ip", value));
          unmasking(name + ", no schema", null, Map.of("ip", value));
        });
    unmasking("a number", null, Map.of("ip", Markers.NUMBER));
    unmasking("an object", null, Map.of("ip", new Telling()));
  }

  private void schemasThatCannotBeUnmasked() throws Exception {
    Schema number = SchemaBuilder.struct().field("ip", Schema.INT64_SCHEMA).build();
    unmasking("a number's schema", number, new Struct(number).put("ip", Markers.NUMBER));
    described("text that is no number", "type", "INT64");
    described("an unknown type", "type", Markers.CLEAR);
    described("a type without text", "type", "STRUCT");
    described("an unknown version", "version", Markers.CLEAR);
    described("a parameter in clear", "parameter.p", Markers.CLEAR);
    described("a value as parameter", "parameter.p", Markers.ciphertext());
    // Connect itself refuses the clear text here.
    described("a name of another type", "name", Timestamp.LOGICAL_NAME);
    Schema text =
        SchemaBuilder.string()
            .parameter("io.sealstream.pii.type", "STRING")
            .parameter("io.sealstream.pii.name", Timestamp.LOGICAL_NAME)
            .defaultValue(Markers.ciphertext())
            .build();
    Schema schema = SchemaBuilder.struct().field("ip", text).build();
    unmasking("a default of another type", schema, new Struct(schema));
    Schema map =
        SchemaBuilder.map(
                Schema.STRING_SCHEMA,
                SchemaBuilder.string().parameter("io.sealstream.pii.type", "INT32").build())
            .build();
    unmasking("one entry of a map", map, Map.of("ip", Markers.ciphertext()));
  }

  private void described(String name, String key, String value) throws Exception {
    Schema text = SchemaBuilder.string().parameter("io.sealstream.pii." + key, value).build();
    Schema schema = SchemaBuilder.struct().field("ip", text).build();
    unmasking(name, schema, new Struct(schema).put("ip", Markers.ciphertext()));
  }

  private void textsThatDoNotFit() {
    for (String text : List.of(Markers.CLEAR + "x".repeat(100), "\0" + Markers.CLEAR)) {
      checking("of " + text.length() + " characters", "ip:100", IP, new Struct(IP).put("ip", text));
      checking("no schema, " + text.length(), "ip:100", null, Map.of("ip", text));
    }
    Schema number = SchemaBuilder.struct().field("ip", Schema.INT64_SCHEMA).build();
    checking("a number", "ip:1", number, new Struct(number).put("ip", Markers.NUMBER));
    checking("a number, no schema", "ip:1", null, Map.of("ip", Markers.NUMBER));
    checking("an object", "ip:1", null, Map.of("ip", new Telling()));
    for (String lengths :
        List.of(
            Markers.CLEAR + "\ud834:1",
            Markers.PASSWORD + "{",
            "ip:" + Markers.PASSWORD,
            Base64.getEncoder().encodeToString(Markers.KEY))) {
      refusedBy(
          "check: " + lengths, new CheckText.Value<SinkRecord>(), Map.of("max.lengths", lengths));
    }
  }

  private void checking(String name, String lengths, Schema schema, Object value) {
    Map<String, String> properties = Map.of("max.lengths", lengths);
    error(
        "check: " + name,
        transform(CheckText.Key::new, CheckText.Value::new, properties),
        schema,
        value);
  }

  private void unconfigured() {
    SinkRecord record = record(null, Markers.CLEAR);
    errors.add("MaskPii is not configured", () -> new MaskPii.Value<SinkRecord>().apply(record));
    errors.add("UnmaskPii is not configured", () -> new UnmaskPii.Key<SinkRecord>().apply(record));
  }

  private void fieldsThatAreWrong() {
    for (String fields : List.of("", "a..b", "ip,ip", "a,a.b", "a[*].b,a.c", "a\ud834")) {
      refused("the fields " + fields, properties("fields", fields));
    }
    for (String domains : List.of("ip", "ip=a\u0001b", "ip=a,ip=b", "x=y", "ip=\ud834")) {
      refused("the domains " + domains, properties("fields", "ip", "domains", domains));
    }
    refused("no name that could be the domain", properties("fields", "[*]"));
    refused("a name that is no domain", properties("fields", "a\u0001b"));
    refusedByMaskPii("the length", properties("fields", "ip", "max.length", "0"));
    refusedByMaskPii("a short length", properties("fields", "ip", "max.length", "1"));
    refusedByMaskPii("no length", properties("fields", "ip", "max.length", Markers.CLEAR));
    refusedByMaskPii("the method", properties("fields", "ip", "method", Markers.CLEAR));
    Map<String, String> none = properties("fields", "ip");
    none.remove("fields");
    refused("no fields", none);
  }

  private void keysetsThatAreWrong() throws Exception {
    String json = Markers.aesSiv();
    keyset("cut off", json.substring(0, json.length() - 30));
    keyset("empty", " ");
    keyset("no keyset", "{\"" + HexFormat.of().formatHex(Markers.KEY) + "\": 1}");
    keyset("a key alone", Base64.getEncoder().encodeToString(Markers.KEY));
    keyset("a damaged key", json.replaceFirst("(\"value\": ?\").", "$1!"));
    keyset("disabled", json.replace("ENABLED", "DISABLED"));
    keyset("a wrong primary key", json.replaceFirst("1111111111", "7"));
    keyset("an unknown word", json.replace("SYMMETRIC", Markers.CLEAR));
    keyset("not resolved", "${env:KEYSET}" + json);
    keyset("encrypted", "{\"encryptedKeyset\": \"" + Markers.ciphertext() + "\"}");
    refused(
        "an encrypted keyset of something else",
        properties(
            "fields",
            "ip",
            "keyset",
            "{\"encryptedKeyset\": \"" + Markers.ciphertext() + "\"}",
            "kek.uri",
            TestKms.KEY));
    for (String uri : List.of(TestKms.KEY, json, "x:" + Markers.PASSWORD, "${env:URI}")) {
      refused(
          "a keyset in clear and the KMS key " + uri, properties("fields", "ip", "kek.uri", uri));
    }
    refused("an HMAC keyset", properties("fields", "ip", "keyset", Markers.hmac()));
    refusedByMaskPii("no HMAC keyset", properties("fields", "ip", "method", "hmac"));
    Map<String, String> none = properties("fields", "ip");
    none.remove("keyset");
    refused("no keyset", none);
  }

  private void keyset(String name, String json) {
    refused("a keyset: " + name, properties("fields", "ip", "keyset", json));
  }

  private void keysetFilesThatAreWrong() throws Exception {
    refused("a file and a keyset", properties("fields", "ip", "keyset.file", "/keys/keyset.json"));
    String base64 = Base64.getEncoder().encodeToString(Markers.KEY);
    for (String file :
        List.of(
            "/nowhere/keyset.json",
            Markers.aesSiv(),
            base64,
            "/" + base64,
            "a\0b",
            "${env:FILE}")) {
      file("a file: " + file, file);
    }
    Path open = Files.writeString(folder.resolve("open.json"), Markers.aesSiv());
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
    file("a file that is open", open.toString());
    Path hmac = Files.writeString(folder.resolve("hmac.json"), Markers.hmac());
    Files.setPosixFilePermissions(hmac, PosixFilePermissions.fromString("rw-------"));
    file("a file with an HMAC keyset", hmac.toString());
    Path cut = Files.writeString(folder.resolve("cut.json"), Markers.aesSiv().substring(0, 250));
    Files.setPosixFilePermissions(cut, PosixFilePermissions.fromString("rw-------"));
    file("a file that is cut off", cut.toString());
  }

  private void file(String name, String file) {
    Map<String, String> properties = properties("fields", "ip", "keyset.file", file);
    properties.remove("keyset");
    refused(name, properties);
  }

  private void objects() throws Exception {
    Schema numbers =
        SchemaBuilder.struct()
            .field("ip", SchemaBuilder.int64().defaultValue(Markers.NUMBER).build())
            .build();
    for (String keyset : List.of(Markers.aesSiv(), Markers.deriving(), Markers.hmac())) {
      String method = keyset.equals(Markers.hmac()) ? "hmac" : "encrypt";
      Map<String, String> properties =
          properties("fields", "ip", "method", method, "keyset", keyset);
      errors.addObject(
          "MaskPii with " + keyset,
          () -> {
            MaskPii<SinkRecord> mask = new MaskPii.Value<>();
            mask.configure(properties);
            configured.add(mask);
            mask.apply(record(numbers, new Struct(numbers).put("ip", Markers.NUMBER)));
            return mask;
          });
      errors.addObject("MaskPiiConfig with " + keyset, () -> new MaskPiiConfig(properties));
    }
    for (String onUndecryptable : List.of("fail", "pass")) {
      Map<String, String> properties =
          properties("fields", "ip", "on.undecryptable", onUndecryptable);
      errors.addObject(
          "UnmaskPii, " + onUndecryptable,
          () -> {
            UnmaskPii<SinkRecord> unmask = new UnmaskPii.Value<>();
            unmask.configure(properties);
            configured.add(unmask);
            unmask.apply(record(IP, new Struct(IP).put("ip", Markers.ciphertext())));
            return unmask;
          });
      errors.addObject(
          "UnmaskPiiConfig, " + onUndecryptable, () -> new UnmaskPiiConfig(properties));
    }
  }

  private void masking(String name, String fields, Schema schema, Object value) {
    String domains = fields.endsWith("[*]") ? fields + "=ip" : "";
    error("mask: " + name, mask("fields", fields, "domains", domains), schema, value);
  }

  private void unmasking(String name, Schema schema, Object value) {
    Map<String, String> properties = properties("fields", "ip");
    error(
        "unmask: " + name,
        transform(UnmaskPii.Key::new, UnmaskPii.Value::new, properties),
        schema,
        value);
  }

  private void error(
      String name, List<Transformation<SinkRecord>> transforms, Schema schema, Object value) {
    for (Transformation<SinkRecord> transform : transforms) {
      errors.add(
          name + ", " + transform.getClass().getSimpleName(),
          () -> {
            transform.apply(record(schema, value));
          });
    }
  }

  private void refused(String name, Map<String, String> properties) {
    refusedByMaskPii(name, properties);
    refusedBy("unmask: " + name, new UnmaskPii.Key<SinkRecord>(), properties);
    refusedBy("unmask: " + name, new UnmaskPii.Value<SinkRecord>(), properties);
  }

  private void refusedByMaskPii(String name, Map<String, String> properties) {
    refusedBy("mask: " + name, new MaskPii.Key<SinkRecord>(), properties);
    refusedBy("mask: " + name, new MaskPii.Value<SinkRecord>(), properties);
  }

  /** By the transform itself, and by the validation of a connector that has it. */
  private void refusedBy(String name, Transformation<?> transform, Map<String, String> properties) {
    String whole = name + ", " + transform.getClass().getSimpleName();
    errors.add(
        whole,
        () -> {
          transform.configure(properties);
        });
    errors.addTold(whole + ", validated", () -> validated(transform.config(), properties));
  }

  /** What the REST API tells of a validation beside the values that it was given. */
  private static String validated(ConfigDef definition, Map<String, String> properties) {
    ConfigDef connector = new ConfigDef();
    connector.embed("transforms.x.", "Transforms: x", 0, definition);
    Map<String, String> all = new HashMap<>();
    properties.forEach((name, value) -> all.put("transforms.x." + name, value));
    List<String> problems = new ArrayList<>();
    List<Object> told = new ArrayList<>();
    for (ConfigValue value : connector.validate(all)) {
      problems.addAll(value.errorMessages());
      told.addAll(value.errorMessages());
      told.addAll(value.recommendedValues());
      if (value.value() instanceof Password) {
        told.add(value);
      }
    }
    return problems.isEmpty() ? null : told.toString();
  }

  private List<Transformation<SinkRecord>> mask(String... properties) {
    return transform(MaskPii.Key::new, MaskPii.Value::new, properties(properties));
  }

  private List<Transformation<SinkRecord>> transform(
      Callable<Transformation<SinkRecord>> key,
      Callable<Transformation<SinkRecord>> value,
      Map<String, String> properties) {
    try {
      List<Transformation<SinkRecord>> transforms = List.of(key.call(), value.call());
      transforms.forEach(transform -> transform.configure(properties));
      configured.addAll(transforms);
      return transforms;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static SinkRecord record(Schema schema, Object value) {
    return new SinkRecord("logins", 0, schema, value, schema, value, 0);
  }

  private static Map<String, String> properties(String... more) {
    Map<String, String> properties = new HashMap<>();
    properties.put("keyset", aesSiv());
    for (int i = 0; i < more.length; i += 2) {
      properties.put(more[i], more[i + 1]);
    }
    return properties;
  }

  private static String aesSiv() {
    try {
      return Markers.aesSiv();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static Schema untyped(Schema.Type type) {
    return SchemaBuilder.type(type).build();
  }

  private static Schema decimal(String scale) {
    SchemaBuilder builder = SchemaBuilder.bytes().name(Decimal.LOGICAL_NAME);
    return (scale == null ? builder : builder.parameter(Decimal.SCALE_FIELD, scale)).build();
  }

  /** Connect's builder takes no such default; another implementation of Schema may. */
  private static Schema withDefault(Schema schema, Object value) {
    return (Schema)
        Proxy.newProxyInstance(
            Schema.class.getClassLoader(),
            new Class<?>[] {Schema.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("defaultValue")) {
                return value;
              }
              try {
                return method.invoke(schema, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /** An object whose text is secret. */
  private static final class Telling {
    @Override
    public String toString() {
      return Markers.CLEAR;
    }
  }
}
