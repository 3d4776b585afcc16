package io.sealstream.connect.mask.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KmsClient;
import com.google.crypto.tink.KmsClients;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.integration.awskms.AwsKmsClient;
import com.google.crypto.tink.integration.awskms.FakeAwsKms;
import com.google.crypto.tink.proto.KeyStatusType;
import com.google.crypto.tink.proto.OutputPrefixType;
import io.sealstream.connect.mask.TestKeysets;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Enumeration;
import java.util.List;
import java.util.ServiceLoader;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class KmsTest {
  private static final String ARN = "arn:aws:kms:eu-central-1:111122223333:key/fake";
  private static final String CHECK =
      "): check that the KMS can be reached, that the key exists and is enabled, and that the"
          + " credentials of this process may use it";

  // A class that is no client, as one for another copy of Tink is none.
  private static final String FOREIGN = KmsTest.class.getName();

  @TempDir private Path folder;

  @BeforeAll
  static void registerTheFake() throws Exception {
    FakeAwsKms.register(ARN);
  }

  @ParameterizedTest
  @EnumSource
  void aKeysetThatAKmsKeyEncryptsReadsBack(Keyset.Kind kind) throws Exception {
    Keyset keyset = Keysets.generate(kind);

    String json = Keysets.toJson(keyset, TestKms.KEY);

    assertThat(json).contains("\"encryptedKeyset\"").doesNotContain("\"keyData\"");
    assertThat(Keysets.parse(json, TestKms.KEY).handle().equalsKeyset(keyset.handle())).isTrue();
  }

  @Test
  void withoutAUriKeysetsAreInClear() throws Exception {
    Keyset keyset = TestKeysets.goldenKeyset();
    assertThat(Keysets.parse(Keysets.toJson(keyset, null), null).primaryKeyId())
        .isEqualTo(keyset.primaryKeyId());
  }

  @Test
  void whatTinkWritesIsRead() throws Exception {
    Keyset keyset = TestKeysets.goldenDeriving();
    Aead kek = new TestKms().withDefaultCredentials().getAead(TestKms.KEY);
    String json =
        TinkJsonProtoKeysetFormat.serializeEncryptedKeyset(keyset.handle(), kek, new byte[0]);

    assertThat(Keysets.parse(json, TestKms.KEY).handle().equalsKeyset(keyset.handle())).isTrue();
  }

  @Test
  void whatIsWrittenTinkReads() throws Exception {
    Keyset keyset = TestKeysets.goldenHmac();
    Aead kek = new TestKms().withDefaultCredentials().getAead(TestKms.KEY);

    assertThat(
            TinkJsonProtoKeysetFormat.parseEncryptedKeyset(
                    Keysets.toJson(keyset, TestKms.KEY), kek, new byte[0])
                .equalsKeyset(keyset.handle()))
        .isTrue();
  }

  @Test
  void aDestroyedKeyWithoutItsDataIsRefusedWithWhatToDo() throws Exception {
    com.google.crypto.tink.proto.Keyset.Key destroyed =
        com.google.crypto.tink.proto.Keyset.Key.newBuilder()
            .setKeyId(7)
            .setStatus(KeyStatusType.DESTROYED)
            .setOutputPrefixType(OutputPrefixType.TINK)
            .build();
    byte[] golden =
        TinkProtoKeysetFormat.serializeKeyset(
            TestKeysets.goldenKeyset().handle(), InsecureSecretKeyAccess.get());
    byte[] keyset =
        com.google.crypto.tink.proto.Keyset.parseFrom(golden).toBuilder()
            .addKey(destroyed)
            .build()
            .toByteArray();
    Aead kek = new TestKms().withDefaultCredentials().getAead(TestKms.KEY);
    String json =
        "{\"encryptedKeyset\":\"%s\"}"
            .formatted(Base64.getEncoder().encodeToString(kek.encrypt(keyset, new byte[0])));

    refused(
        () -> Keysets.parse(json, TestKms.KEY),
        "has a destroyed key whose data is missing or not sound, so remove it from the keyset:"
            + " key 2 of 2");
  }

  @Test
  void awsKmsThroughTinksClientWorksBothWays() throws Exception {
    Keyset keyset = TestKeysets.goldenKeyset();
    Aead kek = KmsClients.get("aws-kms://" + ARN).getAead("aws-kms://" + ARN);
    String json =
        TinkJsonProtoKeysetFormat.serializeEncryptedKeyset(keyset.handle(), kek, new byte[0]);

    assertThat(Keysets.parse(json, "aws-kms://" + ARN).handle().equalsKeyset(keyset.handle()))
        .isTrue();
    assertThat(
            Keysets.parse(Keysets.toJson(keyset, "aws-kms://" + ARN), "aws-kms://" + ARN)
                .handle()
                .equalsKeyset(keyset.handle()))
        .isTrue();
  }

  @Test
  void theClientOfAwsKmsIsFoundThoughItsJarDeclaresNothing() {
    assertThat(ServiceLoader.load(KmsClient.class))
        .noneMatch(client -> client instanceof AwsKmsClient);
    // It got as far as the URI: the real client refuses a URI that is no ARN.
    refused(
        () -> Keysets.parse(encrypted(), "aws-kms://no-arn"),
        "needs a KMS client for 'aws-kms://no-arn', which failed to start"
            + " (IllegalArgumentException): check the URI, and that the jars of the client are"
            + " complete");
  }

  @Test
  void anAnswerOfTheKmsIsNotQuoted() throws Exception {
    String json = Keysets.toJson(TestKeysets.goldenKeyset(), TestKms.KEY);
    refused(
        () -> Keysets.parse(json, TestKms.FORBIDDEN_KEY),
        "cannot be decrypted with the KMS key 'test-kms://forbidden' (DeniedException" + CHECK);
    refused(
        () -> Keysets.parse(json, TestKms.UNREACHABLE_KEY),
        "cannot be decrypted with the KMS key 'test-kms://unreachable' (ConnectException" + CHECK);
    refused(
        () -> Keysets.toJson(Keysets.generate(), TestKms.FORBIDDEN_KEY),
        "cannot be encrypted with the KMS key 'test-kms://forbidden' (DeniedException" + CHECK);
    refused(
        () -> Keysets.parse(json, TestKms.BAD_KEY),
        "needs a KMS client for 'test-kms://bad', which failed to start"
            + " (IllegalArgumentException): check the URI, and that the jars of the client are"
            + " complete");
  }

  @Test
  void anotherKmsKeyDoesNotDecrypt() throws Exception {
    String json = encrypted();
    refused(
        () -> Keysets.parse(json, TestKms.OTHER_KEY),
        "cannot be decrypted with the KMS key 'test-kms://key/2' (GeneralSecurityException"
            + CHECK);
  }

  @Test
  void withoutTheJarsForAwsTheyAreAskedForByName() {
    String uri = "aws-kms://arn:aws:kms:eu-central-1:111122223333:key/another";
    refused(
        () -> KmsKey.at(uri, ClassLoader.getPlatformClassLoader()),
        "needs a KMS client for '"
            + uri
            + "': put the jars of tink-awskms beside the plugin (pii: on PII_CLASSPATH)");
  }

  @Test
  void aClientWhoseOwnJarsAreMissingIsRefused() {
    ClassLoader incomplete =
        new ClassLoader(null) {
          @Override
          protected Class<?> findClass(String name) {
            throw new NoClassDefFoundError("com/amazonaws/AmazonServiceException");
          }
        };
    refused(
        () -> KmsKey.at("aws-kms://key", incomplete),
        "needs a KMS client for 'aws-kms://key', which failed to start (NoClassDefFoundError):"
            + " check the URI, and that the jars of the client are complete");
  }

  @Test
  void aForeignClientOnTheClassPathOfTheWorkerHidesNeitherTinksNorADeclaredOne() throws Exception {
    ClassLoader worker = declaring(FOREIGN, "no.such.Client", TestKms.class.getName());

    assertThat(KmsKey.at(TestKms.KEY, worker).hasRefused()).isFalse();
    refused(
        () -> KmsKey.at("aws-kms://no-arn", declaring(FOREIGN)),
        "needs a KMS client for 'aws-kms://no-arn', which failed to start"
            + " (IllegalArgumentException): check the URI, and that the jars of the client are"
            + " complete");
  }

  @Test
  void aForeignClientIsToldOfWhenNoOtherIsFound() {
    refused(
        () -> KmsKey.at("gcp-kms://key", declaring(FOREIGN)),
        "needs a KMS client for 'gcp-kms://key': put the jars of one beside the plugin (pii: on"
            + " PII_CLASSPATH); one that"
            + " is there cannot be loaded (ServiceConfigurationError)");
  }

  @Test
  @Timeout(60)
  void declarationsThatCannotBeReadComeToAnEnd() {
    ClassLoader unreadable =
        new ClassLoader(KmsTest.class.getClassLoader()) {
          @Override
          public Enumeration<URL> getResources(String name) throws IOException {
            throw new IOException("marker");
          }
        };
    refused(
        () -> KmsKey.at("gcp-kms://key", unreadable),
        "needs a KMS client for 'gcp-kms://key': put the jars of one beside the plugin (pii: on"
            + " PII_CLASSPATH); one that"
            + " is there cannot be loaded (IOException)");
  }

  @Test
  void aClientThatTheApplicationRegisteredKeepsItsCredentials() throws Exception {
    KmsClients.add(new Registered());
    assertThat(KmsKey.at(Registered.URI).decrypt(new byte[] {7}, new byte[0])).containsExactly(7);
  }

  @ParameterizedTest
  @CsvSource({
    "gcp-kms://projects/p/keyRings/r/k, one",
    "hcvault://vault.example:8200/transit/keys/k, one"
  })
  void withoutAClientTheJarsAreAskedFor(String uri, String jars) {
    refused(
        () -> Keysets.parse(encrypted(), uri),
        "needs a KMS client for '"
            + uri
            + "': put the jars of "
            + jars
            + " beside the plugin (pii: on PII_CLASSPATH)");
  }

  @ParameterizedTest
  @CsvSource({
    "hcvault://user:secret@vault.example/k, hcvault",
    "other-kms://key?token=secret, other-kms",
    "gcp-kms://projects/p/locations/l/keyRings/r/cryptoKeys/k, gcp-kms",
    "other-kms://EkAAAQIDBAUGBwgJ/CgsMDQ4PEBESExQV/FhcYGRobHB0eHyAh, other-kms",
    "other-kms://000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f, other-kms"
  })
  void aUriThatMayHoldASecretIsNotQuoted(String uri, String scheme) {
    refused(
        () -> Keysets.parse(encrypted(), uri),
        "needs a KMS client for a URI that begins with '"
            + scheme
            + ":': put the jars of one beside the plugin (pii: on PII_CLASSPATH)");
  }

  @Test
  void whatIsNoUriIsRefusedAndNotQuoted() {
    for (String uri :
        List.of(
            "",
            "secret",
            "{\"key\": \"secret\"}",
            " test-kms://key/1",
            "test-kms:key",
            "test-kms://",
            "test-kms://{\"key\": \"secret\"}",
            "Test-kms://key/1")) {
      refused(
          () -> Keysets.parse(encrypted(), uri),
          "needs the URI of a KMS key, such as aws-kms://arn:aws:kms:...");
    }
  }

  @Test
  @Timeout(60)
  void causesThatGoRoundInACircleComeToAnEnd() {
    Exception one = new IllegalStateException("marker");
    one.initCause(new IllegalArgumentException("marker", one));
    assertThat(KmsKey.rootName(one)).isIn("IllegalStateException", "IllegalArgumentException");
    assertThat(KmsKey.rootName(new IllegalStateException(new IOException())))
        .isEqualTo("IOException");
  }

  @Test
  void aKeysetInClearWithAUriIsRefused() {
    refused(
        () -> Keysets.parse(TestKeysets.golden(), TestKms.KEY),
        "is not encrypted, but the URI of a KMS key is given (kek.uri; pii: --kek-uri): remove"
            + " that, or encrypt"
            + " the keyset");
    refused(() -> Keysets.parse("{}", TestKms.KEY), "is not a Tink keyset in JSON");
  }

  @Test
  void aDamagedEncryptedKeysetIsRefusedWithoutAskingTheKms() {
    for (String json : List.of("{\"encryptedKeyset\":\"!\"}", "{\"encryptedKeyset\":7}")) {
      refused(() -> Keysets.parse(json, TestKms.FORBIDDEN_KEY), "is not a Tink keyset in JSON");
    }
    refused(
        () -> Keysets.parse("{\"encryptedKeyset\":\"AA\"", TestKms.KEY),
        "is cut off: its JSON has no end");
  }

  @Test
  void whatDecryptsToSomethingElseIsRefused() throws Exception {
    Aead kek = new TestKms().withDefaultCredentials().getAead(TestKms.KEY);
    String base64 =
        Base64.getEncoder().encodeToString(kek.encrypt(new byte[] {1, 2, 3}, new byte[0]));
    refused(
        () -> Keysets.parse("{\"encryptedKeyset\":\"" + base64 + "\"}", TestKms.KEY),
        "is not a Tink keyset in JSON");
  }

  @Test
  void anEncryptedKeysetIsCheckedLikeAnother() throws Exception {
    Aead kek = new TestKms().withDefaultCredentials().getAead(TestKms.KEY);
    String json =
        TinkJsonProtoKeysetFormat.serializeEncryptedKeyset(
            TestKeysets.raw(new byte[32]), kek, new byte[0]);
    refused(
        () -> Keysets.parse(json, TestKms.KEY), "has a key of 32 bytes instead of 64: key 1 of 1");
  }

  /** Our classes, and a declaration of these clients before all others. */
  private ClassLoader declaring(String... clients) throws IOException {
    Path file = folder.resolve("META-INF/services/" + KmsClient.class.getName());
    Files.createDirectories(file.getParent());
    Files.write(file, List.of(clients));
    return new URLClassLoader(new URL[] {folder.toUri().toURL()}, KmsTest.class.getClassLoader()) {
      @Override
      public Enumeration<URL> getResources(String name) throws IOException {
        return name.startsWith("META-INF/services/")
            ? findResources(name)
            : super.getResources(name);
      }
    };
  }

  private static String encrypted() throws Exception {
    return Keysets.toJson(TestKeysets.goldenKeyset(), TestKms.KEY);
  }

  private static void refused(ThrowingCallable use, String reason) {
    assertThatThrownBy(use).isInstanceOf(KeysetException.class).hasMessage(reason).hasNoCause();
  }

  /** Knows one key, and would lose its own credentials to the default ones. */
  private static final class Registered implements KmsClient {
    static final String URI = "test-kms://registered";

    @Override
    public boolean doesSupport(String keyUri) {
      return keyUri.equals(URI);
    }

    @Override
    public KmsClient withCredentials(String path) {
      throw new AssertionError("has credentials");
    }

    @Override
    public KmsClient withDefaultCredentials() {
      throw new AssertionError("has credentials");
    }

    @Override
    public Aead getAead(String keyUri) {
      return new Aead() {
        @Override
        public byte[] encrypt(byte[] plaintext, byte[] associatedData) {
          return plaintext;
        }

        @Override
        public byte[] decrypt(byte[] ciphertext, byte[] associatedData) {
          return ciphertext;
        }
      };
    }
  }
}
