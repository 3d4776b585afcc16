package io.sealstream.connect.mask.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealstream.connect.mask.TestKeysets;
import io.sealstream.connect.mask.cli.PiiRun.Result;
import io.sealstream.connect.mask.crypto.DeterministicCipher;
import io.sealstream.connect.mask.crypto.Keyset;
import io.sealstream.connect.mask.crypto.KeysetFiles;
import io.sealstream.connect.mask.crypto.Keysets;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** mask, unmask and lookup on lines. */
class LinesTest {
  private static final String GOLDEN = "AUmWAtI5e2ZK/7z/hl0b4uxBSgy96CAjNeLLeuoj/dQ=";

  @TempDir private Path folder;

  private Path keyset;
  private DeterministicCipher ip;

  @BeforeEach
  void setUp() throws Exception {
    keyset = folder.resolve("keyset.json");
    Keyset golden = TestKeysets.goldenKeyset();
    KeysetFiles.create(keyset, golden);
    ip = golden.cipher("ip");
  }

  @Test
  void maskAndUnmaskAreEachOthersInverseAndKeepEmptyLines() throws Exception {
    run("mask", "203.0.113.7\n\nZoë €\r\nlast")
        .printed(GOLDEN + "\n\n" + ip.encrypt("Zoë €") + "\n" + ip.encrypt("last") + "\n");
    run("unmask", GOLDEN + "\n\n" + ip.encrypt("Zoë €") + "\r\n" + ip.encrypt(""))
        .printed("203.0.113.7\n\nZoë €\n\n");
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheFirstValue() throws Exception {
    run("mask", "\ufeff203.0.113.7\n\ufeffx\n")
        .printed(GOLDEN + "\n" + ip.encrypt("\ufeffx") + "\n");
    run("lookup", "\ufeff203.0.113.7").printed("IN ('" + GOLDEN + "')\n");
    run("mask", "\ufeff\n").printed("\n");
  }

  @Test
  void aCarriageReturnIsNoLineEnd() {
    for (String command : new String[] {"mask", "lookup", "unmask"}) {
      for (String input : new String[] {"\nmar\rker\n", "\nmarker\r", "\nmarker\r\r\n"}) {
        assertThat(run(command, input))
            .isEqualTo(
                new Result(
                    1,
                    "\n",
                    "pii: line 2: it holds a carriage return; lines end with LF or CRLF\n"));
      }
    }
  }

  @Test
  void nothingInNothingOut() {
    run("mask", "").printed("");
    run("unmask", "").printed("");
    run("lookup", "").printed("");
  }

  @Test
  void maskRefusesBytesThatAreNotUtf8() {
    byte[] input = "good\nmarker\u00ff\n".getBytes(StandardCharsets.ISO_8859_1);
    Result result = new PiiRun().run(input, "mask", "--keyset-file", keyset, "--domain", "ip");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out().lines()).hasSize(1);
    assertThat(result.err()).isEqualTo("pii: line 2: the value is not UTF-8 text\n");
  }

  @Test
  void unmaskStopsAtABadLineWithItsNumberAndWithoutItsContent() {
    Result result = run("unmask", GOLDEN + "\n\nmarker!\n" + GOLDEN);
    assertThat(result)
        .isEqualTo(new Result(1, "203.0.113.7\n\n", "pii: line 3: the value is not base64\n"));
  }

  @Test
  void whatDoesNotDecryptCanPass() {
    Result result = run("unmask", "clear\n" + GOLDEN + "\nclear", "--on-undecryptable=pass");
    assertThat(result)
        .isEqualTo(
            new Result(
                0,
                "clear\n203.0.113.7\nclear\n",
                "pii: values that did not decrypt and passed as they are: 2\n"));
  }

  @Test
  void unmaskNeedsTheRightDomain() {
    new PiiRun()
        .run(GOLDEN, "unmask", "--keyset-file", keyset, "--domain", "user")
        .failedWith("line 1: the value does not decrypt with this keyset and domain");
  }

  @Test
  void unmaskRefusesAValueThatIsNotOneLine() throws Exception {
    run("unmask", ip.encrypt("marker\nmarker"))
        .failedWith("line 1: the value holds a line break, so it would not be one line");
  }

  @Test
  void aKeysetThatOthersCanReadIsRefused() throws Exception {
    Files.setPosixFilePermissions(keyset, PosixFilePermissions.fromString("rw-r--r--"));
    String message =
        "the keyset file '%s' is open to others than its owner; run: chmod 600 %s"
            .formatted(keyset, keyset);
    run("mask", "").failedWith(message);
    run("unmask", "").failedWith(message);
    run("lookup", "").failedWith(message);
  }

  @Test
  void hmacKeysMaskAndNobodyUnmasks() throws Exception {
    Path file = folder.resolve("hmac.json");
    Keyset hmac = Keysets.generate(Keyset.Kind.HMAC);
    KeysetFiles.create(file, hmac);

    new PiiRun()
        .run("203.0.113.7\n", "mask", "--keyset-file", file, "--domain", "ip")
        .printed(hmac.pseudonymizer("ip").mask("203.0.113.7") + "\n");
    new PiiRun()
        .run("x", "unmask", "--keyset-file", file, "--domain", "ip")
        .failedWith(
            "the keyset file '%s' holds HMAC keys, and nobody can decrypt what they made"
                .formatted(file));
  }

  @Test
  void lookupListsWhatEachEnabledKeyMakesThePrimaryFirst() throws Exception {
    for (Keyset.Kind kind : Keyset.Kind.values()) {
      Keyset first = Keysets.generate(kind);
      Keyset standby = first.rotated().withStandbyKey();
      Keyset keys = standby.disabled(standby.keys().get(2).id());
      Path file = folder.resolve(kind + ".json");
      KeysetFiles.create(file, keys);

      String primary = mask(keys);
      new PiiRun()
          .run("203.0.113.7\n\n", "lookup", "--keyset-file", file, "--domain", "ip")
          .printed("IN ('%s', '%s')\n\n".formatted(primary, mask(first)));
    }
  }

  @Test
  void linesHaveOneDomainAndNoColumns() {
    new PiiRun()
        .run("", "mask", "--keyset-file", keyset)
        .refusedWith("--domain or --csv is needed; see pii mask --help");
    new PiiRun()
        .run("", "unmask", "--keyset-file", keyset)
        .refusedWith("--domain, --csv or --jdbc-url is needed; see pii unmask --help");
    run("mask", "", "--column", "ip").refusedWith("--column needs --csv; see pii mask --help");
    run("unmask", "", "--column", "ip")
        .refusedWith("--column needs --csv or --jdbc-url; see pii unmask --help");
    run("mask", "", "--delimiter", ",").refusedWith("--delimiter needs --csv; see pii mask --help");
    run("unmask", "", "--delimiter", ",")
        .refusedWith("--delimiter needs --csv or --jdbc-url; see pii unmask --help");
    for (String option : new String[] {"--user", "--password-file", "--select", "--table"}) {
      run("unmask", "", option, "x").refusedWith("a table needs --jdbc-url; see pii unmask --help");
    }
    run("unmask", "", "--on-undecryptable", "drop")
        .refusedWith("--on-undecryptable takes fail or pass; see pii unmask" + " --help");
  }

  private static String mask(Keyset keyset) throws Exception {
    return keyset.kind() == Keyset.Kind.HMAC
        ? keyset.pseudonymizer("ip").mask("203.0.113.7")
        : keyset.cipher("ip").encrypt("203.0.113.7");
  }

  private Result run(String command, String input, String... more) {
    String[] args = new String[5 + more.length];
    args[0] = command;
    args[1] = "--keyset-file";
    args[2] = keyset.toString();
    args[3] = "--domain";
    args[4] = "ip";
    System.arraycopy(more, 0, args, 5, more.length);
    return new PiiRun().run(input, (Object[]) args);
  }
}
