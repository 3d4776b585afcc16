package io.sealstream.connect.mask.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealstream.connect.mask.TestKeysets;
import io.sealstream.connect.mask.crypto.DeterministicCipher;
import io.sealstream.connect.mask.crypto.Keyset;
import io.sealstream.connect.mask.crypto.KeysetFiles;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PiiTest {
  @TempDir private Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final StringWriter err = new StringWriter();
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
  void createWritesAKeysetAndPrintsItsKeyId() throws Exception {
    Path file = folder.resolve("new.json");

    assertThat(run("", "keyset", "create", "--out", file.toString())).isZero();

    assertThat(output()).isEqualTo(KeysetFiles.read(file).primaryKeyId() + "\n");
    assertThat(err.toString())
        .isEqualToNormalizingNewlines(
            "Created '%s'. Keep a copy in a safe place: without it nothing can be recovered.\n"
                .formatted(file));
  }

  @Test
  void createNeverOverwrites() {
    assertThat(run("", "keyset", "create", "--out", keyset.toString())).isEqualTo(1);
    failedWith(
        "the keyset file '%s' exists already, and a keyset is never overwritten".formatted(keyset));
  }

  @Test
  void unmaskRecoversLinesAndKeepsEmptyOnes() throws Exception {
    String input =
        ip.encrypt("203.0.113.7") + "\n\n" + ip.encrypt("Zoë €") + "\r\n" + ip.encrypt("");

    assertThat(unmask(input)).isZero();

    assertThat(output()).isEqualTo("203.0.113.7\n\nZoë €\n\n");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void unmaskOfNothingIsNothing() {
    assertThat(unmask("")).isZero();
    assertThat(output()).isEmpty();
  }

  @Test
  void unmaskStopsAtABadLineWithItsNumberAndWithoutItsContent() throws Exception {
    String good = ip.encrypt("203.0.113.7");
    assertThat(unmask(good + "\n\nmarker!\n" + good)).isEqualTo(1);
    assertThat(output()).isEqualTo("203.0.113.7\n\n");
    failedWith("line 3: the value is not base64");
  }

  @Test
  void unmaskNeedsTheRightDomain() throws Exception {
    String input = ip.encrypt("203.0.113.7");
    assertThat(run(input, "unmask", "--keyset-file", keyset.toString(), "--domain", "user"))
        .isEqualTo(1);
    failedWith("line 1: the value does not decrypt with this keyset and domain");
  }

  @Test
  void unmaskRefusesAValueThatIsNotOneLine() throws Exception {
    assertThat(unmask(ip.encrypt("marker\nmarker"))).isEqualTo(1);
    assertThat(output()).isEmpty();
    failedWith("line 1: the value holds a line break, so it would not be one line");
  }

  @Test
  void unmaskRefusesAKeysetThatOthersCanRead() throws Exception {
    Files.setPosixFilePermissions(keyset, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(unmask("")).isEqualTo(1);
    failedWith(
        "the keyset file '%s' is open to others than its owner; run: chmod 600 %s"
            .formatted(keyset, keyset));
  }

  @Test
  void wrongUsageExitsWith2() {
    assertThat(run("")).isEqualTo(2);
    assertThat(run("", "keyset")).isEqualTo(2);
    assertThat(run("", "mask")).isEqualTo(2);
    assertThat(run("", "unmask", "--domain", "ip")).isEqualTo(2);
    assertThat(run("", "unmask", "--keyset-file", keyset.toString(), "--domain", "")).isEqualTo(2);
    assertThat(err.toString()).contains("--domain must not be empty");
  }

  @Test
  void helpAndVersionGoToStandardOutput() {
    StringWriter help = new StringWriter();
    var command =
        Pii.commandLine(new Streams(new ByteArrayInputStream(new byte[0]), out))
            .setOut(new PrintWriter(help));
    assertThat(command.execute("--help")).isZero();
    assertThat(command.execute("--version")).isZero();
    assertThat(command.execute("unmask", "--help")).isZero();
    assertThat(help.toString()).contains("keyset", "unmask", "pii 0.", "--domain=NAME");
  }

  @Test
  void aReaderThatWentAwayEndsItQuietly() throws Exception {
    assertThat(unmaskInto(new FailingStream("Broken pipe"), ip.encrypt("a"))).isEqualTo(141);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void aFullDiskIsAnError() throws Exception {
    assertThat(unmaskInto(new FailingStream("No space left on device"), ip.encrypt("a")))
        .isEqualTo(1);
    failedWith("cannot write to standard output");
  }

  private int unmask(String input) {
    return unmaskInto(out, input);
  }

  private int unmaskInto(OutputStream output, String input) {
    return run(output, input, "unmask", "--keyset-file", keyset.toString(), "--domain", "ip");
  }

  private int run(String input, String... args) {
    return run(out, input, args);
  }

  private int run(OutputStream output, String input, String... args) {
    Streams streams =
        new Streams(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), output);
    return Pii.commandLine(streams).setErr(new PrintWriter(err, true)).execute(args);
  }

  private String output() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private void failedWith(String message) {
    assertThat(err.toString()).isEqualToNormalizingNewlines("pii: " + message + "\n");
  }

  private static final class FailingStream extends OutputStream {
    private final String message;

    FailingStream(String message) {
      this.message = message;
    }

    @Override
    public void write(int b) throws IOException {
      throw new IOException(message);
    }
  }
}
