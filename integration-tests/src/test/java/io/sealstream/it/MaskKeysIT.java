package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.connect.sink.SinkConnector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the REST API says of a configuration that cannot mask, keysets that a KMS encrypts, and what
 * a worker keeps to itself of values and keys when records and configurations fail.
 */
@Timeout(600)
class MaskKeysIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final String VALUE = "marker-value-of-mask-keys";
  private static final String KEY = "marker-key-of-mask-keys";
  private static final byte[] KEY_BYTES =
      (KEY + KEY + KEY).substring(0, 64).getBytes(StandardCharsets.US_ASCII);
  private static final long ID = 3_141_592_653L;

  private static final String PREFIX = "transforms.mask.";
  private static final String INVALID = "Invalid value for configuration ";
  private static final String KEK = "test-kms://key/1";

  /**
   * A KMS that is nothing but a jar: the URI makes the key, in the worker and in the command alike.
   */
  private static final String KMS_CLIENT =
      """
      import com.google.crypto.tink.Aead;
      import com.google.crypto.tink.KmsClient;
      import com.google.crypto.tink.subtle.AesGcmJce;
      import java.nio.charset.StandardCharsets;
      import java.security.GeneralSecurityException;
      import java.security.MessageDigest;

      public final class JarKms implements KmsClient {
        private boolean hasCredentials;

        @Override
        public boolean doesSupport(String uri) {
          return uri.startsWith("test-kms://");
        }

        @Override
        public KmsClient withCredentials(String path) {
          throw new UnsupportedOperationException();
        }

        @Override
        public KmsClient withDefaultCredentials() {
          hasCredentials = true;
          return this;
        }

        @Override
        public Aead getAead(String uri) throws GeneralSecurityException {
          if (!hasCredentials) {
            throw new GeneralSecurityException("no credentials");
          }
          MessageDigest hash = MessageDigest.getInstance("SHA-256");
          return new AesGcmJce(hash.digest(uri.getBytes(StandardCharsets.UTF_8)));
        }
      }
      """;

  private static Backends backends;
  private static Rest rest;
  private static Pii pii;
  private static Path markerKeyset;
  private static Path hmacKeyset;

  @BeforeAll
  static void start() throws Exception {
    backends = Backends.start(Duration.ofSeconds(30));
    PluginJar.install(backends.pluginPath(), SinkConnector.class, RecordingSink.class);
    Path kms =
        PluginJar.compileInto(
            PluginArchive.lib(backends.pluginPath(), "pii-mask-smt"),
            "com.google.crypto.tink.KmsClient",
            "JarKms",
            KMS_CLIENT);
    pii = Pii.of(backends, Map.of("PII_CLASSPATH", kms.toString()));
    markerKeyset = keysetFile("marker.json", KeysetJson.keyset(ID, enabled(ID)));
    hmacKeyset =
        keysetFile("hmac-marker.json", KeysetJson.keyset(ID, KeysetJson.hmac(ID, KEY_BYTES)));
    String inEnvironment = Files.readString(markerKeyset);
    rest =
        new Rest(
            backends
                .startWorker(Map.of("config.providers.env.param.MARKER_KEYSET", inEnvironment))
                .url());
  }

  @AfterAll
  static void stop() {
    if (backends != null) {
      backends.close();
    }
  }

  /** Keysets that are refused, each with the reason. */
  static Stream<BadKeyset> badKeysets() {
    String good = KeysetJson.keyset(ID, enabled(ID));
    return Stream.of(
        new BadKeyset(good.substring(0, good.length() - 30), "is cut off: its JSON has no end"),
        new BadKeyset(good.replace("SYMMETRIC", "secret"), "is not a Tink keyset in JSON"),
        new BadKeyset(good + good, "has text after the end of its JSON: remove that"),
        new BadKeyset(
            KeysetJson.keyset(ID, enabled(ID), enabled(ID)), "has the key id of key 2 of 2 twice"),
        new BadKeyset(
            KeysetJson.keyset(ID, KeysetJson.aesGcm(ID, KEY_BYTES)),
            "has a key that is none of AES-SIV, deriving and HMAC PRF: key 1 of 1"),
        new BadKeyset(
            KeysetJson.keyset(ID, enabled(ID), KeysetJson.hmac(7, KEY_BYTES)),
            "has keys of the kinds AES_SIV and HMAC: key 2 of 2"),
        new BadKeyset(
            KeysetJson.keyset(
                ID, KeysetJson.aesSiv(ID, KeysetJson.DISABLED, KEY_BYTES), enabled(7)),
            "has a disabled primary key: enable it, or make another key the primary one"),
        new BadKeyset(
            KeysetJson.keyset(8, enabled(ID)),
            "has no primary key: no key has the primary key id"));
  }

  /** A keyset that nothing may take, and what is said of it. */
  record BadKeyset(String json, String reason) {
    @Override
    public String toString() {
      return reason;
    }
  }

  @ParameterizedTest
  @MethodSource("badKeysets")
  void aKeysetThatCannotBeUsedIsRefusedWithTheReason(BadKeyset bad) throws Exception {
    Path file = keysetFile(null, bad.json());

    for (String type : List.of(ConnectorConfig.MASK_VALUE, ConnectorConfig.UNMASK_KEY)) {
      assertThat(errors(type, Map.of("fields", "ip", "keyset", bad.json())))
          .isEqualTo(error("keyset", "the keyset " + bad.reason()));
      assertThat(errors(type, Map.of("fields", "ip", "keyset.file", file)))
          .isEqualTo(error("keyset.file", "the file '" + file + "' " + bad.reason()));
    }
  }

  @Test
  void aFileThatOthersCanReadIsRefused() throws Exception {
    Path file = keysetFile("open.json", Files.readString(markerKeyset));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

    assertThat(errors(ConnectorConfig.MASK_VALUE, Map.of("fields", "ip", "keyset.file", file)))
        .isEqualTo(
            error(
                "keyset.file",
                "the file '%s' is open to others than its owner; run: chmod 600 %s"
                    .formatted(file, file)));
  }

  @Test
  void theKindOfTheKeysetMustFitTheMethod() throws Exception {
    Path hmac = keysetFile("hmac.json", KeysetJson.keyset(ID, KeysetJson.hmac(ID, KEY_BYTES)));
    Map<String, Object> encrypting = Map.of("fields", "ip", "keyset.file", markerKeyset);
    Map<String, Object> withHmac = Map.of("fields", "ip", "keyset.file", hmac);

    assertThat(errors(ConnectorConfig.MASK_VALUE, withHmac))
        .isEqualTo(
            fileError(
                hmac,
                "has HMAC keys, which cannot encrypt; set method=hmac, or give another keyset"));
    assertThat(errors(ConnectorConfig.MASK_VALUE, withMethod("hmac", encrypting)))
        .isEqualTo(
            fileError(
                markerKeyset,
                "has keys of kind AES_SIV, but method=hmac needs HMAC keys; give another keyset, or"
                    + " set method=encrypt"));
    assertThat(errors(ConnectorConfig.MASK_KEY, withMethod("hmac", withHmac))).isEmpty();
    assertThat(errors(ConnectorConfig.UNMASK_VALUE, withHmac))
        .isEqualTo(fileError(hmac, "has HMAC keys, whose pseudonyms nobody can turn back"));
  }

  @Test
  void everyProblemIsToldAtItsKey() {
    Map<String, List<String>> errors =
        errors(
            ConnectorConfig.MASK_VALUE,
            Map.of(
                "fields", "user.ip,user",
                "domains", "ip",
                "method", "rot13",
                "missing.fields", "maybe",
                "max.length", "0"));

    Map<String, List<String>> expected = new LinkedHashMap<>();
    expected.putAll(error("fields", "'user.ip' and 'user' overlap; list only one of them"));
    expected.putAll(error("domains", "'ip' is not of the form path=domain"));
    expected.putAll(error("keyset", "a keyset is required: set keyset or keyset.file"));
    expected.putAll(error("max.length", "it must be at least 1, but is 0"));
    expected.put(
        PREFIX + "method",
        List.of("Invalid value for configuration method: it must be one of: encrypt, hmac"));
    expected.put(
        PREFIX + "missing.fields",
        List.of("Invalid value for configuration missing.fields: it must be one of: fail, ignore"));
    assertThat(errors).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ip,user.ip,ip| 'ip' is listed twice",
        "a[*],a.ip| 'a[*]' and 'a.ip' overlap: one has [*] where the other has a name; write the"
            + " same in both"
      })
  void pathsThatOverlapAreRefused(String fields, String reason) {
    assertThat(
            errors(
                ConnectorConfig.UNMASK_VALUE,
                Map.of("fields", fields, "keyset.file", markerKeyset)))
        .isEqualTo(error("fields", reason));
  }

  @Test
  void aKeysetThatAKmsEncryptsWorksWithTheJarOfItsClientBesideThePlugin() throws Exception {
    Path keyset = pii.createKeyset(backends.folder().resolve("kek.json"), "--kek-uri", KEK);
    assertThat(Files.readString(keyset)).contains("encryptedKeyset").doesNotContain("keyData");
    Map<String, Object> mask = Map.of("fields", "ip", "keyset.file", keyset, "kek.uri", KEK);
    rest.create("kek", source("kek").transform("mask", ConnectorConfig.MASK_VALUE, mask).config());

    queue("kek").send("{\"ip\": \"203.0.113.7\"}");

    await().atMost(PATIENCE).until(() -> backends.topics().count("kek") == 1);
    JsonNode masked = Profiles.parse(text(backends.topics().read("kek").get(0).value()));
    assertThat(
            pii.run(
                    masked.path("ip").asText() + "\n",
                    "unmask",
                    "--keyset-file",
                    keyset,
                    "--kek-uri",
                    KEK,
                    "--domain",
                    "ip")
                .strip())
        .isEqualTo("203.0.113.7");
    Path file = backends.folder().resolve("kek.jsonl");
    rest.create(
        "kek-sink",
        ConnectorConfig.recordingSink("kek", file)
            .schemaless()
            .transform("unmask", ConnectorConfig.UNMASK_VALUE, mask)
            .config());
    assertThat(Profiles.parse(RecordedLines.await(file, 2).get(1)).at("/payload/ip").asText())
        .isEqualTo("203.0.113.7");
  }

  @Test
  void whatDoesNotFitTheKmsKeyIsRefused() throws Exception {
    Path encrypted =
        pii.createKeyset(backends.folder().resolve("kek-refused.json"), "--kek-uri", KEK);

    assertThat(kekErrors(encrypted, "aws-kms://arn:aws:kms:eu-central-1:1:key/2"))
        .contains("tink-awskms")
        .contains("beside the plugin (pii: on PII_CLASSPATH)");
    assertThat(kekErrors(encrypted, "hcvault://vault.example/transit/keys/pii"))
        .contains("put the jars of one beside the plugin (pii: on PII_CLASSPATH)");
    assertThat(kekErrors(encrypted, "test-kms://key/2"))
        .contains("cannot be decrypted with the KMS key 'test-kms://key/2' (");
    assertThat(kekErrors(markerKeyset, KEK))
        .contains("is not encrypted, but the URI of a KMS key is given (kek.uri; pii: --kek-uri)");
    assertThat(errors(ConnectorConfig.MASK_VALUE, Map.of("fields", "ip", "keyset.file", encrypted)))
        .isEqualTo(
            error(
                "keyset.file",
                ("the file '%s' is encrypted by a KMS key: give the URI of that key (kek.uri;"
                        + " pii: --kek-uri)")
                    .formatted(encrypted)));
  }

  /** The one thing that is said of a keyset with a KMS key. */
  private static String kekErrors(Path keyset, String uri) {
    Map<String, List<String>> errors =
        errors(
            ConnectorConfig.MASK_VALUE,
            Map.of("fields", "ip", "keyset.file", keyset, "kek.uri", uri));
    assertThat(errors).hasSize(1);
    assertThat(errors.values().iterator().next()).hasSize(1);
    return errors.values().iterator().next().get(0);
  }

  @Test
  void nothingIsToldOfAValueOrAKeyWhateverFails() throws Exception {
    Path other = pii.createKeyset(backends.folder().resolve("other.json"));
    String ciphertext = pii.mask(markerKeyset, "ip", List.of(VALUE)).get(0);
    String ofOther = pii.mask(other, "ip", List.of(VALUE)).get(0);
    Map<String, FailingRecord> failing = failingRecords(ciphertext, ofOther);
    List<String> secrets = new ArrayList<>(KeysetJson.traces(VALUE));
    secrets.addAll(KeysetJson.traces(KEY));
    secrets.addAll(List.of(ciphertext, ofOther, altered(ciphertext)));

    for (Map.Entry<String, FailingRecord> one : failing.entrySet()) {
      rest.submit(one.getKey(), one.getValue().connector(one.getKey()).config());
      queue(one.getKey()).send(one.getValue().body());
    }
    maskOneAndTolerateAnother("tolerated");
    backends.topics().create("surrogate", 1);
    backends.topics().send("surrogate", "{\"ip\": \"" + VALUE + "\\ud800\"}");
    rest.submit("surrogate-sink", surrogateSink().config());
    List<String> answers = refuseBadKeysets();
    answers.addAll(refuseAPastedKeyset());

    for (Map.Entry<String, FailingRecord> one : failing.entrySet()) {
      assertThat(failure(one.getKey())).as(one.getKey()).contains(one.getValue().reason());
    }
    assertThat(failure("surrogate-sink"))
        .contains("Field 'ip': its text is not well-formed Unicode");
    Disclosures disclosures = new Disclosures(backends, rest);
    String log = disclosures.log();
    assertThat(failing.values()).allMatch(one -> log.contains(one.reason()));
    assertThat(answers).noneMatch(answer -> secrets.stream().anyMatch(answer::contains));
    // A search that is blind would find nothing as well: what is no secret is found.
    assertThatThrownBy(() -> disclosures.assertNone(List.of("longer than the 40 allowed")))
        .hasMessageContaining("GET /connectors/too-long/status")
        .hasMessageContaining("topic sealstream-connect-status")
        .hasMessageContaining("log");
    assertThatThrownBy(() -> disclosures.assertNone(List.of("connector-producer-tolerated-0")))
        .hasMessageContaining("MBean kafka.producer:");
    disclosures.assertNone(secrets);
  }

  /** A task that goes on, and keeps its MBeans, after a record that failed. */
  private static void maskOneAndTolerateAnother(String name) {
    ConnectorConfig source =
        source(name)
            .with("errors.tolerance", "all")
            .with("skipped.record.policy", "delete")
            .transform(
                "mask",
                ConnectorConfig.MASK_VALUE,
                Map.of("fields", "ip", "keyset.file", markerKeyset));
    rest.create(name, source.config());
    queue(name).send("{\"ip\": [\"" + VALUE + "\"]}");
    queue(name).send("{\"ip\": \"" + VALUE + "\"}");
    await()
        .atMost(PATIENCE)
        .until(() -> backends.topics().count(name) == 1 && queue(name).depth().total() == 0);
  }

  /** A message whose record a transform does not take. */
  private record FailingRecord(
      String type, Map<String, Object> properties, String body, String reason) {

    ConnectorConfig connector(String name) {
      return source(name).transform("mask", type, properties);
    }
  }

  private static Map<String, FailingRecord> failingRecords(String ciphertext, String ofOther) {
    String value = "{\"ip\": \"" + VALUE + "\"}";
    String nested = "{\"user\": {\"ip\": \"" + VALUE + "\"}}";
    String masks = ConnectorConfig.MASK_VALUE;
    String unmasks = ConnectorConfig.UNMASK_VALUE;
    Map<String, Object> ip = Map.of("fields", "ip", "keyset.file", markerKeyset);
    Map<String, FailingRecord> records = new LinkedHashMap<>();
    records.put(
        "not-a-struct",
        new FailingRecord(
            masks,
            Map.of("fields", "ip.v4", "keyset.file", markerKeyset),
            value,
            "Field 'ip': expected MAP, found STRING"));
    records.put(
        "no-leaf",
        new FailingRecord(
            masks,
            Map.of("fields", "user", "keyset.file", markerKeyset),
            nested,
            "Field 'user': expected a value, found MAP"));
    records.put(
        "no-array",
        new FailingRecord(
            masks,
            Map.of("fields", "ip[*]", "keyset.file", markerKeyset, "missing.fields", "ignore"),
            value,
            "Field 'ip': expected ARRAY or MAP, found STRING"));
    records.put(
        "missing", new FailingRecord(masks, ip, nested, "Field 'ip' is missing from the record"));
    records.put(
        "too-long",
        new FailingRecord(
            masks,
            Map.of("fields", "ip", "keyset.file", markerKeyset, "max.length", "40"),
            value,
            "is longer than the 40 allowed"));
    records.put(
        "plain-key",
        new FailingRecord(
            ConnectorConfig.MASK_KEY, ip, value, "The record: expected STRUCT or MAP, found"));
    records.put(
        "inline",
        new FailingRecord(
            masks,
            Map.of("fields", "ip", "keyset", "${env:MARKER_KEYSET}", "max.length", "39"),
            value,
            "is longer than the 39 allowed"));
    records.put(
        "no-pseudonym",
        new FailingRecord(
            masks,
            withMethod("hmac", Map.of("fields", "user", "keyset.file", hmacKeyset)),
            nested,
            "Field 'user': expected a value, found MAP"));
    records.put("never-encrypted", new FailingRecord(unmasks, ip, value, "Field 'ip': its value "));
    records.put(
        "of-another-key",
        new FailingRecord(unmasks, ip, "{\"ip\": \"" + ofOther + "\"}", "Field 'ip': its value "));
    records.put(
        "altered",
        new FailingRecord(
            unmasks, ip, "{\"ip\": \"" + altered(ciphertext) + "\"}", "Field 'ip': its value "));
    records.put(
        "of-another-domain",
        new FailingRecord(
            unmasks,
            Map.of("fields", "ip", "keyset.file", markerKeyset, "domains", "ip=address"),
            "{\"ip\": \"" + ciphertext + "\"}",
            "Field 'ip': its value "));
    records.put(
        "no-text",
        new FailingRecord(
            unmasks,
            ip,
            "{\"ip\": [\"" + VALUE + "\"]}",
            "Field 'ip': expected STRING, found ARRAY"));
    return records;
  }

  /** Text that came another way than through our source, which takes no half of a character. */
  private static ConnectorConfig surrogateSink() {
    return ConnectorConfig.recordingSink("surrogate", backends.folder().resolve("none.jsonl"))
        .schemaless()
        .with("errors.log.enable", "true")
        .transform(
            "mask",
            ConnectorConfig.MASK_VALUE,
            Map.of("fields", "ip", "keyset.file", markerKeyset));
  }

  /** The worker's answers to every bad keyset, validated and posted. */
  private static List<String> refuseBadKeysets() throws Exception {
    List<String> answers = new ArrayList<>();
    for (BadKeyset bad : badKeysets().toList()) {
      Map<String, String> config =
          ConnectorConfig.source(backends, backends.sqs().queueUrl(), "refused")
              .transform(
                  "mask", ConnectorConfig.MASK_VALUE, Map.of("fields", "ip", "keyset", bad.json()))
              .named("refused");
      answers.add(rest.validate(config).text());
      Rest.Answer answer = rest.putConfig("refused", config);
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.text()).contains(bad.reason());
      answers.add(answer.text());
    }
    return answers;
  }

  /**
   * The worker's answers to a keyset in the place of something else. What Connect itself repeats of
   * a posted configuration is not ours, and is shown to its sender alone: only the errors are taken
   * of a validation.
   */
  private static List<String> refuseAPastedKeyset() throws Exception {
    String keyset = Files.readString(markerKeyset);
    List<String> answers = new ArrayList<>();
    for (String key :
        List.of(
            "fields",
            "domains",
            "method",
            "max.length",
            "missing.fields",
            "keyset.file",
            "kek.uri")) {
      Map<String, Object> mask = new LinkedHashMap<>(Map.of("fields", "ip"));
      mask.put("keyset.file", markerKeyset);
      mask.put(key, keyset);
      Map<String, String> config =
          ConnectorConfig.source(backends, backends.sqs().queueUrl(), "pasted")
              .transform("mask", ConnectorConfig.MASK_VALUE, mask)
              .named("pasted");
      assertThat(rest.errors(config)).containsOnlyKeys(PREFIX + key);
      answers.add(rest.errors(config).toString());
      Rest.Answer answer = rest.putConfig("pasted", config);
      assertThat(answer.status()).as(key).isEqualTo(400);
      answers.add(answer.text());
    }
    return answers;
  }

  /** Waits until a task failed; its trace. */
  private static String failure(String connector) {
    String path = "/connectors/" + connector + "/status";
    await()
        .atMost(PATIENCE)
        .until(() -> rest.get(path).json().at("/tasks/0/state").asText().equals("FAILED"));
    return rest.get(path).json().at("/tasks/0/trace").asText();
  }

  private static ConnectorConfig source(String name) {
    String queue = backends.sqs().client().createQueue(name, Map.of());
    return ConnectorConfig.source(backends, queue, name)
        .schemaless()
        .with("record.key", "message_id")
        .with("errors.log.enable", "true");
  }

  private static SqsTestClient queue(String name) {
    String url = backends.sqs().queueUrl().replaceAll("[^/]*$", "") + name;
    return new SqsTestClient(backends.sqs().client(), url);
  }

  private static Map<String, List<String>> errors(String type, Map<String, ?> properties) {
    return rest.errors(
        ConnectorConfig.source(backends, backends.sqs().queueUrl(), "validated")
            .transform("mask", type, properties)
            .named("validated"));
  }

  private static Map<String, List<String>> error(String key, String problem) {
    return Map.of(PREFIX + key, List.of(INVALID + key + ": " + problem));
  }

  private static Map<String, List<String>> fileError(Path file, String problem) {
    return error("keyset.file", "the file '" + file + "' " + problem);
  }

  private static Map<String, Object> withMethod(String method, Map<String, Object> properties) {
    Map<String, Object> all = new LinkedHashMap<>(properties);
    all.put("method", method);
    return all;
  }

  private static String enabled(long id) {
    return KeysetJson.aesSiv(id, KeysetJson.ENABLED, KEY_BYTES);
  }

  /** With the first letter after the key's id another one. */
  private static String altered(String ciphertext) {
    char letter = ciphertext.charAt(10);
    return ciphertext.substring(0, 10) + (letter == 'A' ? 'B' : 'A') + ciphertext.substring(11);
  }

  /** A file that only its owner can read. */
  private static Path keysetFile(String name, String json) throws Exception {
    Path file =
        name == null
            ? Files.createTempFile(backends.folder(), "keyset", ".json")
            : Files.createFile(
                backends.folder().resolve(name),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.writeString(file, json);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
