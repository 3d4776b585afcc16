package io.sealstream.connect.mask.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealstream.connect.mask.TestKeysets;
import io.sealstream.connect.mask.cli.PiiRun.Result;
import io.sealstream.connect.mask.crypto.KeyInfo;
import io.sealstream.connect.mask.crypto.Keyset;
import io.sealstream.connect.mask.crypto.KeysetFiles;
import io.sealstream.connect.mask.crypto.Keysets;
import io.sealstream.connect.mask.crypto.TestKms;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands below {@code pii keyset}. */
class KeysetCommandsTest {
  @TempDir private Path folder;

  private Path golden;
  private Path out;

  @BeforeEach
  void setUp() throws Exception {
    golden = folder.resolve("golden.json");
    KeysetFiles.create(golden, TestKeysets.goldenKeyset());
    out = folder.resolve("out.json");
  }

  @ParameterizedTest
  @CsvSource({"aes-siv,AES_SIV", "deriving,DERIVING", "hmac,HMAC"})
  void createWritesAKeysetOfAKindAndPrintsItsKeyId(String kind, Keyset.Kind expected)
      throws Exception {
    Result result = keyset("create", "--kind", kind, "--out", out);

    Keyset created = KeysetFiles.read(out);
    assertThat(created.kind()).isEqualTo(expected);
    assertThat(result)
        .isEqualTo(
            new Result(
                0,
                created.primaryKeyId() + "\n",
                "Created '%s'. Keep a copy in a safe place: without it nothing can be recovered.\n"
                    .formatted(out)));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(out)))
        .isEqualTo("rw-------");
  }

  @Test
  void aesSivIsWhatIsCreatedWithoutAKind() throws Exception {
    keyset("create", "--out", out);
    assertThat(KeysetFiles.read(out).kind()).isEqualTo(Keyset.Kind.AES_SIV);
  }

  @Test
  void anUnknownKindIsRefused() {
    keyset("create", "--kind", "aes-gcm", "--out", out)
        .refusedWith("--kind takes aes-siv or deriving or hmac; see pii" + " keyset create --help");
  }

  @Test
  void noCommandOverwrites() throws Exception {
    byte[] before = Files.readAllBytes(golden);
    String message =
        "the keyset file '%s' exists already, and a keyset is never overwritten".formatted(golden);
    keyset("create", "--out", golden).failedWith(message);
    keyset("rotate", "--keyset-file", golden, "--out", golden).failedWith(message);
    keyset("enable", "--keyset-file", golden, "--key-id", "1234567890", "--out", golden)
        .failedWith(message);
    assertThat(golden).hasBinaryContent(before);
  }

  @Test
  void infoTellsWhatIsNotSecret() throws Exception {
    keyset("info", "--keyset-file", golden)
        .printed(
            """
            kind: aes-siv
            key id      status     primary  prefix   type
            1234567890  enabled    yes      tink     AES256_SIV
            """);
  }

  @Test
  void infoHasALineForEachKey() throws Exception {
    Keyset hmac = Keysets.generate(Keyset.Kind.HMAC).rotated();
    Keyset disabled = hmac.disabled(hmac.keys().get(0).id());
    KeysetFiles.create(out, disabled);
    keyset("info", "--keyset-file", out)
        .printed(
            """
            kind: hmac
            key id      status     primary  prefix   type
            %-10s  disabled   no       none     HMAC_SHA256
            %-10s  enabled    yes      none     HMAC_SHA256
            """
                .formatted(disabled.keys().get(0).id(), disabled.keys().get(1).id()));
  }

  @Test
  void rotateAddsAPrimaryKeyInANewFile() throws Exception {
    byte[] before = Files.readAllBytes(golden);
    Result result = keyset("rotate", "--keyset-file", golden, "--out", out);

    Keyset rotated = KeysetFiles.read(out);
    assertThat(rotated.keys()).extracting(KeyInfo::primary).containsExactly(false, true);
    assertThat(result)
        .isEqualTo(
            new Result(
                0,
                rotated.primaryKeyId() + "\n",
                "Created '%s'. Give it to all that decrypt before you give it to what encrypts.\n"
                    .formatted(out)));
    assertThat(rotated.cipher("ip").decrypt(TestKeysets.goldenKeyset().cipher("ip").encrypt("x")))
        .isEqualTo("x");
    assertThat(golden).hasBinaryContent(before);
  }

  @Test
  void aStandbyKeyIsPromotedLater() throws Exception {
    Result result = keyset("rotate", "--standby", "--keyset-file", golden, "--out", out);
    assertThat(result.err())
        .isEqualTo(
            "Created '%s'. Its new key decrypts; promote it when every reader has the file.\n"
                .formatted(out));
    assertThat(KeysetFiles.read(out).primaryKeyId()).isEqualTo(1234567890L);
    String id = result.out().strip();

    Path promoted = folder.resolve("promoted.json");
    assertThat(keyset("promote", "--keyset-file", out, "--key-id", id, "--out", promoted))
        .isEqualTo(
            new Result(0, "", "Created '%s'. The old file is as it was.\n".formatted(promoted)));
    assertThat(KeysetFiles.read(promoted).primaryKeyId()).isEqualTo(Long.parseLong(id));

    Path disabled = folder.resolve("disabled.json");
    keyset("disable", "--keyset-file", promoted, "--key-id", "1234567890", "--out", disabled);
    assertThat(KeysetFiles.read(disabled).keys().get(0).status())
        .isEqualTo(KeyInfo.Status.DISABLED);

    Path enabled = folder.resolve("enabled.json");
    keyset("enable", "--keyset-file", disabled, "--key-id", "1234567890", "--out", enabled);
    assertThat(KeysetFiles.read(enabled).keys().get(0).status()).isEqualTo(KeyInfo.Status.ENABLED);
  }

  @Test
  void anEditThatCannotBeIsRefusedWithTheReason() {
    Result disable =
        keyset("disable", "--keyset-file", golden, "--key-id", "1234567890", "--out", out);
    assertThat(disable.err()).startsWith("pii: the keyset file '" + golden + "' ").hasLineCount(1);
    assertThat(disable.exitCode()).isEqualTo(1);
    Result promote = keyset("promote", "--keyset-file", golden, "--key-id", "5", "--out", out);
    assertThat(promote.err()).startsWith("pii: the keyset file '" + golden + "' ").hasLineCount(1);
    assertThat(out).doesNotExist();
  }

  @Test
  void exportGivesOneDomainAway() throws Exception {
    Path deriving = folder.resolve("deriving.json");
    Keyset keyset = Keysets.generate(Keyset.Kind.DERIVING).rotated();
    KeysetFiles.create(deriving, keyset);

    assertThat(keyset("export", "--domain", "device_id", "--keyset-file", deriving, "--out", out))
        .isEqualTo(
            new Result(
                0,
                "",
                "Created '%s'. It decrypts the domain 'device_id' and no other.\n".formatted(out)));

    new PiiRun()
        .run(
            keyset.cipher("device_id").encrypt("593-47-5928"),
            "unmask",
            "--keyset-file",
            out,
            "--domain",
            "device_id")
        .printed("593-47-5928\n");
    new PiiRun()
        .run(keyset.cipher("ip").encrypt("x"), "unmask", "--keyset-file", out, "--domain", "ip")
        .failedWith("line 1: the value does not decrypt with this keyset and domain");
  }

  @Test
  void exportNeedsKeysOfDomains() throws Exception {
    keyset("export", "--domain", "ip", "--keyset-file", golden, "--out", out)
        .failedWith(
            "the keyset file '%s' holds AES-SIV keys: every domain has the same key, so none can be given away alone; 'pii keyset create --kind deriving' makes a keyset with a key for each domain"
                .formatted(golden));
    Path hmac = folder.resolve("hmac.json");
    KeysetFiles.create(hmac, Keysets.generate(Keyset.Kind.HMAC));
    keyset("export", "--domain", "ip", "--keyset-file", hmac, "--out", out)
        .failedWith(
            "the keyset file '%s' holds HMAC keys, and nobody can decrypt what they made"
                .formatted(hmac));
    assertThat(out).doesNotExist();
  }

  @Test
  void aKeysetUnderAKmsKeyStaysUnderIt() throws Exception {
    Result created = keyset("create", "--kek-uri", TestKms.KEY, "--out", out);
    assertThat(Files.readString(out)).contains("encryptedKeyset");
    String id = created.out().strip();
    Path rotated = folder.resolve("rotated.json");
    keyset("rotate", "--kek-uri", TestKms.KEY, "--keyset-file", out, "--out", rotated);
    Path promoted = folder.resolve("promoted.json");
    Object[] promote = {"promote", "--kek-uri", TestKms.KEY, "--key-id", id};
    keyset(with(promote, "--keyset-file", rotated, "--out", promoted));
    assertThat(Files.readString(promoted)).contains("encryptedKeyset");
    assertThat(KeysetFiles.read(promoted, TestKms.KEY).primaryKeyId())
        .isEqualTo(Long.parseLong(id));

    new PiiRun()
        .run("x", "mask", "--keyset-file", promoted, "--kek-uri", TestKms.KEY, "--domain", "ip")
        .printed(KeysetFiles.read(out, TestKms.KEY).cipher("ip").encrypt("x") + "\n");
  }

  @Test
  void whatIsWrongWithTheKmsKeySaysWhatToDoInTheCommand() throws Exception {
    keyset("create", "--kek-uri", TestKms.KEY, "--out", out);
    keyset("info", "--keyset-file", out)
        .failedWith(
            "the keyset file '%s' is encrypted by a KMS key: give the URI of that key (kek.uri; pii: --kek-uri)"
                .formatted(out));
    keyset("info", "--keyset-file", golden, "--kek-uri", TestKms.KEY)
        .failedWith(
            "the keyset file '%s' is not encrypted, but the URI of a KMS key is given (kek.uri; pii: --kek-uri): remove that, or encrypt the keyset"
                .formatted(golden));
    keyset("info", "--keyset-file", out, "--kek-uri", "other-kms://key")
        .failedWith(
            "the keyset file '%s' needs a KMS client for 'other-kms://key': put the jars of one beside the plugin (pii: on PII_CLASSPATH)"
                .formatted(out));
    Path another = folder.resolve("another.json");
    keyset("create", "--kek-uri", "key", "--out", another)
        .failedWith(
            "the keyset file '%s' needs the URI of a KMS key, such as aws-kms://arn:aws:kms:..."
                .formatted(another));
    Path deriving = folder.resolve("deriving.json");
    KeysetFiles.create(deriving, Keysets.generate(Keyset.Kind.DERIVING));
    Object[] export = {"export", "--domain", "ip", "--keyset-file", deriving, "--out", another};
    keyset(with(export, "--out-kek-uri", "key"))
        .failedWith(
            "the keyset file '%s' needs the URI of a KMS key, such as aws-kms://arn:aws:kms:..."
                .formatted(another));
  }

  @Test
  void anExportIsInClearUnlessAKmsKeyIsNamedForIt() throws Exception {
    Path deriving = folder.resolve("deriving.json");
    KeysetFiles.create(deriving, Keysets.generate(Keyset.Kind.DERIVING), TestKms.KEY);
    Object[] export = {
      "export", "--domain", "ip", "--keyset-file", deriving, "--kek-uri", TestKms.KEY
    };
    keyset(with(export, "--out", out));
    assertThat(KeysetFiles.read(out).kind()).isEqualTo(Keyset.Kind.AES_SIV);
    Path encrypted = folder.resolve("encrypted.json");
    keyset(with(export, "--out", encrypted, "--out-kek-uri", TestKms.OTHER_KEY));
    assertThat(KeysetFiles.read(encrypted, TestKms.OTHER_KEY).kind())
        .isEqualTo(Keyset.Kind.AES_SIV);
  }

  @Test
  void noOutputHoldsAKey() throws Exception {
    String everything =
        keyset("info", "--keyset-file", golden)
            + keyset("rotate", "--keyset-file", golden, "--out", out).toString()
            + keyset("info", "--keyset-file", out);
    assertThat(everything).doesNotContain(TestKeysets.GOLDEN_KEY_TEXT.substring(0, 12));
  }

  private static Object[] with(Object[] args, Object... more) {
    return Stream.concat(Stream.of(args), Stream.of(more)).toArray();
  }

  private static Result keyset(Object... args) {
    return new PiiRun().run("", with(new Object[] {"keyset"}, args));
  }
}
