package io.sealstream.connect.mask.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealstream.connect.mask.TestKeysets;
import io.sealstream.connect.mask.cli.PiiRun.Result;
import io.sealstream.connect.mask.crypto.KeysetFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What all commands have in common: help, wrong usage, streams that break. */
class PiiTest {
  @TempDir private Path folder;

  private Path keyset;

  @BeforeEach
  void setUp() throws Exception {
    keyset = folder.resolve("keyset.json");
    KeysetFiles.create(keyset, TestKeysets.goldenKeyset());
  }

  @Test
  void helpReadsWell() {
    new PiiRun()
        .run("", "--help")
        .printed(
            """
            Usage: pii [-hV] COMMAND
            Makes keysets, and masks, recovers and finds values as MaskPii does.
            Values come from standard input, from CSV or from a PostgreSQL table;
            keys come from keyset files. Nothing secret is ever on the command line.

            Options:
              -h, --help      Show this help message and exit.
              -V, --version   Print version information and exit.

            Commands (each has a --help of its own):
              keyset  Makes keysets and changes them. A file is never changed: a change is a new file.
              mask    Encrypts values from standard input to standard output, as MaskPii does.
              unmask  Decrypts lines or CSV from standard input, or a PostgreSQL table, to standard output.
              lookup  Prints how to find values in a masked column, whichever key encrypted them.
              rewrap  Encrypts columns of a PostgreSQL table again, under the keyset's primary key.

            Exit codes:
              0     done
              1     failed
              2     wrong usage
              141   the reader of the output went away

            Environment:
              PII_JDBC_PASSWORD  the database's password, if --password-file is not given
              PII_CLASSPATH      more jars, such as those of a KMS client
              JAVA_HOME          the Java to run with
            """);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "keyset",
        "keyset create",
        "keyset info",
        "keyset rotate",
        "keyset promote",
        "keyset enable",
        "keyset disable",
        "keyset export",
        "mask",
        "unmask",
        "lookup",
        "rewrap"
      })
  void everyCommandHasHelpThatNamesItAndDescribesAllOptions(String command) {
    Result result = new PiiRun().run("", (Object[]) (command + " --help").split(" "));
    assertThat(result.exitCode()).isZero();
    assertThat(result.out().lines().findFirst().orElseThrow()).startsWith("Usage: pii " + command);
    assertThat(result.out().lines().filter(line -> line.matches("\\s+(-\\w, )? *--.*")))
        .isNotEmpty()
        .noneMatch(line -> line.matches("\\s+(-\\w, )? *--[^ ]+\\s*") && line.length() < 27);
    assertThat(result.out().lines().skip(1).findFirst().orElseThrow()).isNotBlank();
  }

  @Test
  void theVersionIsTheProjects() {
    assertThat(new PiiRun().run("", "--version").out()).startsWith("pii 0.");
    assertThat(new PiiRun().run("", "keyset", "info", "--version").out()).startsWith("pii 0.");
  }

  @Test
  void wrongUsageIsOneLineAndExitsWith2() {
    new PiiRun().run("").refusedWith("a command is missing; see pii --help");
    new PiiRun().run("", "keyset").refusedWith("a command is missing; see pii keyset --help");
    new PiiRun()
        .run("", "unmask", "--domain", "ip")
        .refusedWith("missing: --keyset-file=FILE; see pii unmask --help");
    new PiiRun()
        .run("", "lookup", "--keyset-file", keyset, "--domain", "")
        .refusedWith("the domain is empty; see pii lookup --help");
    new PiiRun()
        .run("", "mask", "--keyset-file", keyset, "--domain", "a\nb")
        .refusedWith("the domain has a control character; see pii mask --help");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mask --keyset-file k marker | an argument is neither an option nor a command",
        "mask --keyset-file k -xmarker | an argument is neither an option nor a command",
        "mask --keyset-file k --{marker:1} | an argument is neither an option nor a command",
        "mask --keyset-file k --Marker | an argument is neither an option nor a command",
        "mask --keyset-file k --value=marker | unknown option --value",
        "marker | an argument is neither an option nor a command",
        "mask --keyset-file k --csv=marker | --csv takes no value",
        "mask --keyset-file k --help=marker | --help takes no value",
        "mask --domain --keyset-file=marker | missing: --domain=NAME",
        "mask --keyset-file marker --domain | missing: --domain=NAME",
        "mask --keyset-file k --domain marker --domain marker2 | --domain is there twice",
        "unmask --on-undecryptable marker | --on-undecryptable takes fail or pass",
        "keyset create --kind marker | --kind takes aes-siv or deriving or hmac",
        "keyset disable --keyset-file k --key-id marker --out o | --key-id takes a whole number",
        "keyset disable --keyset-file marker | missing: --key-id=N, --out=FILE",
        "rewrap --keyset-file k --batch-size marker | --batch-size takes a whole number",
        "rewrap --keyset-file k --batch-size=99999999999 | --batch-size takes a whole number",
        "rewrap --keyset-file k --dry-run=marker | --dry-run takes no value",
        "keyset marker | an argument is neither an option nor a command"
      })
  void wrongUsageRepeatsNoValue(String arguments, String message) {
    Result result = new PiiRun().run("", (Object[]) arguments.split(" "));
    assertThat(result.err()).startsWith("pii: " + message + "; see pii ").hasLineCount(1);
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err() + result.out()).doesNotContainIgnoringCase("marker");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"marker\":1}", " {\"marker\":1}", "mar\nker", "mar\rker"})
  void aKeysetInPlaceOfItsNameIsNotRepeated(String keys) {
    aNameIsNotRepeated(keys);
  }

  @Test
  void aNameThatNoFileCanHaveIsNotRepeated() {
    new PiiRun()
        .run("", "keyset", "info", "--keyset-file", "mar\0ker")
        .refusedWith("--keyset-file has a value that cannot be used; see pii keyset info --help");
  }

  @Test
  void whatIsTooLongForANameIsNotRepeated() {
    aNameIsNotRepeated("marker".repeat(50));
  }

  private static void aNameIsNotRepeated(String keys) {
    String file =
        "the keyset file (its name is not repeated, as it looks like the content of a file) ";
    for (String[] command :
        new String[][] {
          {"mask", "--domain", "ip", "--keyset-file", keys},
          {"keyset", "create", "--out", keys + "/absent"}
        }) {
      Result result = new PiiRun().run("", (Object[]) command);
      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.err()).doesNotContain("mar");
      assertThat(result.err()).startsWith("pii: " + file);
    }
  }

  @Test
  void anAtSignReadsNoFile() throws Exception {
    Path file = Files.writeString(folder.resolve("arguments"), "--help");
    new PiiRun()
        .run("", "mask", "@" + file)
        .refusedWith("missing: --keyset-file=FILE; see pii mask --help");
  }

  @Test
  void anArgumentInAnotherEncodingIsRefused() {
    new PiiRun()
        .run("", "mask", "--keyset-file", keyset, "--domain", "gr\ufffd\ufffde")
        .refusedWith(
            "an argument is not text in the encoding of the locale; set one of UTF-8, such as"
                + " LC_ALL=C.UTF-8; see pii --help");
  }

  @Test
  void aReaderThatWentAwayEndsItQuietly() {
    Result result = unmaskInto(new FailingStream("Broken pipe"));
    assertThat(result).isEqualTo(new Result(141, "", ""));
  }

  @Test
  void aFullDiskIsAnError() {
    unmaskInto(new FailingStream("No space left on device"))
        .failedWith("cannot write to standard output");
  }

  @Test
  void anErrorOfTheJvmIsOneLineWithoutItsMessage() {
    unmaskInto(new ErrorStream(new OutOfMemoryError("marker")))
        .failedWith(
            "out of memory: a line, a record or a batch is too large for it; give rewrap a smaller"
                + " --batch-size, or Java more memory, as JDK_JAVA_OPTIONS=-Xmx4g does");
    unmaskInto(new ErrorStream(new NoClassDefFoundError("marker")))
        .failedWith("unexpected failure (NoClassDefFoundError)");
  }

  @Test
  void whatGoesWrongOutsideACommandIsOneLineWithoutItsMessage() {
    PrintWriter broken =
        new PrintWriter(new StringWriter()) {
          @Override
          public void write(String text, int offset, int length) {
            throw new IllegalStateException("marker");
          }
        };
    new PiiRun()
        .run(new byte[0], OutputStream.nullOutputStream(), broken, "--help")
        .failedWith("unexpected failure (IllegalStateException)");
  }

  private Result unmaskInto(OutputStream out) {
    return new PiiRun()
        .run(
            "\n".getBytes(StandardCharsets.UTF_8),
            out,
            new PrintWriter(new StringWriter()),
            "unmask",
            "--keyset-file",
            keyset,
            "--domain",
            "ip");
  }

  private static final class ErrorStream extends OutputStream {
    private final Error error;

    ErrorStream(Error error) {
      this.error = error;
    }

    @Override
    public void write(int b) {
      throw error;
    }
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
