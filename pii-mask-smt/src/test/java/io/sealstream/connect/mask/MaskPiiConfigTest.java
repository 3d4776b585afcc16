package io.sealstream.connect.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealstream.connect.mask.crypto.KeysetFiles;
import io.sealstream.connect.mask.crypto.TestKms;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaskPiiConfigTest {
  private static final String INVALID = "Invalid value for configuration ";
  private static final String HMAC_NEEDED =
      "the keyset has keys of kind %s, but method=hmac needs HMAC keys; give another keyset, or set"
          + " method=encrypt";

  private static final String UNRESOLVED =
      "the reference to a config provider was not resolved; for ${env:NAME}, set NAME in the"
          + " worker's environment, and see that the worker's allowlist.pattern for that provider,"
          + " if it has one, does not hide it; for others, check the provider's path and key";

  @TempDir private Path folder;

  @Test
  void theDomainOfAFieldIsItsLastNameUnlessGiven() {
    MaskPiiConfig config =
        new MaskPiiConfig(
            properties(
                "fields", "ip, user.ip ,`a.b`.c=d", "domains", "user.ip=address,`a.b`.c=d=x"));

    assertThat(config.fields())
        .containsExactly(
            new ConfiguredField(FieldPath.parse("ip"), "ip"),
            new ConfiguredField(FieldPath.parse("user.ip"), "address"),
            new ConfiguredField(FieldPath.parse("`a.b`.c=d"), "x"));
  }

  /** So that Connect hides them in its answers and logs. */
  @Test
  void whatSoundsLikeASecretIsOfTheTypePassword() {
    Set<String> places = Set.of("keyset.file", "kek.uri");
    for (ConfigDef definition : List.of(MaskPiiConfig.definition(), UnmaskPiiConfig.definition())) {
      assertThat(definition.configKeys().values())
          .filteredOn(key -> key.name.matches(".*(key|kek|token|password|secret|credential).*"))
          .filteredOn(key -> !places.contains(key.name))
          .hasSize(1)
          .allMatch(key -> key.type == ConfigDef.Type.PASSWORD);
    }
  }

  @Test
  void theRestHasDefaults() {
    MaskPiiConfig config = new MaskPiiConfig(properties());

    assertThat(config.failOnMissing()).isTrue();
    assertThat(config.maxLength()).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void everythingCanBeSet() {
    MaskPiiConfig config =
        new MaskPiiConfig(properties("missing.fields", "ignore", "max.length", "256"));

    assertThat(config.failOnMissing()).isFalse();
    assertThat(config.maxLength()).isEqualTo(256);
  }

  @Test
  void theKeysetMayComeFromAFile() throws Exception {
    MaskPiiConfig config = new MaskPiiConfig(withFile(keysetFile("rw-------").toString()));

    assertThat(config.keyset().cipher("ip").encrypt("a"))
        .isEqualTo(TestKeysets.goldenKeyset().cipher("ip").encrypt("a"));
  }

  @Test
  void theKeysAreThoseOfThisRelease() {
    assertThat(MaskPiiConfig.definition().names())
        .containsExactlyInAnyOrder(
            "fields",
            "domains",
            "keyset",
            "keyset.file",
            "kek.uri",
            "missing.fields",
            "method",
            "max.length");
  }

  @Test
  void everyKeyIsDocumented() {
    List<ConfigDef.ConfigKey> keys =
        new ArrayList<>(MaskPiiConfig.definition().configKeys().values());
    keys.addAll(UnmaskPiiConfig.definition().configKeys().values());
    for (ConfigDef.ConfigKey key : keys) {
      assertThat(key.documentation).as(key.name).endsWith(".");
      assertThat(key.group).as(key.name).isIn("Fields", "Keys");
      assertThat(key.displayName).as(key.name).isNotBlank();
    }
    assertThat(MaskPiiConfig.definition().toEnrichedRst()).contains("path=domain pairs");
  }

  @Test
  void fieldsAreRequired() {
    Map<String, String> none = properties();
    none.remove("fields");
    String message = INVALID + "fields: name at least one field";
    for (Map<String, String> properties :
        List.of(none, properties("fields", null), properties("fields", ""))) {
      assertThatThrownBy(() -> new MaskPiiConfig(properties))
          .isInstanceOf(ConfigException.class)
          .hasMessage(message)
          .hasNoCause();
      assertThat(errors(properties)).isEqualTo(Map.of("fields", List.of(message)));
    }
  }

  @Test
  void fieldsMustBePathsThatDoNotMeet() {
    refused(
        "fields",
        "ip,a..b",
        "Path 'a..b', character 3: a name is empty; remove the dot or backticks that are too many");
    refused("fields", "ip,`ip`", "'ip' is listed twice");
    refused("fields", "user.ip,user", "'user.ip' and 'user' overlap; list only one of them");
    refused("fields", "a,a.b", "'a' and 'a.b' overlap; list only one of them");
    refused("fields", "a[*].b,a[*]", "'a[*].b' and 'a[*]' overlap; list only one of them");
    refused(
        "fields",
        "m[*].ip,m.a.name",
        "'m[*].ip' and 'm.a.name' overlap: one has [*] where the other has a name; write the same"
            + " in both");
    assertThat(new MaskPiiConfig(properties("fields", "a[*].b,a[*].c[*],b[*]")).fields())
        .hasSize(3);
  }

  @Test
  void domainsMustBePairsOfListedPaths() {
    refused("domains", "ip", "'ip' is not of the form path=domain");
    refused("domains", "ip=", "'ip=' is not of the form path=domain");
    refused("domains", "ip= ", "'ip=' is not of the form path=domain");
    refused("domains", "=x", "The path is empty; name a field");
    refused("domains", "ip=a,`ip`=b", "'ip' has two domains");
    refused("domains", "user.ip=a", "'user.ip' is not among the fields");
  }

  @Test
  void whatMayBeAKeyIsNotQuotedAsAPathOrADomain() {
    String key = TestKeysets.GOLDEN_KEY_TEXT;
    int length = key.length();
    refused("fields", key + "," + key, "an entry of " + length + " characters is listed twice");
    refused(
        "fields",
        key + "," + key + ".x",
        "an entry of %d characters and an entry of %d characters overlap; list only one of them"
            .formatted(length, length + 2));
    refused(
        "fields",
        key + "..a",
        "A path of %d characters, character %d: a name is empty; remove the dot or backticks that are too many"
            .formatted(length + 3, length + 2));
    refused(
        "fields",
        "{\"key\":[{",
        "A path of 9 characters, character 8: a bracket begins something else than [*]; write [*]"
            + " for every element, or put a name that holds a bracket between backticks");
    refused(
        "domains",
        key + "==",
        "an entry of " + (length + 2) + " characters is not of the form path=domain");
    refused("domains", key + "=x", "an entry of " + length + " characters is not among the fields");
    refused(
        "domains",
        key + "=x," + key + "=y",
        "an entry of " + length + " characters has two domains");
  }

  @Test
  void aKeysetInTheWrongPlaceIsNotQuoted() throws Exception {
    for (String key : MaskPiiConfig.definition().names()) {
      if (key.equals("keyset")) {
        continue;
      }
      String keyset = TestKeysets.golden();
      for (String text : List.of(keyset, TestKeysets.GOLDEN_KEY_TEXT + "==")) {
        assertThat(errors(properties(key, text)).toString())
            .as(key)
            .doesNotContain(TestKeysets.GOLDEN_KEY_TEXT)
            .doesNotContain("primaryKeyId");
      }
    }
  }

  @Test
  void namesMustBeUnicode() {
    refused(
        "fields",
        "ip,a.\ud834",
        "entry 2 of 2 is not well-formed Unicode: it has an unpaired surrogate");
    refused(
        "domains",
        "ip=\udd1e",
        "entry 1 of 1 is not well-formed Unicode: it has an unpaired surrogate");
    assertThat(new MaskPiiConfig(properties("fields", "\ud834\udd1e")).fields().get(0).domain())
        .isEqualTo("\ud834\udd1e");
  }

  @Test
  void aPathWithoutANameNeedsADomain() {
    refused(
        properties("fields", "[*][*]"),
        "domains",
        "'[*][*]' has no name that could be its domain; add [*][*]=domain");
    assertThat(new MaskPiiConfig(properties("fields", "[*][*]", "domains", "[*][*]=x")).fields())
        .containsExactly(new ConfiguredField(FieldPath.parse("[*][*]"), "x"));
    assertThat(new MaskPiiConfig(properties("fields", "user.ips[*]")).fields())
        .containsExactly(new ConfiguredField(FieldPath.parse("user.ips[*]"), "ips"));
  }

  @Test
  void noDomainHasAControlCharacter() {
    refused("domains", "ip=a\u0007b", "the domain of entry 1 of 1 has a control character");
    refused(
        properties("fields", "ip,a\u0085b"),
        "domains",
        "the last name of entry 2 of 2 of the fields has a control character, so it is no domain;"
            + " add one for that path, as path=domain");
    assertThat(
            new MaskPiiConfig(properties("fields", "a\u0085b", "domains", "a\u0085b=ip")).fields())
        .hasSize(1);
  }

  @Test
  void limitsAndChoicesAreChecked() {
    refused("max.length", "0", "it must be at least 1, but is 0");
    assertThat(errors(properties("max.length", "0")).get("max.length")).hasSize(1);
    for (String none : List.of("many", "", "1.5", "2147483648", TestKeysets.golden())) {
      refused("max.length", none, "it must be a whole number, at most 2147483647");
    }
    assertThatThrownBy(() -> new MaskPiiConfig(properties("missing.fields", "skip")))
        .hasMessage(
            "Invalid value for configuration missing.fields: it must be one of: fail, ignore");
  }

  @Test
  void noMaximumIsLessThanWhatTheMaskedEmptyTextHas() throws Exception {
    String raw = TestKeysets.json(TestKeysets.raw(new byte[64]));
    maximumIsAtLeast(28, properties());
    maximumIsAtLeast(28, properties("keyset", TestKeysets.derivingJson()));
    maximumIsAtLeast(24, properties("keyset", raw));
    maximumIsAtLeast(44, properties("method", "hmac", "keyset", TestKeysets.hmacJson()));
    maximumIsAtLeast(28, withFile(keysetFile("rw-------").toString()));
  }

  private static void maximumIsAtLeast(int least, Map<String, String> properties) {
    properties.put("max.length", Integer.toString(least));
    assertThat(errors(properties)).isEmpty();
    assertThat(new MaskPiiConfig(properties).maxLength()).isEqualTo(least);
    for (int less : List.of(least - 1, 1)) {
      properties.put("max.length", Integer.toString(less));
      String reason =
          "it must be at least %d, the shortest that this keyset makes, but is %d"
              .formatted(least, less);
      refused(properties, "max.length", reason);
      assertThat(errors(properties))
          .isEqualTo(Map.of("max.length", List.of(INVALID + "max.length: " + reason)));
    }
  }

  @Test
  void aMaximumIsNoErrorWhereTheKeysetIsOne() {
    Map<String, String> both = properties("max.length", "1", "keyset.file", "/none/keyset.json");
    Map<String, String> neither = properties("max.length", "1", "keyset", null);
    assertThat(errors(both)).containsOnlyKeys("keyset.file");
    assertThat(errors(neither)).containsOnlyKeys("keyset");
    assertThat(errors(properties("max.length", "1", "keyset", "marker")))
        .containsOnlyKeys("keyset");
    assertThat(errors(properties("max.length", "1", "kek.uri", ""))).containsOnlyKeys("kek.uri");
    assertThat(errors(properties("max.length", "1", "method", "hmac"))).containsOnlyKeys("keyset");
  }

  @Test
  void exactlyOneKeysetIsRequired() throws Exception {
    Map<String, String> none = properties();
    none.remove("keyset");
    String required = INVALID + "keyset: a keyset is required: set keyset or keyset.file";
    assertThatThrownBy(() -> new MaskPiiConfig(none)).hasMessage(required);
    assertThat(errors(none)).isEqualTo(Map.of("keyset", List.of(required)));

    Map<String, String> both = properties("keyset.file", keysetFile("rw-------").toString());
    String notBoth = INVALID + "keyset.file: set either keyset or keyset.file, not both";
    assertThatThrownBy(() -> new MaskPiiConfig(both)).hasMessage(notBoth);
    assertThat(errors(both)).isEqualTo(Map.of("keyset.file", List.of(notBoth)));
  }

  @ParameterizedTest
  @CsvSource({
    "'', the keyset is empty",
    "{\"encryptedKeyset\":\"AA\"}, 'the keyset is encrypted by a KMS key: give the URI of that key"
        + " (kek.uri; pii: --kek-uri)'",
    "marker, the keyset is not a Tink keyset in JSON"
  })
  void aBadKeysetIsRefusedWithoutItsContent(String keyset, String reason) {
    refused("keyset", keyset, reason);
  }

  @Test
  void aKeysetWithoutAnEnabledPrimaryIsRefused() {
    refused(
        "keyset",
        TestKeysets.golden().replace("\"ENABLED\"", "\"DISABLED\""),
        "the keyset has a disabled primary key: enable it, or make another key the primary one");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "{\"primaryKeyId\":1}", "one\ntwo", "nul\u0000l"})
  void aKeysetFileThatIsNoPathIsRefusedWithoutItsContent(String path) {
    refusedFile(path, "it must be the path of a file");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/none/keyset",
        "./keyset",
        "../keyset",
        "C:\\none\\keyset",
        "c:/none/keyset",
        "none/keyset.json",
        "/none/a/folder/with/quite/a/long/name/of/its/own/keyset.json"
      })
  void whatLooksLikeAPathIsQuoted(String path) {
    refusedFile(path, "the file '" + path + "' does not exist");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        TestKeysets.GOLDEN_KEY_TEXT,
        "/" + TestKeysets.GOLDEN_KEY_TEXT + "==",
        "/dir/" + TestKeysets.GOLDEN_KEY_TEXT + ".json",
        "000102030405060708090a0b0c0d0e0f",
        "keyset"
      })
  void whatMayBeAKeyIsNotQuoted(String misplaced) {
    refusedFile(misplaced, "the file at the given path does not exist");
  }

  @Test
  void aBadKeysetFileIsRefusedWithWhatToDo() throws Exception {
    refusedFile("/none/keyset.json", "the file '/none/keyset.json' does not exist");
    refusedFile(folder.toString(), "the file '" + folder + "' is not a regular file");
    Path open = keysetFile("rw-r--r--");
    refusedFile(
        open.toString(),
        "the file '%s' is open to others than its owner; run: chmod 600 %s".formatted(open, open));
  }

  @ParameterizedTest
  @ValueSource(strings = {"HMAC", "Encrypt", "", "other"})
  void anotherMethodIsRefusedNotIgnored(String method) {
    assertThatThrownBy(() -> new MaskPiiConfig(properties("method", method)))
        .isInstanceOf(ConfigException.class)
        .hasMessage("Invalid value for configuration method: it must be one of: encrypt, hmac");
  }

  @Test
  void aWrongMethodIsNoErrorOfTheKeyset() {
    for (String keyset :
        List.of(TestKeysets.golden(), TestKeysets.derivingJson(), TestKeysets.hmacJson())) {
      assertThat(errors(properties("method", "other", "keyset", keyset)))
          .isEqualTo(
              Map.of("method", List.of(INVALID + "method: it must be one of: encrypt, hmac")));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "fields, ${env:FIELDS}",
    "fields, 'id,user.${file:/x:field}'",
    "domains, ip=${env:DOMAIN}",
    "missing.fields, ${env:MISSING}",
    "method, ${env:METHOD}",
    "max.length, ${env:LENGTH}",
    "keyset, ${env:PII_KEYSET}",
    "keyset.file, /secrets/${env:NAME}.json",
    "kek.uri, ${env:KEK}"
  })
  void aReferenceThatIsNotResolvedIsToldOnceAndAtItsKey(String key, String value) {
    Map<String, String> properties =
        key.equals("keyset.file") ? withFile(value) : properties(key, value);
    String message = INVALID + key + ": " + UNRESOLVED;
    assertThatThrownBy(() -> new MaskPiiConfig(properties)).hasMessage(message).hasNoCause();
    assertThat(errors(properties)).isEqualTo(Map.of(key, List.of(message)));
  }

  @Test
  void theMethodIsToEncryptUnlessGiven() {
    assertThat(new MaskPiiConfig(properties()).method()).isEqualTo(MaskPiiConfig.Method.ENCRYPT);
    assertThat(new MaskPiiConfig(properties("method", null)).method())
        .isEqualTo(MaskPiiConfig.Method.ENCRYPT);
    assertThat(new MaskPiiConfig(properties("method", "encrypt", "kek.uri", null)).fields())
        .hasSize(1);
  }

  @Test
  void theKeysetMustHaveKeysForTheMethod() throws Exception {
    refused(properties("method", "hmac"), "keyset", HMAC_NEEDED.formatted("AES_SIV"));
    refused(
        properties("method", "hmac", "keyset", TestKeysets.derivingJson()),
        "keyset",
        HMAC_NEEDED.formatted("DERIVING"));
    String hmac = TestKeysets.hmacJson();
    refused(
        properties("keyset", hmac),
        "keyset",
        "the keyset has HMAC keys, which cannot encrypt; set method=hmac, or give another keyset");
    Path file = folder.resolve("hmac.json");
    KeysetFiles.create(file, TestKeysets.goldenHmac());
    refusedFile(
        file.toString(),
        "the file '%s' has HMAC keys, which cannot encrypt; set method=hmac, or give another keyset"
            .formatted(file));
    assertThat(new MaskPiiConfig(properties("method", "hmac", "keyset", hmac)).method())
        .isEqualTo(MaskPiiConfig.Method.HMAC);
  }

  @Test
  void aKeysetMayBeEncryptedByAKmsKey() throws Exception {
    Path file = encryptedKeysetFile();
    Map<String, String> properties = withFile(file.toString());
    properties.put("kek.uri", TestKms.KEY);
    String expected = TestKeysets.goldenKeyset().cipher("ip").encrypt("a");

    assertThat(errors(properties)).isEmpty();
    assertThat(new MaskPiiConfig(properties).keyset().cipher("ip").encrypt("a"))
        .isEqualTo(expected);
    Map<String, String> inline =
        properties("keyset", Files.readString(file), "kek.uri", TestKms.KEY);
    assertThat(errors(inline)).isEmpty();
    assertThat(new MaskPiiConfig(inline).keyset().cipher("ip").encrypt("a")).isEqualTo(expected);
  }

  @Test
  void theKmsKeyMustBeTheKeysets() throws Exception {
    String encrypted = Files.readString(encryptedKeysetFile());
    refused(
        properties("keyset", encrypted),
        "keyset",
        "the keyset is encrypted by a KMS key: give the URI of that key (kek.uri; pii: --kek-uri)");
    refused(
        properties("kek.uri", TestKms.KEY),
        "keyset",
        "the keyset is not encrypted, but the URI of a KMS key is given (kek.uri; pii:"
            + " --kek-uri): remove that, or"
            + " encrypt the keyset");
    refused(
        properties("keyset", encrypted, "kek.uri", TestKms.FORBIDDEN_KEY),
        "keyset",
        "the keyset cannot be decrypted with the KMS key 'test-kms://forbidden' (DeniedException):"
            + " check that the KMS can be reached, that the key exists and is enabled, and that the"
            + " credentials of this process may use it");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "test-kms:key"})
  void aKmsKeyThatIsNoneIsToldOnceAndAtItsKey(String uri) throws Exception {
    String encrypted = Files.readString(encryptedKeysetFile());
    Map<String, String> inFile = withFile(folder.resolve("encrypted.json").toString());
    inFile.put("kek.uri", uri);
    for (Map<String, String> properties :
        List.of(properties("keyset", encrypted, "kek.uri", uri), inFile)) {
      refused(
          properties,
          "kek.uri",
          "the keyset needs the URI of a KMS key, such as aws-kms://arn:aws:kms:...");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gcp-kms://k | : put the jars of one beside the plugin (pii: on PII_CLASSPATH)",
        "test-kms://bad | , which failed to start (IllegalArgumentException): check the URI, and"
            + " that the jars of the client are complete"
      })
  void aKmsKeyWithoutAClientIsToldOnceWhereTheKeysetIs(String uri, String problem)
      throws Exception {
    String encrypted = Files.readString(encryptedKeysetFile());
    String file = folder.resolve("encrypted.json").toString();
    Map<String, String> inFile = withFile(file);
    inFile.put("kek.uri", uri);
    String needs = " needs a KMS client for '" + uri + "'" + problem;
    refused(properties("keyset", encrypted, "kek.uri", uri), "keyset", "the keyset" + needs);
    refused(inFile, "keyset.file", "the file '" + file + "'" + needs);
  }

  @Test
  void restValidationPutsAnErrorAtItsKeyUnderTheNameOfTheTransform() {
    ConfigDef connector = new ConfigDef();
    connector.embed("transforms.mask.", "mask", 0, MaskPiiConfig.definition());
    Map<String, String> properties = new HashMap<>();
    properties("fields", "a[*]b", "max.length", "0", "keyset", "marker")
        .forEach((key, value) -> properties.put("transforms.mask." + key, value));

    Map<String, List<String>> errors = errors(connector, properties);

    assertThat(errors.keySet())
        .isEqualTo(
            Set.of(
                "transforms.mask.fields", "transforms.mask.max.length", "transforms.mask.keyset"));
    assertThat(errors.toString()).doesNotContain("marker");
    properties.putAll(Map.of("transforms.mask.fields", "ip", "transforms.mask.domains", "other=x"));
    assertThat(errors(connector, properties).get("transforms.mask.domains"))
        .containsExactly(INVALID + "domains: 'other' is not among the fields");
  }

  @Test
  void restValidationOfAGoodConfigurationHasNoErrorsAndRecommendsValues() {
    assertThat(errors(properties())).isEmpty();
    assertThat(
            MaskPiiConfig.definition()
                .validateAll(properties())
                .get("missing.fields")
                .recommendedValues())
        .containsExactly("fail", "ignore");
  }

  @Test
  void nullValuesCountAsNotSet() {
    Map<String, String> properties = properties();
    properties.put("max.length", null);
    properties.put("keyset.file", null);
    properties.put("domains", null);
    assertThat(errors(properties)).isEmpty();
    assertThat(new MaskPiiConfig(properties).maxLength()).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void oneClassKnowsAKeysName() throws Exception {
    Set<String> keys = new TreeSet<>(MaskPiiConfig.definition().names());
    keys.addAll(UnmaskPiiConfig.definition().names());
    for (String key : keys) {
      List<Path> found = new ArrayList<>();
      try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
        for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          boolean command = key.equals("keyset") && file.getParent().endsWith("cli");
          if (Files.readString(file).contains("\"" + key + "\"") && !command) {
            found.add(file);
          }
        }
      }
      assertThat(found).as(key).singleElement().asString().endsWith("Config.java");
    }
  }

  private Path encryptedKeysetFile() throws Exception {
    Path file = folder.resolve("encrypted.json");
    KeysetFiles.create(file, TestKeysets.goldenKeyset(), TestKms.KEY);
    return file;
  }

  private void refused(String key, String value, String reason) {
    refused(properties(key, value), key, reason);
  }

  private void refusedFile(String path, String reason) {
    refused(withFile(path), "keyset.file", reason);
  }

  /** Both when the transform is configured and in the REST API's validation. */
  private static void refused(Map<String, String> properties, String key, String reason) {
    String message = INVALID + key + ": " + reason;
    assertThatThrownBy(() -> new MaskPiiConfig(properties))
        .isInstanceOf(ConfigException.class)
        .hasMessage(message)
        .hasNoCause();
    assertThat(errors(properties)).isEqualTo(Map.of(key, List.of(message)));
  }

  private static Map<String, List<String>> errors(Map<String, String> properties) {
    return errors(MaskPiiConfig.definition(), properties);
  }

  private static Map<String, List<String>> errors(
      ConfigDef definition, Map<String, String> properties) {
    Map<String, List<String>> errors = new HashMap<>();
    for (ConfigValue value : definition.validate(properties)) {
      if (!value.errorMessages().isEmpty()) {
        errors.put(value.name(), value.errorMessages());
      }
    }
    return errors;
  }

  private static Map<String, String> properties(String... pairs) {
    Map<String, String> properties = new HashMap<>();
    properties.put("fields", "ip");
    properties.put("keyset", TestKeysets.golden());
    for (int i = 0; i < pairs.length; i += 2) {
      properties.put(pairs[i], pairs[i + 1]);
    }
    return properties;
  }

  private static Map<String, String> withFile(String path) {
    Map<String, String> properties = properties("keyset.file", path);
    properties.remove("keyset");
    return properties;
  }

  private Path keysetFile(String permissions) throws Exception {
    Path file = Files.writeString(folder.resolve("keyset.json"), TestKeysets.golden());
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }
}
